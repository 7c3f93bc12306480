import { Exchange, type ExchangeOptions } from '../exchange.ts';
import type { ExchangeProfile } from '../profile.ts';
import type { ListedMarket } from '../record.ts';
import { VenueServer } from '../server.ts';
import { KrakenDialect } from './dialect.ts';
import { AccountKey } from './keys.ts';

/** Kraken spot as far as the books are concerned: fees in quote, ids of clients unique among open orders, stops that act at once when late. */
const KRAKEN: Partial<ExchangeProfile> = {
  clientIds: 'open',
  makerFee: '0.0025',
  takerFee: '0.004',
  feeIn: 'quote',
  feePlaces: 5,
  refusesLateStops: false,
  reduceOnlyEnd: 'canceled',
};

/** Two pairs with Kraken's own rules: one with the old names (XXBTZUSD), one without. */
const KRAKEN_MARKETS: readonly ListedMarket[] = [
  spot('BTC', 'USD', { tick: '0.1', step: '0.00000001', minAmount: '0.00005', minNotional: '0.5' }),
  spot('ADA', 'USDT', { tick: '0.000001', step: '0.00000001', minAmount: '10', minNotional: '0.5' }),
];

function spot(base: string, quote: string, rules: Pick<ListedMarket, 'tick' | 'step' | 'minAmount' | 'minNotional'>): ListedMarket {
  return { symbol: `${base}/${quote}`, kind: 'spot', base, quote, contractSize: '1', maxLeverage: 1, status: 'trading', ...rules };
}

export interface FakeKraken extends AsyncDisposable {
  readonly exchange: Exchange;
  readonly server: VenueServer;
  readonly dialect: KrakenDialect;
  /** The key that clients are meant to use. */
  readonly key: AccountKey;
}

/**
 * Kraken spot on a port of this machine.
 *
 *     await using kraken = await fakeKraken();
 *     kraken.exchange.deposit('USD', '10000');
 *     kraken.exchange.quote('BTC/USD', 60_000, 60_000.1);
 *     kraken.server.faults.plan({ answer: KRAKEN_ANSWERS.timeout, handled: true }, { kind: 'create' });
 *     // a client: origin kraken.server.origin, key kraken.key.pair
 */
export async function fakeKraken({ markets = KRAKEN_MARKETS, profile = {}, ...more }: Partial<ExchangeOptions> = {}): Promise<FakeKraken> {
  const exchange = new Exchange({ markets, profile: { ...KRAKEN, ...profile }, ...more });
  const key = new AccountKey();
  const dialect = new KrakenDialect(exchange, key);
  const server = await VenueServer.open(dialect);
  const beat = setInterval(() => dialect.streams.heartbeat(), 1_000).unref();
  return {
    exchange,
    server,
    dialect,
    key,
    async [Symbol.asyncDispose]() {
      clearInterval(beat);
      await server[Symbol.asyncDispose]();
    },
  };
}
