import { Exchange, type ExchangeOptions } from '../exchange.ts';
import type { ExchangeProfile } from '../profile.ts';
import type { ListedMarket } from '../record.ts';
import { VenueServer } from '../server.ts';
import { STATUS_MS } from './accountCalls.ts';
import { KrakenFuturesDialect } from './dialect.ts';
import { AccountKey } from './keys.ts';

/** Kraken Futures as far as the books are concerned. The status of an order is forgotten seconds after its end; lists keep it. */
const KRAKEN_FUTURES: Partial<ExchangeProfile> = {
  clientIds: 'forever',
  makerFee: '0.0002',
  takerFee: '0.0005',
  feeIn: 'quote',
  feePlaces: 8,
  refusesLateStops: false,
  reduceOnlyEnd: 'canceled',
  lookupMs: STATUS_MS,
  maintenance: '0.01',
};

/** Linear perpetuals of the multi-collateral wallet: PF_XBTUSD and PF_ETHUSD. One contract is one coin. */
const KRAKEN_FUTURES_MARKETS: readonly ListedMarket[] = [
  perpetual('BTC', { tick: '1', step: '0.0001', minAmount: '0.0001' }),
  perpetual('ETH', { tick: '0.1', step: '0.001', minAmount: '0.001' }),
];

function perpetual(base: string, rules: Pick<ListedMarket, 'tick' | 'step' | 'minAmount'>): ListedMarket {
  const symbol = `${base}/USD:USD`;
  return {
    symbol,
    kind: 'perpetual',
    base,
    quote: 'USD',
    minNotional: '0',
    contractSize: '1',
    maxLeverage: 50,
    status: 'trading',
    ...rules,
  };
}

export interface FakeKrakenFutures extends AsyncDisposable {
  readonly exchange: Exchange;
  readonly server: VenueServer;
  readonly dialect: KrakenFuturesDialect;
  /** The key that clients are meant to use. */
  readonly key: AccountKey;
}

/**
 * Kraken Futures on a port of this machine.
 *
 *     await using futures = await fakeKrakenFutures();
 *     futures.exchange.deposit('USD', '10000');
 *     futures.exchange.quote('BTC/USD:USD', 60_000, 60_001);
 *     futures.server.faults.plan({ answer: refusedOrder('wouldCauseLiquidation') }, { kind: 'create' });
 *     // a client: origin futures.server.origin, key futures.key.pair
 */
export async function fakeKrakenFutures({
  markets = KRAKEN_FUTURES_MARKETS,
  profile = {},
  ...more
}: Partial<ExchangeOptions> = {}): Promise<FakeKrakenFutures> {
  const exchange = new Exchange({ markets, profile: { ...KRAKEN_FUTURES, ...profile }, ...more });
  const key = new AccountKey();
  const dialect = new KrakenFuturesDialect(exchange, key);
  const server = await VenueServer.open(dialect);
  return { exchange, server, dialect, key, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}
