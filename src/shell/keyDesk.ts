import { userInfo } from 'node:os';
import { CannotStart, WrongUsage } from '#src/domain/errors.ts';
import type { KeyAnswer } from '#src/vault/judgeKey.ts';
import type { KeyFields } from '#src/vault/keyState.ts';
import type { Provider } from '#src/vault/providers.ts';
import { Vault, type VaultParts } from '#src/vault/vault.ts';
import { weaknessOf } from '#src/vault/weakness.ts';
import type { KeyInput } from './keyInput.ts';
import type { KnownSecrets } from './log.ts';

/** Asks the outside about a key. Never rejects; no secret stands in its text. */
export type TestKey = (provider: Provider, fields: KeyFields, isTestnet: boolean) => Promise<KeyAnswer>;

/** What each part of `heron keys` works with. */
export interface KeyDesk {
  readonly parts: VaultParts;
  readonly input: KeyInput;
  /** From the environment; asked for when it is not there. */
  readonly vaultKey: string | undefined;
  /** What must not be printed, whoever says it. */
  readonly secrets: KnownSecrets;
  readonly testKey: TestKey;
  /** For people, or one JSON value with --json. */
  say(text: string, data: object): void;
}

/** Who acts at this machine, for the log of the vault. */
export function whoIsHere(): string {
  try {
    return `shell:${userInfo().username}`;
  } catch {
    return `shell:uid ${process.getuid?.() ?? 'unknown'}`;
  }
}

/** The vault, which must be there. Throws CannotStart. */
export async function openVault(desk: KeyDesk): Promise<Vault> {
  const key = desk.vaultKey ?? (await typed(desk).value('Key of the vault', true, () => undefined));
  desk.secrets.add([key]);
  const vault = await Vault.open(desk.parts, key);
  if (vault === undefined)
    throw new CannotStart('no-vault', `There is no vault at ${desk.parts.path}.`, 'The first heron keys add makes one.');
  return vault;
}

/** The vault, made now if it is not there: then its key has to be good, and is asked for twice. Throws CannotStart. */
export async function openOrMakeVault(desk: KeyDesk, isThere: boolean): Promise<Vault> {
  if (isThere) return openVault(desk);
  const key = desk.vaultKey ?? (await newVaultKey({ ...desk, input: typed(desk) }));
  desk.secrets.add([key]);
  return Vault.create(desk.parts, key);
}

/** A new key of a vault, from the prompt twice or from the pipe once. */
export async function newVaultKey({ input }: KeyDesk): Promise<string> {
  const weak = (value: string): string | undefined =>
    weaknessOf(value) === undefined ? undefined : `is too weak. ${weaknessOf(value)?.slice(0, -1)}`;
  const key = await input.value('New key of the vault (keep it apart from this machine: without it the keys are lost)', true, weak);
  if (input.isTalk) await input.value('The same once more', true, (again) => (again === key ? undefined : 'is another one'));
  return key;
}

/** What is piped in are the parts of a key; the key of the vault is not among them. */
function typed({ input }: KeyDesk): KeyInput {
  if (!input.isTalk)
    throw new WrongUsage('The vault needs its key.', 'Put it into HERON_VAULT_KEY, or run this at a prompt. It is never an argument.');
  return input;
}
