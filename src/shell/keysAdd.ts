import { OutsideError, WrongUsage } from '#src/domain/errors.ts';
import { judgeKey, WAIVER } from '#src/vault/judgeKey.ts';
import type { KeyFields, KeyView } from '#src/vault/keyState.ts';
import { keyName, type Provider } from '#src/vault/providers.ts';
import type { Saving, Vault } from '#src/vault/vault.ts';
import { EXIT } from './io.ts';
import type { KeyDesk } from './keyDesk.ts';
import { keyText } from './keyText.ts';

export interface NewKey {
  readonly provider: Provider;
  readonly isTestnet: boolean;
  /** Saved without asking anybody: a machine without a network. */
  readonly isUntested: boolean;
}

/** Takes in a key that is not there yet. */
export async function addKey(desk: KeyDesk, vault: Vault, wanted: NewKey): Promise<number> {
  const name = keyName(wanted.provider, wanted.isTestnet);
  const there = vault.key(name);
  if (there !== undefined)
    throw new WrongUsage(
      `There is a key for ${name} already (version ${there.version}).`,
      `heron keys rotate ${commandName(wanted)} puts a new one in its place.`,
    );
  return takeIn(desk, vault, wanted, false);
}

/** Takes in the next version of a key that is there; the one before stays when the new one is not good. */
export async function rotateKey(desk: KeyDesk, vault: Vault, wanted: NewKey): Promise<number> {
  const name = keyName(wanted.provider, wanted.isTestnet);
  if (vault.key(name) === undefined)
    throw new WrongUsage(`There is no key for ${name}.`, `heron keys add ${commandName(wanted)} takes one in.`);
  return takeIn(desk, vault, wanted, true);
}

async function takeIn(desk: KeyDesk, vault: Vault, wanted: NewKey, isRotation: boolean): Promise<number> {
  const { provider, isTestnet, isUntested } = wanted;
  const name = keyName(provider, isTestnet);
  const fields = await askFields(desk, provider);
  const saved = (saving: Saving = {}): KeyView => {
    desk.input.end();
    return vault.save(name, fields, saving);
  };
  const tell = (view: KeyView, more = ''): number => {
    desk.say(`${more}${keyText(view)}`, { ok: true, key: view });
    return EXIT.good;
  };
  if (isUntested) return tell(saved(), `Saved without a test; heron keys test ${name} makes up for it.\n`);
  const answer = await desk.testKey(provider, fields, isTestnet);
  let judged = judgeKey(provider, isTestnet, answer, false);
  let waiver: string | undefined;
  if ('needsWaiver' in judged) {
    if (!(await desk.input.phrase(judged.needsWaiver, WAIVER))) throw notWaived(judged.needsWaiver, isRotation);
    waiver = WAIVER;
    judged = judgeKey(provider, isTestnet, answer, true);
  }
  if ('tested' in judged && judged.tested.state === 'test_ok') return tell(saved({ tested: judged.tested, waiver }));
  if ('unclear' in judged && !isRotation)
    return tell(saved(), `${judged.unclear}\nSaved without a test; heron keys test ${name} makes up for it.\n`);
  const why = 'unclear' in judged ? judged.unclear : 'tested' in judged ? judged.tested.reason : judged.needsWaiver;
  throw new OutsideError('key-refused', why, nothing(isRotation));
}

async function askFields({ input, secrets }: KeyDesk, { fields }: Provider): Promise<KeyFields> {
  const given: Record<string, string> = {};
  for (const { name, label, isSecret, otherwise, fault } of fields) {
    const value = await input.value(label, isSecret, (typed) => (typed === '' && otherwise !== undefined ? undefined : fault(typed)));
    given[name] = value === '' ? (otherwise ?? '') : value;
    if (isSecret) secrets.add([given[name] ?? '']);
  }
  return given;
}

const notWaived = (why: string, isRotation: boolean): OutsideError =>
  new OutsideError('not-waived', why, `If you have made sure of it, give the words after the key: ${WAIVER}. ${nothing(isRotation)}`);

const nothing = (isRotation: boolean): string => (isRotation ? 'Nothing was saved; the key that is there stays.' : 'Nothing was saved.');

const commandName = ({ provider: { id }, isTestnet }: NewKey): string => (isTestnet ? `${id} --testnet` : id);
