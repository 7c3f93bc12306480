import { FakeBinance } from '#test/fakes/venue/binance/fakeBinance.ts';
import type { Exchange } from '#test/fakes/venue/exchange.ts';
import { fakeKraken } from '#test/fakes/venue/kraken/fakeKraken.ts';
import { fakeKrakenFutures } from '#test/fakes/venue/krakenFutures/fakeKrakenFutures.ts';
import type { ListedMarket } from '#test/fakes/venue/record.ts';
import type { VenueServer } from '#test/fakes/venue/server.ts';
import type { Counterpart } from './translated.ts';
import { PERPETUAL, SPOT, type VenueCapabilities } from './world.ts';

interface OpenDialect extends AsyncDisposable {
  readonly exchange: Exchange;
  readonly server: VenueServer;
  readonly credentials: Readonly<Record<string, string>>;
}

/** A venue of the contract suite: its fake with the contract's rules, and what it cannot show. */
export interface DialectWorld {
  /** In ccxt. */
  readonly id: string;
  readonly markets: readonly Counterpart[];
  readonly assets: Readonly<Record<string, string>>;
  readonly capabilities: VenueCapabilities;
  /** See VenueWorld. */
  readonly refusesInDoubt?: string;
  readonly open: (now: () => number) => Promise<OpenDialect>;
}

const FEES = { makerFee: '0.001', takerFee: '0.001', feeIn: 'quote', feePlaces: 18, marketRest: 'waits' } as const;
const NO_PUSH = 'src/reconcile finds liquidations; a venue behind a network reports nothing by itself';
const SPOT_ONLY = 'profile.kinds has no perpetual';
const PERPETUAL_ONLY = 'profile.kinds has no spot';
const NO_SPOT_REDUCE = 'profile.create: spot orders know no reduceOnly there';

const IN_DOUBT = 'what ccxt puts into its base class ExchangeError is unknown by the table of verdicts';

const SPOT_CAN: VenueCapabilities = {
  spot: true,
  minNotional: true,
  stops: true,
  spotReduceOnly: NO_SPOT_REDUCE,
  partialFills: true,
  deadlines: true,
  perpetuals: SPOT_ONLY,
  funding: SPOT_ONLY,
  liquidation: SPOT_ONLY,
};

const PERPETUAL_CAN: VenueCapabilities = {
  ...SPOT_CAN,
  spot: PERPETUAL_ONLY,
  spotReduceOnly: PERPETUAL_ONLY,
  perpetuals: true,
  funding: true,
  liquidation: NO_PUSH,
};

/** A listing with the rules of a market of the contract, under the venue's name; one contract there is one coin. */
function listed({ ours, theirs }: Counterpart, settle: string): ListedMarket {
  const isPerpetual = theirs.includes(':');
  const [base = ''] = theirs.split('/');
  const one = ours.contractSize;
  const inCoins = (text: string): string => (ours === PERPETUAL ? String((Number(text) * Number(String(one))).toFixed(8)) : text);
  return {
    symbol: theirs,
    kind: isPerpetual ? 'perpetual' : 'spot',
    base,
    quote: settle,
    tick: String(ours.tick),
    step: inCoins(String(ours.step)),
    minAmount: inCoins(String(ours.minAmount)),
    minNotional: String(ours.minNotional),
    contractSize: '1',
    maxLeverage: isPerpetual ? 20 : 1,
    status: 'trading',
  };
}

const onSpot: readonly Counterpart[] = [{ ours: SPOT, theirs: 'BTC/USDT' }];
/** Where there is no spot, a perpetual with its rules stands in for all cases that hold nothing. */
const onFutures = (settle: string): readonly Counterpart[] => [
  { ours: SPOT, theirs: `ETH/${settle}:${settle}` },
  { ours: PERPETUAL, theirs: `BTC/${settle}:${settle}`, perUnit: '0.01' },
];

const binanceOn =
  (which: 'spot' | 'futures', markets: readonly Counterpart[]): DialectWorld['open'] =>
  async (now) => {
    const profile = which === 'spot' ? { spot: FEES } : { futures: { ...FEES, makerFee: '0.0002', takerFee: '0.0005' } };
    const fake = await FakeBinance.open({ markets: markets.map((one) => listed(one, 'USDT')), now, requestNow: Date.now, ...profile });
    const { apiKey, secret } = fake.key;
    return {
      exchange: fake[which],
      server: fake.server,
      credentials: { apiKey, secret },
      [Symbol.asyncDispose]: () => fake[Symbol.asyncDispose](),
    };
  };

export const DIALECTS: readonly DialectWorld[] = [
  { id: 'binance', markets: onSpot, assets: {}, capabilities: SPOT_CAN, open: binanceOn('spot', onSpot) },
  { id: 'binanceusdm', markets: onFutures('USDT'), assets: {}, capabilities: PERPETUAL_CAN, open: binanceOn('futures', onFutures('USDT')) },
  {
    id: 'kraken',
    markets: onSpot,
    assets: {},
    capabilities: SPOT_CAN,
    refusesInDoubt: IN_DOUBT,
    open: async (now) => {
      const fake = await fakeKraken({
        markets: onSpot.map((one) => listed(one, 'USDT')),
        profile: { ...FEES, makerFee: '0.0025', takerFee: '0.004' },
        now,
      });
      return { ...fake, credentials: { ...fake.key.pair }, [Symbol.asyncDispose]: () => fake[Symbol.asyncDispose]() };
    },
  },
  {
    id: 'krakenfutures',
    markets: onFutures('USD'),
    assets: { USDT: 'USD' },
    capabilities: { ...PERPETUAL_CAN, minNotional: 'the venue has no smallest notional' },
    refusesInDoubt: IN_DOUBT,
    open: async (now) => {
      const markets = onFutures('USD').map((one) => listed(one, 'USD'));
      const fake = await fakeKrakenFutures({ markets, profile: { ...FEES, makerFee: '0.0002', takerFee: '0.0005' }, now });
      return { ...fake, credentials: { ...fake.key.pair }, [Symbol.asyncDispose]: () => fake[Symbol.asyncDispose]() };
    },
  },
];

export function dialectOf(id: string): DialectWorld {
  const dialect = DIALECTS.find((one) => one.id === id);
  if (dialect === undefined) throw new Error(`no fake of ${id}`);
  return dialect;
}
