import type { Exchange } from '../exchange.ts';
import type { ListedMarket } from '../record.ts';
import { placesOf, text, type Units, units, ZERO } from '../units.ts';
import { pairName, productId, uuidOf } from './names.ts';
import { number, stamp } from './orderForm.ts';
import { Refusal } from './refusal.ts';

export type Query = URLSearchParams;

/** What is asked of a public address, and what the fake alone knows. */
export interface PublicGround {
  readonly exchange: Exchange;
  /** Relative funding rate of each market by its symbol, an hour, as a fraction. */
  readonly fundingRates: ReadonlyMap<string, number>;
}

const LARGE = units('1000');

export const perpetuals = (exchange: Exchange): ListedMarket[] =>
  exchange.markets().filter(({ kind, status }) => kind === 'perpetual' && status !== 'delisted');

/** `PF_XBTUSD`, in any case → the market. Throws `contractNotFound`. */
export function marketNamed(exchange: Exchange, name: string | null): ListedMarket {
  const found = perpetuals(exchange).find(({ base, quote }) => productId(base, quote) === name?.toUpperCase());
  if (found === undefined) throw new Refusal(name === null ? 'requiredArgumentMissing' : 'contractNotFound');
  return found;
}

type Call = (ground: PublicGround, query: Query, name: string) => object;

/** `GET /derivatives/api/v3/<name>`; `result` and `serverTime` are added to what is returned. */
export const PUBLIC_CALLS: Readonly<Record<string, Call>> = {
  instruments: ({ exchange }) => ({ instruments: perpetuals(exchange).map((market) => instrumentForm(market)) }),

  tickers: (ground) => ({ tickers: perpetuals(ground.exchange).map((market) => tickerForm(ground, market)) }),

  'tickers/': (ground, _query, name) => ({ ticker: tickerForm(ground, marketNamed(ground.exchange, name)) }),

  orderbook: ({ exchange }, query) => {
    const shown = exchange.shown(marketNamed(exchange, query.get('symbol')).symbol);
    const level = (price: Units, size: Units | undefined) => [[number(price), number(size ?? LARGE)]];
    return {
      orderBook:
        shown === undefined ? { bids: [], asks: [] } : { bids: level(shown.bid, shown.bidSize), asks: level(shown.ask, shown.askSize) },
    };
  },

  history: ({ exchange }, query) => {
    const market = marketNamed(exchange, query.get('symbol'));
    const before = query.get('lastTime') === null ? Number.POSITIVE_INFINITY : Date.parse(query.get('lastTime') as string);
    const prints = exchange.tape(market.symbol).prints.filter(({ at }) => at < before);
    const history = prints.slice(-100).reverse();
    return {
      history: history.map(({ id, at, price, amount, side }) => ({
        time: stamp(at),
        trade_id: Number(id),
        price: number(price),
        size: number(amount),
        side,
        type: 'fill',
        uid: uuidOf(`print:${market.symbol}:${id}`),
      })),
    };
  },

  feeschedules: ({ exchange }) => {
    const percent = (fraction: string) => number(units(fraction) * 100n);
    const tier = { makerFee: percent(exchange.profile.makerFee), takerFee: percent(exchange.profile.takerFee), usdVolume: 0 };
    return { feeSchedules: [{ uid: FEES, name: 'PGTMainFees', tiers: [tier] }] };
  },
};

const FEES = uuidOf('fees');

function instrumentForm(market: ListedMarket) {
  const initial = 1 / market.maxLeverage;
  return {
    symbol: productId(market.base, market.quote),
    base: market.base,
    quote: market.quote,
    pair: pairName(market.base, market.quote),
    type: 'flexible_futures',
    underlying: `rr_${market.base.toLowerCase()}usd`,
    tickSize: Number(market.tick),
    contractSize: Number(market.contractSize),
    contractValueTradePrecision: placesOf(market.step),
    impactMidSize: 1,
    maxPositionSize: 1_000_000,
    tradeable: market.status === 'trading' || market.status === 'post-only',
    postOnly: market.status === 'post-only',
    openingDate: '2022-01-01T00:00:00.000Z',
    marginLevels: [{ numNonContractUnits: 0, initialMargin: initial, maintenanceMargin: initial / 2 }],
    fundingRateCoefficient: 24,
    maxRelativeFundingRate: 0.001,
    feeScheduleUid: FEES,
    tags: [],
  };
}

function tickerForm({ exchange, fundingRates }: PublicGround, market: ListedMarket) {
  const shown = exchange.shown(market.symbol);
  const day = exchange.tape(market.symbol).since(exchange.time.now() - 86_400_000);
  const last = number(shown?.last ?? ZERO);
  const rate = fundingRates.get(market.symbol) ?? 0;
  const prices = day.map((print) => number(print.price));
  return {
    tag: 'perpetual',
    pair: pairName(market.base, market.quote),
    symbol: productId(market.base, market.quote),
    markPrice: last,
    bid: number(shown?.bid ?? ZERO),
    bidSize: number(shown?.bidSize ?? LARGE),
    ask: number(shown?.ask ?? ZERO),
    askSize: number(shown?.askSize ?? LARGE),
    vol24h: number(day.reduce((sum, { amount }) => sum + amount, ZERO)),
    volumeQuote: 0,
    openInterest: 1950.5966,
    open24h: prices[0] ?? last,
    high24h: Math.max(last, ...prices),
    low24h: Math.min(last, ...prices),
    indexPrice: last,
    last,
    lastTime: stamp(day.at(-1)?.at ?? shown?.at ?? exchange.time.now()),
    lastSize: number(day.at(-1)?.amount ?? ZERO),
    suspended: market.status !== 'trading',
    fundingRate: rate * last,
    fundingRatePrediction: rate * last,
    postOnly: market.status === 'post-only',
  };
}

/** `GET /derivatives/api/v4/historicalfundingrates`. */
export function fundingHistory({ exchange }: PublicGround, query: Query): object {
  const market = marketNamed(exchange, query.get('symbol'));
  const rates = exchange.fundings().filter((one) => one.market === market.symbol);
  return {
    rates: rates.map(({ at, rate }) => ({
      timestamp: stamp(at),
      fundingRate: number(rate) * number(exchange.shown(market.symbol)?.last ?? ZERO),
      relativeFundingRate: number(rate),
    })),
  };
}

const INTERVALS: Readonly<Record<string, number>> = {
  '1m': 1,
  '5m': 5,
  '15m': 15,
  '30m': 30,
  '1h': 60,
  '4h': 240,
  '12h': 720,
  '1d': 1440,
  '1w': 10_080,
};

/** `GET /api/charts/v1/<price type>/<symbol>/<interval>`, 2,000 candles at most. */
export function chart({ exchange }: PublicGround, query: Query, name: string, interval: string): object {
  const market = marketNamed(exchange, name);
  const minutes = INTERVALS[interval];
  if (minutes === undefined) throw new Refusal('invalidArgument: interval', 400);
  const ms = minutes * 60_000;
  const now = exchange.time.now();
  const to = query.get('to') === null ? now : Number(query.get('to')) * 1000;
  const from = query.get('from') === null ? to - 2_000 * ms : Number(query.get('from')) * 1000;
  const candles = exchange.tape(market.symbol).candles(ms, from, Math.min(to, now) + 1);
  const price = (value: Units) => text(value, 11);
  return {
    candles: candles.slice(0, 2_000).map(({ at, open, high, low, close, volume }) => ({
      time: at,
      open: price(open),
      high: price(high),
      low: price(low),
      close: price(close),
      volume: text(volume),
    })),
    more_candles: candles.length > 2_000,
  };
}

/** `GET /api/history/v3/market/<symbol>/executions`: newest first unless asked otherwise. */
export function publicExecutions({ exchange }: PublicGround, query: Query, name: string): object {
  const market = marketNamed(exchange, name);
  const since = Number(query.get('since') ?? 0);
  const before = Number(query.get('before') ?? Number.POSITIVE_INFINITY);
  const prints = exchange.tape(market.symbol).prints.filter(({ at }) => at >= since && at <= before);
  const ordered = query.get('sort') === 'asc' ? prints : prints.toReversed();
  const order = (direction: string, at: number) => ({ uid: uuidOf(`somebody:${at}`), tradeable: name, direction, timestamp: String(at) });
  return {
    elements: ordered.slice(0, Number(query.get('count') ?? 1000)).map(({ id, at, price, amount, side }) => {
      const uid = uuidOf(`print:${market.symbol}:${id}`);
      const [taker, maker] = side === 'buy' ? ['Buy', 'Sell'] : ['Sell', 'Buy'];
      const execution = {
        uid,
        makerOrder: order(maker as string, at),
        takerOrder: order(taker as string, at),
        timestamp: String(at),
        quantity: text(amount),
        price: text(price),
        markPrice: text(price),
        limitFilled: false,
        usdValue: text(price, 2),
      };
      return { uid, timestamp: String(at), event: { Execution: { execution, takerReducedQuantity: '' } } };
    }),
    len: String(prints.length),
  };
}
