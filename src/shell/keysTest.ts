import { WrongUsage } from '#src/domain/errors.ts';
import { judgeKey, WAIVER } from '#src/vault/judgeKey.ts';
import type { KeyView } from '#src/vault/keyState.ts';
import { ownerOf } from '#src/vault/providers.ts';
import type { Tested, Vault } from '#src/vault/vault.ts';
import { EXIT } from './io.ts';
import type { KeyDesk } from './keyDesk.ts';
import { keyText } from './keyText.ts';

/** Tests one key, or all; exit 1 when one of them is not good. A server that could not be asked changes no state. */
export async function testKeys(desk: KeyDesk, vault: Vault, only: string | undefined): Promise<number> {
  const names = vault.keys().map(({ name }) => name);
  if (only !== undefined && !names.includes(only))
    throw new WrongUsage(`There is no key for ${only}.`, 'heron keys list shows those that are there.');
  const lines: string[] = [];
  let ok = true;
  for (const name of only === undefined ? names : [only]) {
    const { isGood, text } = await testOne(desk, vault, vault.key(name) as KeyView);
    ok &&= isGood;
    lines.push(text);
  }
  if (names.length === 0) lines.push('There are no keys to test.');
  desk.say(lines.join('\n'), { ok, keys: vault.keys().filter(({ name }) => only === undefined || name === only) });
  return ok ? EXIT.good : EXIT.found;
}

async function testOne(desk: KeyDesk, vault: Vault, key: KeyView): Promise<{ isGood: boolean; text: string }> {
  const { name, version } = key;
  const owner = ownerOf(name);
  const fields = vault.read(name, 'test');
  if (owner === undefined || fields === undefined) return { isGood: false, text: `${name}  This Heron does not know whose key that is.` };
  const { provider, isTestnet } = owner;
  desk.secrets.add(provider.fields.filter(({ isSecret }) => isSecret).map((field) => fields[field.name] ?? ''));
  const answer = await desk.testKey(provider, fields, isTestnet);
  const judged = judgeKey(provider, isTestnet, answer, key.waiver !== null);
  if ('unclear' in judged) return { isGood: false, text: `${name}  ${key.state} as before: ${judged.unclear}` };
  let tested: Tested;
  let phrase: string | undefined;
  if ('tested' in judged) tested = judged.tested;
  else if (await desk.input.phrase(judged.needsWaiver, WAIVER)) {
    phrase = WAIVER;
    const waived = judgeKey(provider, isTestnet, answer, true);
    tested = 'tested' in waived ? waived.tested : unsaid(judged.needsWaiver);
  } else tested = unsaid(judged.needsWaiver);
  vault.tested(name, version, tested, phrase);
  return { isGood: tested.state === 'test_ok', text: keyText(vault.key(name) ?? key) };
}

const unsaid = (why: string): Tested => ({
  state: 'test_failed',
  reason: `${why} Nobody has said that this key cannot withdraw.`,
  warnings: [],
});
