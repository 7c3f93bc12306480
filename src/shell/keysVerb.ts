import { existsSync } from 'node:fs';
import { systemClock } from '#src/domain/clock.ts';
import { WrongUsage } from '#src/domain/errors.ts';
import { keyName, ownerOf, PROVIDERS } from '#src/vault/providers.ts';
import { forgetTokens, takeVaultKey } from './forgetTokens.ts';
import { EXIT, type Io } from './io.ts';
import { type KeyDesk, newVaultKey, openOrMakeVault, openVault, type TestKey, whoIsHere } from './keyDesk.ts';
import { keyInputOf } from './keyInput.ts';
import { addKey, type NewKey, rotateKey } from './keysAdd.ts';
import { listKeys } from './keysList.ts';
import { testKeys } from './keysTest.ts';
import { KnownSecrets, secretsOf } from './log.ts';
import { isOn, type Options, settingsOf } from './options.ts';
import { refuseSecretArguments } from './secretArguments.ts';
import { testKeyOf } from './testKey.ts';
import { venueWith } from './venueWith.ts';

const ACTIONS = ['list', 'add', 'test', 'rotate', 'remove'];
const VAULT = 'vault';

/** Keys of exchanges and model providers, in a vault. Secrets come from a hidden prompt or a pipe. */
export async function run(options: Options, io: Io, testKey?: TestKey): Promise<number> {
  const vaultKey = takeVaultKey(io.env);
  refuseSecretArguments(options);
  const settings = settingsOf(options, io).values;
  forgetTokens(io.env);
  const secrets = new KnownSecrets([...secretsOf(settings), ...(vaultKey === undefined ? [] : [vaultKey])]);
  const clock = systemClock();
  const desk: KeyDesk = {
    parts: { path: settings.vault.path, clock, who: whoIsHere() },
    input: keyInputOf(io),
    vaultKey,
    secrets,
    testKey: testKey ?? testKeyOf(venueWith(settings, clock), clock),
    say: (text, data) => void io.stdout.write(`${secrets.redact(isOn(options, 'json') ? JSON.stringify(data) : text)}\n`),
  };
  try {
    return await act(desk, options);
  } catch (error) {
    // Whatever went wrong, nothing of a key is said about it.
    if (error instanceof Error) {
      error.message = secrets.redact(error.message);
      if (error.stack !== undefined) error.stack = secrets.redact(error.stack);
    }
    throw error;
  }
}

async function act(desk: KeyDesk, options: Options): Promise<number> {
  const [action = 'list', name] = options.words;
  const isThere = existsSync(desk.parts.path);
  switch (action) {
    case 'list':
      return listKeys(desk, isThere ? await openVault(desk) : undefined);
    case 'add':
      return add(desk, wantedOf(options, name), isThere);
    case 'rotate':
      return name === VAULT ? rotateVault(desk) : rotate(desk, wantedOf(options, name));
    case 'test':
      return test(desk, name === undefined ? undefined : nameOf(options, name));
    case 'remove':
      return removeKey(desk, options, nameOf(options, name));
    default:
      throw new WrongUsage('heron keys does not know that.', `Say one of: ${ACTIONS.map((one) => `heron keys ${one}`).join(', ')}.`);
  }
}

// What is wanted is understood before the vault is opened, or even made.
const add = async (desk: KeyDesk, wanted: NewKey, isThere: boolean) => addKey(desk, await openOrMakeVault(desk, isThere), wanted);
const rotate = async (desk: KeyDesk, wanted: NewKey) => rotateKey(desk, await openVault(desk), wanted);
const test = async (desk: KeyDesk, only: string | undefined) => testKeys(desk, await openVault(desk), only);

async function rotateVault(desk: KeyDesk): Promise<number> {
  const vault = await openVault(desk);
  const key = await newVaultKey(desk);
  desk.secrets.add([key]);
  desk.input.end();
  await vault.changeKey(key);
  const { length } = vault.keys();
  desk.say(`The vault has a new key, and the old one opens nothing any more. ${length} keys are under it.`, { ok: true, keys: length });
  return EXIT.good;
}

async function removeKey(desk: KeyDesk, options: Options, name: string): Promise<number> {
  const vault = await openVault(desk);
  if (vault.key(name) === undefined) throw new WrongUsage(`There is no key for ${name}.`, 'heron keys list shows those that are there.');
  const why = `This deletes the key for ${name}; a Heron that trades with it goes on until it is stopped.`;
  if (!isOn(options, 'yes') && !(await desk.input.phrase(why, name)))
    throw new WrongUsage(`${why} Nothing was deleted.`, `Type ${name} when asked, or add --yes.`);
  vault.remove(name);
  desk.say(`The key for ${name} is gone. Delete it at the provider too.`, { ok: true, name });
  return EXIT.good;
}

function wantedOf(options: Options, name: string | undefined): NewKey {
  const { provider, isTestnet } = ownerIn(options, name);
  return { provider, isTestnet, isUntested: isOn(options, 'untested') };
}

function nameOf(options: Options, name: string | undefined): string {
  const { provider, isTestnet } = ownerIn(options, name);
  return keyName(provider, isTestnet);
}

function ownerIn(options: Options, name: string | undefined): Pick<NewKey, 'provider' | 'isTestnet'> {
  const owner = name === undefined ? undefined : ownerOf(name);
  const known = PROVIDERS.map(({ id }) => id).join(', ');
  if (owner === undefined)
    throw new WrongUsage(name === undefined ? 'Whose key?' : 'Heron knows nobody of that name.', `It has keys for: ${known}.`);
  const isTestnet = owner.isTestnet || isOn(options, 'testnet');
  if (isTestnet && !owner.provider.hasTestnet)
    throw new WrongUsage(`${owner.provider.title} has no testnet that Heron can use.`, 'Leave --testnet out, or try it on paper.');
  return { provider: owner.provider, isTestnet };
}
