import type { KeyState } from '#src/vault/keyState.ts';
import { keyName, PROVIDERS, type Provider } from '#src/vault/providers.ts';
import { usagesOf } from '#src/vault/usageLog.ts';
import type { Vault } from '#src/vault/vault.ts';
import { EXIT } from './io.ts';
import type { KeyDesk } from './keyDesk.ts';
import { keyText } from './keyText.ts';

/** Every provider with the state of its key; of a key itself at most the last four characters. `vault` is undefined where there is none yet. */
export function listKeys(desk: KeyDesk, vault: Vault | undefined): number {
  const { path } = desk.parts;
  const rows = PROVIDERS.flatMap((provider) => {
    const testnet = provider.hasTestnet && vault?.key(keyName(provider, true)) !== undefined ? [true] : [];
    return [false, ...testnet].map((isTestnet) => rowOf(provider, isTestnet, vault));
  });
  const lines = rows.flatMap(({ text }) => (text === undefined ? [] : [text]));
  const missing = rows.filter(({ state }) => state === 'not_configured').map(({ name }) => name);
  const title = vault === undefined ? `There is no vault at ${path} yet; the first heron keys add makes one.` : `Vault ${path}`;
  const keys = rows.map(({ text: _, ...row }) => row);
  desk.say([title, ...lines, `not_configured: ${missing.join(', ')}`].join('\n'), { vault: vault === undefined ? null : path, keys });
  return EXIT.good;
}

function rowOf(provider: Provider, isTestnet: boolean, vault: Vault | undefined) {
  const name = keyName(provider, isTestnet);
  const view = vault?.key(name);
  const { id, kind } = provider;
  if (vault === undefined || view === undefined)
    return { name, provider: id, kind, isTestnet, state: 'not_configured' as KeyState, text: undefined };
  const ends = vault.ending(name, provider.fields.find((field) => field.name === 'apiKey' || field.name === 'walletAddress')?.name ?? '');
  const used = usagesOf(vault.path).findLast((one) => one.what === 'used' && one.name === name);
  const last = used === undefined ? '' : `\n  last used ${used.at} by ${used.who}: ${used.note}`;
  const text = `${keyText(view)}${ends === '' ? '' : `\n  ends in …${ends}`}${last}`;
  return { ...view, provider: id, kind, isTestnet, endsIn: ends, lastUsedAt: used?.at ?? null, text };
}
