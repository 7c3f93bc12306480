import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { Refusal } from './refusal.ts';

/** What a key may do, by Kraken's own names. */
export type Permission =
  | 'query-funds'
  | 'add-funds'
  | 'withdraw-funds'
  | 'query-open-trades'
  | 'query-closed-trades'
  | 'modify-trades'
  | 'close-trades'
  | 'query-ledger'
  | 'create-ws-token';

const TRADING: readonly Permission[] = [
  'query-funds',
  'query-open-trades',
  'query-closed-trades',
  'modify-trades',
  'close-trades',
  'query-ledger',
  'create-ws-token',
];

/** A key and its secret (base64), as Kraken gives them out. */
export interface KeyPair {
  readonly apiKey: string;
  readonly secret: string;
}

export const newKeyPair = (): KeyPair => ({ apiKey: randomBytes(42).toString('base64'), secret: randomBytes(64).toString('base64') });

/** API-Sign: HMAC-SHA512 over path + SHA256(nonce + body), keyed with the decoded secret (docs.kraken.com, "REST authentication"). */
function signatureOf(path: string, nonce: string, body: string, secret: string): string {
  const digest = createHash('sha256').update(`${nonce}${body}`).digest();
  return createHmac('sha512', Buffer.from(secret, 'base64')).update(path).update(digest).digest('base64');
}

/** One key of the account: who calls with it must sign rightly and count its nonce up. */
export class AccountKey {
  readonly pair: KeyPair;
  permissions: readonly Permission[] = TRADING;
  ipAllowlist: readonly string[] = [];
  /** False: revoked. */
  isValid = true;
  #lastNonce = -1n;

  constructor(pair: KeyPair = newKeyPair()) {
    this.pair = pair;
  }

  get lastNonce(): bigint {
    return this.#lastNonce;
  }

  /** Throws what Kraken says to a call that is not signed, not signed rightly or not newer than the last one. */
  admit(call: {
    readonly path: string;
    readonly body: string;
    readonly nonce: string | undefined;
    readonly key: string | undefined;
    readonly sign: string | undefined;
  }): void {
    if (!this.isValid || call.key !== this.pair.apiKey) throw new Refusal('EAPI:Invalid key');
    if (call.nonce === undefined || !/^\d{1,19}$/.test(call.nonce)) throw new Refusal('EAPI:Invalid nonce');
    if (!isSame(call.sign ?? '', signatureOf(call.path, call.nonce, call.body, this.pair.secret))) {
      throw new Refusal('EAPI:Invalid signature');
    }
    const nonce = BigInt(call.nonce);
    if (nonce <= this.#lastNonce) throw new Refusal('EAPI:Invalid nonce');
    this.#lastNonce = nonce;
  }

  require(...permissions: readonly Permission[]): void {
    if (!permissions.every((one) => this.permissions.includes(one))) throw new Refusal('EGeneral:Permission denied');
  }

  requireOne(...permissions: readonly Permission[]): void {
    if (!permissions.some((one) => this.permissions.includes(one))) throw new Refusal('EGeneral:Permission denied');
  }
}

const isSame = (a: string, b: string): boolean => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
