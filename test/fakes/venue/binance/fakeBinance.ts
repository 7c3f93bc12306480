import { Exchange } from '../exchange.ts';
import type { Faults } from '../faults.ts';
import type { ExchangeProfile } from '../profile.ts';
import type { ListedMarket } from '../record.ts';
import { VenueServer } from '../server.ts';
import { BinanceDialect } from './dialect.ts';
import { KEYS, type KeyPair, Keys, type Permissions } from './keys.ts';

export interface FakeBinanceOptions {
  /** Spot and perpetual markets, in one list. */
  readonly markets?: readonly ListedMarket[];
  readonly spot?: Partial<ExchangeProfile>;
  readonly futures?: Partial<ExchangeProfile>;
  /** Epoch ms; what both exchanges' clocks follow until a test sets them. */
  readonly now?: () => number;
  /**
   * By what clock the timestamps of requests are judged. The spot exchange's unless told: give `Date.now` when the exchange lives in another time
   * than the client that signs.
   */
  readonly requestNow?: () => number;
  readonly permissions?: Partial<Permissions>;
}

/** 0.1 % in what is received, as for an account without discounts. */
const SPOT: Partial<ExchangeProfile> = { clientIds: 'open', idsPerMarket: true, feeIn: 'received', reduceOnlyEnd: 'expired' };
const FUTURES: Partial<ExchangeProfile> = {
  clientIds: 'open',
  idsPerMarket: true,
  makerFee: '0.0002',
  takerFee: '0.0005',
  feeIn: 'quote',
  reduceOnlyEnd: 'expired',
};
/** What a new account has set on each perpetual. */
const USUAL_LEVERAGE = 20;

export const BINANCE_MARKETS: readonly ListedMarket[] = [
  spotMarket('BTC', '0.01', '0.00001'),
  spotMarket('ETH', '0.01', '0.0001'),
  spotMarket('BNB', '0.01', '0.001'),
  perpetualMarket('BTC', '0.1', '0.001', 125),
  perpetualMarket('ETH', '0.01', '0.001', 100),
];

/**
 * Binance spot and USD-M futures on a port of this machine; two wallets, one key.
 *
 *     await using fake = await FakeBinance.open({ now: () => clock.now() });
 *     fake.spot.deposit('USDT', '1000'); fake.spot.quote('BTC/USDT', 99.99, 100.01);
 *     fake.futures.quote('BTC/USDT:USDT', 99.9, 100.1);
 *     // ccxt: apiKey and secret of fake.key, every address of urls.api at fake.url
 *     fake.faults.plan('lostAfter', { kind: 'create' });
 *     fake.server.requests, fake.server.createsOf(id), fake.server.sockets.freeze()
 *
 * What is taken over from the real one: HMAC signatures and recvWindow, its codes and messages, ids per market, client ids that are unique among
 * open orders only, stops of futures in the algo service (other ids, other endpoints; `actualOrderId` once set off), a cancel that answers with an
 * id of its own, windows and limits of lists, fees in what is received. What is not: orders that fill at once or die, isolated margin, two-way
 * positions, batches, coin-margined futures, margin and the rest of sapi; they are refused, not ignored.
 */
export class FakeBinance implements AsyncDisposable {
  readonly spot: Exchange;
  readonly futures: Exchange;
  readonly server: VenueServer;
  readonly keys: Keys;
  readonly key: KeyPair;
  readonly #dialect: BinanceDialect;

  private constructor(parts: Pick<FakeBinance, 'spot' | 'futures' | 'server' | 'keys' | 'key'> & { dialect: BinanceDialect }) {
    this.spot = parts.spot;
    this.futures = parts.futures;
    this.server = parts.server;
    this.keys = parts.keys;
    this.key = parts.key;
    this.#dialect = parts.dialect;
  }

  static async open({ markets = BINANCE_MARKETS, now, ...options }: FakeBinanceOptions = {}): Promise<FakeBinance> {
    const of = (kind: ListedMarket['kind']) => markets.filter((market) => market.kind === kind);
    const clock = now === undefined ? {} : { now };
    const spot = new Exchange({ markets: of('spot'), profile: { ...SPOT, ...options.spot }, ...clock });
    const futures = new Exchange({ markets: of('perpetual'), profile: { ...FUTURES, ...options.futures }, firstId: 500_001, ...clock });
    for (const { symbol, maxLeverage } of futures.markets()) futures.setLeverage(symbol, Math.min(USUAL_LEVERAGE, maxLeverage));
    const keys = new Keys(options.requestNow ?? (() => spot.time.now()));
    const key = keys.add(KEYS, options.permissions);
    const dialect = new BinanceDialect(spot, futures, keys);
    const server = await VenueServer.open(dialect);
    return new FakeBinance({ spot, futures, server, keys, key, dialect });
  }

  /** `http://127.0.0.1:port`: the host that every address of ccxt is to point at. */
  get url(): string {
    return this.server.origin;
  }

  get faults(): Faults {
    return this.server.faults;
  }

  /** Both exchanges stand still at this moment from now on. */
  setTime(at: number): void {
    this.spot.time.set(at);
    this.futures.time.set(at);
  }

  advance(ms: number): void {
    this.spot.time.advance(ms);
    this.futures.time.advance(ms);
  }

  /** Ends what pushes the account: the futures listen key and the spot subscription. Sockets stay open. */
  endAccountStreams(): void {
    this.#dialect.futuresAccount.expire();
    this.#dialect.spotAccount.terminate();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
  }
}

function spotMarket(base: string, tick: string, step: string): ListedMarket {
  const rules = { tick, step, minAmount: step, minNotional: '5', contractSize: '1', maxLeverage: 1, status: 'trading' } as const;
  return { symbol: `${base}/USDT`, kind: 'spot', base, quote: 'USDT', ...rules };
}

function perpetualMarket(base: string, tick: string, step: string, maxLeverage: number): ListedMarket {
  const rules = { tick, step, minAmount: step, minNotional: '5', contractSize: '1', maxLeverage, status: 'trading' } as const;
  return { symbol: `${base}/USDT:USDT`, kind: 'perpetual', base, quote: 'USDT', ...rules };
}
