import { existsSync, statSync } from 'node:fs';
import type { Check } from '#src/chat/checks.ts';
import type { Settings } from '#src/config/settings.ts';
import { systemClock } from '#src/domain/clock.ts';
import { OutsideError } from '#src/domain/errors.ts';
import { keyName } from '#src/vault/providers.ts';
import { Vault } from '#src/vault/vault.ts';
import { whoIsHere } from './keyDesk.ts';

const MEND = 'heron keys add asks for the key; its vault opens with HERON_VAULT_KEY.';

/** Whether the vault is there, is its owner's alone, opens, and what its keys were found to be. No secret is read. On paper nothing of it is needed. */
export async function vaultChecks({ vault, mode, feed, venue }: Settings, vaultKey: string | undefined): Promise<Check[]> {
  const live = mode === 'live';
  if (!existsSync(vault.path)) {
    return [{ name: 'vault', ok: !live, found: `none at ${vault.path}${live ? '' : '; paper needs none'}`, mend: MEND }];
  }
  const others = statSync(vault.path).mode & 0o077;
  if (others !== 0) return [{ name: 'vault', ok: false, found: 'others can read it', mend: `chmod 600 ${vault.path}` }];
  if (vaultKey === undefined) return [{ name: 'vault', ok: !live, found: `${vault.path}, closed: HERON_VAULT_KEY is not set`, mend: MEND }];
  try {
    const opened = await Vault.open({ path: vault.path, clock: systemClock(), who: whoIsHere() }, vaultKey);
    const keys = opened?.keys() ?? [];
    opened?.close();
    const needed = feed.source === 'simulated' ? undefined : keyName({ id: feed.source }, venue.testnet);
    return [
      { name: 'vault', ok: true, found: `opens; ${keys.length} keys` },
      ...keys.map(({ name, state, testedAt, reason }) => ({
        name: `key ${name}`,
        ok: state !== 'test_failed',
        found: `${state}${testedAt === null ? '' : ` at ${testedAt}`}${reason === '' ? '' : `: ${reason}`}`,
        mend: `heron keys test ${name}`,
      })),
      ...(live && needed !== undefined && keys.every(({ name }) => name !== needed)
        ? [{ name: `key ${needed}`, ok: false, found: 'not_configured', mend: `heron keys add ${needed}` }]
        : []),
    ];
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    return [{ name: 'vault', ok: false, found: error.message, mend: error.hint }];
  }
}
