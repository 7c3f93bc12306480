import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { OutsideError } from '#src/domain/errors.ts';
import type { FileKey, Unwrap } from '#src/ledger/sealedFile.ts';
import { deriveKeys, newSalt } from '#src/vault/derivedKeys.ts';
import { disclose, type Envelope, enclose, type Place } from '#src/vault/envelope.ts';

/** The envelope belongs to no vault: whoever has lost the machine still has the key and the backup. */
const PLACE: Place = { vaultId: 'backup', name: 'backup', version: 1 };
const KEY_BYTES = 32;

const part = z.strictObject({ nonce: z.string(), text: z.string(), tag: z.string() });
const wrappedSchema = z.strictObject({ salt: z.string(), envelope: z.strictObject({ wrapped: part, secret: part }) });

/** What gives each backup a key of its own, in an envelope under the key of the vault. Derives once: about 0.4 s. */
export async function backupSealer(vaultKey: string): Promise<() => FileKey> {
  const salt = newSalt();
  const { kek } = await deriveKeys(vaultKey, salt);
  return () => {
    const key = randomBytes(KEY_BYTES);
    const envelope: Envelope = enclose(kek, PLACE, key);
    return { key, wrapped: Buffer.from(JSON.stringify({ salt: salt.toString('hex'), envelope })).toString('base64') };
  };
}

/** The key of one backup from what its first line holds. Rejects with OutsideError when the vault's key is another one. */
export async function keyOfBackup(wrapped: string, vaultKey: string): Promise<Unwrap> {
  const parsed = wrappedSchema.safeParse(readJson(wrapped));
  if (!parsed.success) throw refused();
  const { salt, envelope } = parsed.data;
  const { kek } = await deriveKeys(vaultKey, Buffer.from(salt, 'hex'));
  try {
    const key = disclose(kek, PLACE, envelope);
    return () => key;
  } catch {
    throw refused();
  }
}

function readJson(wrapped: string): unknown {
  try {
    return JSON.parse(Buffer.from(wrapped, 'base64').toString());
  } catch {
    return undefined;
  }
}

const refused = (): OutsideError =>
  new OutsideError(
    'backup-key',
    'This key does not open the backup.',
    'Give the key that the vault had when the backup was made, in HERON_VAULT_KEY.',
  );

/** The key of the vault as the environment has it; undefined without one. */
export const vaultKeyIn = (env: NodeJS.ProcessEnv): string | undefined => env.HERON_VAULT_KEY || undefined;
