import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { Refusal } from './refusal.ts';

/** A key and its secret (base64), as Kraken Futures gives them out. */
export interface KeyPair {
  readonly apiKey: string;
  readonly secret: string;
}

export const newKeyPair = (): KeyPair => ({ apiKey: randomBytes(42).toString('base64'), secret: randomBytes(64).toString('base64') });

/**
 * Authent: HMAC-SHA512, keyed with the decoded secret, over SHA256(postData + nonce + path), where the path begins with /api/ even though the
 * address says /derivatives/api/ (docs.kraken.com, "Derivatives REST authentication").
 */
export function authentOf(postData: string, nonce: string, path: string, secret: string): string {
  const digest = createHash('sha256').update(`${postData}${nonce}${path}`).digest();
  return createHmac('sha512', Buffer.from(secret, 'base64')).update(digest).digest('base64');
}

/** What the websocket wants to hear: HMAC-SHA512 over SHA256(challenge). */
const signedChallengeOf = (challenge: string, secret: string): string => authentOf(challenge, '', '', secret);

/** One key of the account. A nonce is not asked for, but a nonce that is sent must grow. */
export class AccountKey {
  readonly pair: KeyPair;
  /** False: revoked. */
  isValid = true;
  /** 'read-only' keys cannot send or cancel. */
  access: 'full' | 'read-only' = 'full';
  #lastNonce = -1n;

  constructor(pair: KeyPair = newKeyPair()) {
    this.pair = pair;
  }

  /** Throws what Kraken Futures says to a call that is not signed, not signed rightly or older than the last one. */
  admit(call: {
    readonly path: string;
    readonly postData: string;
    readonly nonce: string | undefined;
    readonly key: string | undefined;
    readonly authent: string | undefined;
  }): void {
    if (!this.isValid || call.key !== this.pair.apiKey) throw new Refusal('authenticationError');
    if (!isSame(call.authent ?? '', authentOf(call.postData, call.nonce ?? '', call.path, this.pair.secret))) {
      throw new Refusal('authenticationError');
    }
    if (call.nonce === undefined) return;
    const nonce = BigInt(call.nonce);
    if (nonce === this.#lastNonce) throw new Refusal('nonceDuplicate');
    if (nonce < this.#lastNonce) throw new Refusal('nonceBelowThreshold');
    this.#lastNonce = nonce;
  }

  /** Throws unless the websocket's challenge was signed with the secret of this key. */
  admitChallenge(call: { readonly key: string; readonly challenge: string; readonly signed: string }): boolean {
    return this.isValid && call.key === this.pair.apiKey && isSame(call.signed, signedChallengeOf(call.challenge, this.pair.secret));
  }

  requireFull(): void {
    if (this.access !== 'full') throw new Refusal('authenticationError');
  }
}

const isSame = (a: string, b: string): boolean => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
