import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { canonicalJson } from '#src/domain/hash.ts';

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

/** Encrypted and authenticated bytes; all Base64. */
interface Sealed {
  readonly nonce: string;
  readonly text: string;
  readonly tag: string;
}

/** Where an envelope belongs. It opens nowhere else: another name, version or vault does not authenticate. */
export interface Place {
  readonly vaultId: string;
  readonly name: string;
  readonly version: number;
}

/** A secret under a key of its own, and that key under the key of the vault. */
export interface Envelope {
  readonly wrapped: Sealed;
  readonly secret: Sealed;
}

/** Puts a secret into a new envelope. Its key encrypts this one secret and nothing else, ever; nonces are 96 random bits. */
export function enclose(kek: Buffer, place: Place, plain: Buffer): Envelope {
  const own = randomBytes(KEY_BYTES);
  try {
    return { wrapped: encrypt(kek, own, boundTo('key', place)), secret: encrypt(own, plain, boundTo('secret', place)) };
  } finally {
    own.fill(0);
  }
}

/** What is in an envelope. Throws when the key does not fit, the place is another one, or a bit is wrong. */
export function disclose(kek: Buffer, place: Place, { wrapped, secret }: Envelope): Buffer {
  const own = decrypt(kek, wrapped, boundTo('key', place));
  try {
    return decrypt(own, secret, boundTo('secret', place));
  } finally {
    own.fill(0);
  }
}

/** The same envelope under another key of the vault; the secret itself is not decrypted. */
export function rewrap(from: Buffer, to: Buffer, place: Place, { wrapped, secret }: Envelope): Envelope {
  const own = decrypt(from, wrapped, boundTo('key', place));
  try {
    return { wrapped: encrypt(to, own, boundTo('key', place)), secret };
  } finally {
    own.fill(0);
  }
}

const boundTo = (what: 'key' | 'secret', { vaultId, name, version }: Place): Buffer =>
  Buffer.from(canonicalJson(['heron-vault', what, vaultId, name, version]));

function encrypt(key: Buffer, plain: Buffer, bound: Buffer): Sealed {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES }).setAAD(bound);
  const text = Buffer.concat([cipher.update(plain), cipher.final()]);
  return { nonce: nonce.toString('base64'), text: text.toString('base64'), tag: cipher.getAuthTag().toString('base64') };
}

function decrypt(key: Buffer, { nonce, text, tag }: Sealed, bound: Buffer): Buffer {
  const opened = createDecipheriv(CIPHER, key, Buffer.from(nonce, 'base64'), { authTagLength: TAG_BYTES })
    .setAAD(bound)
    .setAuthTag(Buffer.from(tag, 'base64'));
  return Buffer.concat([opened.update(Buffer.from(text, 'base64')), opened.final()]);
}
