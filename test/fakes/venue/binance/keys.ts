import { createHmac, timingSafeEqual } from 'node:crypto';
import type { VenueCall } from '../dialect.ts';
import { BINANCE_ANSWERS, BinanceError } from './answer.ts';
import { Params } from './params.ts';

/** What a key may do, as set on the key's page at Binance. */
export interface Permissions {
  reading: boolean;
  spot: boolean;
  futures: boolean;
  withdrawals: boolean;
  ipRestricted: boolean;
}

export interface KeyPair {
  readonly apiKey: string;
  readonly secret: string;
  readonly permissions: Permissions;
}

/** Keys of 64 letters and digits, as Binance gives them out. */
export const KEYS: Pick<KeyPair, 'apiKey' | 'secret'> = {
  apiKey: 'vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A',
  secret: 'NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j',
};

const WINDOW_MS = 5_000;
const LONGEST_WINDOW_MS = 60_000;

/** Who may come in: key, signature, time. Throws what Binance answers otherwise. */
export class Keys {
  readonly #pairs = new Map<string, KeyPair>();
  readonly #now: () => number;

  /** `now`: the clock that requests are measured by. */
  constructor(now: () => number) {
    this.#now = now;
  }

  add(pair: Pick<KeyPair, 'apiKey' | 'secret'>, permissions: Partial<Permissions> = {}): KeyPair {
    const usual = { reading: true, spot: true, futures: true, withdrawals: false, ipRestricted: true };
    const added = { ...pair, permissions: { ...usual, ...permissions } };
    this.#pairs.set(pair.apiKey, added);
    return added;
  }

  revoke(apiKey: string): void {
    this.#pairs.delete(apiKey);
  }

  /** For calls that name a key but are not signed (listen keys). */
  named(call: VenueCall): KeyPair {
    return this.#known(headerOf(call, 'x-mbx-apikey'));
  }

  /** For signed calls: HMAC-SHA256 over query and body as they came, without the signature itself, which stands last. */
  signed(call: VenueCall): KeyPair {
    const pair = this.#known(headerOf(call, 'x-mbx-apikey'));
    const signature = new Params(call).need('signature');
    const signedText = `${call.rawQuery}${call.rawBody}`.replace(/&?signature=[^&]*$/, '');
    this.#check(pair, signedText, signature, new Params(call));
    return pair;
  }

  /** For the websocket API: the params sorted by name, joined as a query. */
  signedParams(params: Readonly<Record<string, unknown>>): KeyPair {
    const pair = this.#known(text(params.apiKey));
    const { signature, ...rest } = params;
    const query = Object.keys(rest)
      .sort()
      .map((name) => `${name}=${text(rest[name])}`)
      .join('&');
    this.#check(pair, query, text(signature), new Params({ rawQuery: query, rawBody: '' }));
    return pair;
  }

  #known(apiKey: string | undefined): KeyPair {
    if (apiKey === undefined || !/^[A-Za-z0-9]{10,}$/.test(apiKey)) throw refused(BINANCE_ANSWERS.badKeyFormat);
    const pair = this.#pairs.get(apiKey);
    if (pair === undefined) throw refused(BINANCE_ANSWERS.badKey);
    return pair;
  }

  #check({ secret }: KeyPair, signedText: string, signature: string, params: Params): void {
    params.need('timestamp');
    const timestamp = params.number('timestamp') ?? 0;
    const window = params.number('recvWindow') ?? WINDOW_MS;
    if (window > LONGEST_WINDOW_MS) throw new BinanceError(400, -1131, 'recvWindow must be less than 60000');
    const expected = createHmac('sha256', secret).update(signedText).digest();
    const given = Buffer.from(signature, 'hex');
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw refused(BINANCE_ANSWERS.badSignature);
    const now = this.#now();
    if (timestamp >= now + 1_000) throw refused(BINANCE_ANSWERS.ahead);
    if (now - timestamp > window) throw refused(BINANCE_ANSWERS.outsideWindow);
  }
}

function headerOf(call: VenueCall, name: string): string | undefined {
  const value = call.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

const text = (value: unknown): string => (value === undefined || value === null ? '' : String(value));

const refused = ({ status, body }: { status: number; body: unknown }): BinanceError => {
  const { code, msg } = body as { code: number; msg: string };
  return new BinanceError(status, code, msg);
};
