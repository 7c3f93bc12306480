import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { VirtualClock } from '#src/domain/clock.ts';
import { Vault } from '#src/vault/vault.ts';
import { readVault } from '#src/vault/vaultFile.ts';
import type { Deed } from '../deeds.ts';
import { AT } from './files.ts';

const FIRST = 'J7#mQ2vR9xT4zL8pW1sD';
const SECOND = 'k4$Wn8!bY2cF6hJ0qZ5e';
const vaultIn = (folder: string): string => join(folder, 'vault', 'vault.json');
const parts = (folder: string) => ({ path: vaultIn(folder), clock: new VirtualClock(AT), who: 'user:shell' });

/** The vault under whichever of the two keys it has now. */
async function opened(folder: string): Promise<Vault> {
  const vault = await Vault.open(parts(folder), FIRST).catch(() => Vault.open(parts(folder), SECOND));
  if (vault === undefined) throw new Error('the vault is gone');
  return vault;
}

async function prepare(folder: string): Promise<void> {
  const made = await Vault.create(parts(folder), FIRST);
  made.save('binance', { apiKey: 'a', secret: 'b' });
  made.save('kraken', { apiKey: 'c', secret: 'd' });
  made.close();
}

function look(folder: string): string[] {
  const path = vaultIn(folder);
  if (!existsSync(path)) return ['there is no vault'];
  try {
    const { body } = readVault(readFileSync(path, 'utf8'), path);
    return body.keys.length === 2 ? [] : [`the vault has ${body.keys.length} keys`];
  } catch (error) {
    return [`the vault cannot be read: ${error instanceof Error ? error.message : String(error)}`];
  }
}

/** What it holds, which is never less than what was there. */
function secretIn(vault: Vault): string {
  const { apiKey } = vault.read('kraken', 'a test') ?? {};
  if (apiKey !== 'c') throw new Error(`the vault gives ${apiKey} for the key of kraken`);
  const secret = vault.read('binance', 'a test')?.secret ?? '';
  if (!/^b+$/.test(secret)) throw new Error(`the vault gives ${secret} for the secret of binance`);
  return secret;
}

/** A vault is unlocked, a key in it is used and rotated. */
export const vault: Deed = {
  name: 'vault',
  prepare,
  look,
  async run(folder) {
    const one = await Vault.open(parts(folder), FIRST);
    if (one === undefined) throw new Error('the vault is gone');
    one.save('binance', { apiKey: 'a', secret: `${secretIn(one)}b` });
    one.close();
  },
};

/** A vault gets another key of its own: at each moment it can be opened with the old one or with the new one. Each start derives three keys, which takes a second. */
export const vaultKey: Deed = {
  name: 'vault key',
  seconds: 1,
  prepare,
  look,
  async run(folder) {
    const one = await opened(folder);
    secretIn(one);
    await one.changeKey(SECOND);
    one.close();
  },
};
