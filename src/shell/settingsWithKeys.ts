import type { Sourced } from '#src/config/load.ts';
import { systemClock } from '#src/domain/clock.ts';
import type { FileKey } from '#src/ledger/sealedFile.ts';
import { backupSealer } from './backupSeal.ts';
import { forgetTokens, takeVaultKey } from './forgetTokens.ts';
import type { Io } from './io.ts';
import { KnownSecrets, secretsOf } from './log.ts';
import { type Options, settingsOf } from './options.ts';
import { VaultSecrets } from './vaultSecrets.ts';

export interface WithKeys {
  readonly settings: Sourced;
  /** Undefined without a vault or without its key. */
  readonly keys: VaultSecrets | undefined;
  /** What the log takes out. */
  readonly secrets: KnownSecrets;
  /** Encrypts backups, where the key of a vault was given. */
  readonly seal: (() => FileKey) | undefined;
}

/**
 * The settings, with the model's key from the vault where nothing else gives one; nothing secret stays in the environment. Rejects with
 * CannotStart when a key of the vault was given and does not fit.
 */
export async function settingsWithKeys(options: Options, io: Pick<Io, 'env'>): Promise<WithKeys> {
  const vaultKey = takeVaultKey(io.env);
  const first = settingsOf(options, io);
  const env = { ...io.env };
  forgetTokens(io.env);
  const secrets = new KnownSecrets(secretsOf(first.values));
  const keys = await VaultSecrets.open({ vaultKey, settings: first.values, clock: systemClock(), secrets });
  const { name, token, baseUrl } = first.values.model;
  const key = name !== '' && token === '' ? keys?.modelKey(baseUrl) : undefined;
  const settings = key === undefined ? first : settingsOf(options, { env: { ...env, HERON_MODEL__TOKEN: key } });
  const seal = vaultKey === undefined ? undefined : await backupSealer(vaultKey);
  return { settings, keys, secrets, seal };
}
