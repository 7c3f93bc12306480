import { createHmac, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** Cost of one guess: 128 MiB and about 0.4 s (reliability.md SEC-06). Format version 1 has these and no others. */
export const COST = { n: 131_072, r: 8, p: 1 } as const;
export const SALT_BYTES = 16;
const KEY_BYTES = 32;
/** Node refuses more than 32 MiB unless told; scrypt takes 128 · N · r, and a little. */
const MAX_MEMORY = 256 * 1024 * 1024;

/** What follows from the vault's key and a salt: `kek` wraps the keys of the secrets, `sealing` makes edits of the file show. */
export interface DerivedKeys {
  readonly kek: Buffer;
  readonly sealing: Buffer;
}

export const newSalt = (): Buffer => randomBytes(SALT_BYTES);

/** scrypt (RFC 7914) on another thread, so that nothing waits for it. The first 32 bytes are what scrypt gives alone; the next 32 are independent of them. */
export function deriveKeys(key: string, salt: Buffer): Promise<DerivedKeys> {
  const { n: N, r, p } = COST;
  return new Promise((done, failed) => {
    scrypt(key.normalize('NFKC'), salt, 2 * KEY_BYTES, { N, r, p, maxmem: MAX_MEMORY }, (error, bytes) => {
      if (error) failed(error);
      else done({ kek: bytes.subarray(0, KEY_BYTES), sealing: bytes.subarray(KEY_BYTES) });
    });
  });
}

/** HMAC-SHA256 of a text, Base64. */
export const authenticated = (text: string, { sealing }: DerivedKeys): string =>
  createHmac('sha256', sealing).update(text, 'utf8').digest('base64');

/** Compares without telling by its time where the difference is. */
export function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** Overwrites keys that nobody needs any more. */
export function forget({ kek, sealing }: DerivedKeys): void {
  kek.fill(0);
  sealing.fill(0);
}
