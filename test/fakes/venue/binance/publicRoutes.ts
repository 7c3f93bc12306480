import type { Exchange } from '../exchange.ts';
import type { ListedMarket } from '../record.ts';
import { intervalMs } from './interval.ts';
import { bookTicker, day, futuresDay, kline, levels, publicTrade, shownNow, symbolForm } from './marketForm.ts';
import { marketNamed, nameOf } from './names.ts';
import type { Params } from './params.ts';

type Route = (exchange: Exchange, params: Params, updates: (market: string) => number) => unknown;

const LIMITS = [
  { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 6_000 },
  { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: 100 },
];

/** One market when `symbol` is given, otherwise those of `symbols` (a JSON list), otherwise all that have a price. */
function perMarket(exchange: Exchange, params: Params, form: (market: ListedMarket) => unknown): unknown {
  const symbol = params.get('symbol');
  if (symbol !== undefined) return form(marketNamed(exchange, symbol));
  const wanted = params.get('symbols');
  const names = wanted === undefined ? undefined : (JSON.parse(wanted) as string[]);
  const markets = names?.map((name) => marketNamed(exchange, name)) ?? exchange.markets();
  return markets.filter((market) => exchange.shown(market.symbol) !== undefined).map(form);
}

/** What needs no key, by the last part of the path; the same for spot and futures but for a few fields. */
export const PUBLIC_ROUTES: Readonly<Record<string, Route>> = {
  ping: () => ({}),
  time: (exchange) => ({ serverTime: exchange.time.now() }),
  exchangeInfo: (exchange, params) => {
    const symbol = params.get('symbol');
    const markets = symbol === undefined ? exchange.markets() : [marketNamed(exchange, symbol)];
    return {
      timezone: 'UTC',
      serverTime: exchange.time.now(),
      rateLimits: LIMITS,
      exchangeFilters: [],
      symbols: markets.filter(({ status }) => status !== 'delisted').map(symbolForm),
    };
  },
  'ticker/bookTicker': (exchange, params) => perMarket(exchange, params, (market) => bookTicker(market, shownNow(exchange, market))),
  'ticker/24hr': (exchange, params) =>
    perMarket(exchange, params, (market) =>
      market.kind === 'spot' ? day(exchange, market, shownNow(exchange, market)) : futuresDay(exchange, market, shownNow(exchange, market)),
    ),
  'ticker/price': (exchange, params) =>
    perMarket(exchange, params, (market) => {
      const { lastPrice, closeTime } = day(exchange, market, shownNow(exchange, market));
      return { symbol: nameOf(market), price: lastPrice, ...(market.kind === 'perpetual' && { time: closeTime }) };
    }),
  depth: (exchange, params, updates) => {
    const market = marketNamed(exchange, params.need('symbol'));
    const shown = shownNow(exchange, market);
    const at = market.kind === 'perpetual' ? { E: exchange.time.now(), T: shown.at } : {};
    return { lastUpdateId: updates(market.symbol), ...at, ...levels(market, shown) };
  },
  klines: (exchange, params) => {
    const market = marketNamed(exchange, params.need('symbol'));
    const ms = intervalMs(params.need('interval'));
    const limit = params.limit(500, 1_000);
    const start = params.number('startTime');
    const end = Math.min(params.number('endTime') ?? Number.POSITIVE_INFINITY, exchange.time.now());
    const from = start ?? Math.floor(end / ms) * ms - (limit - 1) * ms;
    const candles = exchange.tape(market.symbol).candles(ms, from, end + 1);
    return (start === undefined ? candles.slice(-limit) : candles.slice(0, limit)).map((candle) => kline(market, ms, candle));
  },
  trades: (exchange, params) => {
    const market = marketNamed(exchange, params.need('symbol'));
    return exchange
      .tape(market.symbol)
      .prints.slice(-params.limit(500, 1_000))
      .map((print) => publicTrade(market, print));
  },
  aggTrades: (exchange, params) => {
    const market = marketNamed(exchange, params.need('symbol'));
    const start = params.number('startTime') ?? 0;
    const prints = exchange.tape(market.symbol).since(start);
    const limit = params.limit(500, 1_000);
    return (params.get('startTime') === undefined ? prints.slice(-limit) : prints.slice(0, limit)).map((print) => {
      const { id, price, qty, time, isBuyerMaker } = publicTrade(market, print) as Record<string, unknown>;
      return { a: id, p: price, q: qty, f: id, l: id, T: time, m: isBuyerMaker, ...(market.kind === 'spot' && { M: true }) };
    });
  },
  /** Only markets that do not pay every eight hours are in it. */
  fundingInfo: (exchange) =>
    exchange.profile.fundingHours === 8
      ? []
      : exchange.markets().map((market) => ({
          symbol: nameOf(market),
          adjustedFundingRateCap: '0.02',
          adjustedFundingRateFloor: '-0.02',
          fundingIntervalHours: exchange.profile.fundingHours,
          disclaimer: false,
        })),
  premiumIndex: (exchange, params) =>
    perMarket(exchange, params, (market) => {
      const { lastPrice } = day(exchange, market, shownNow(exchange, market));
      const now = exchange.time.now();
      const everyMs = exchange.profile.fundingHours * 3_600_000;
      const nextFundingTime = Math.floor(now / everyMs + 1) * everyMs;
      const prices = { markPrice: lastPrice, indexPrice: lastPrice, estimatedSettlePrice: lastPrice };
      return { symbol: nameOf(market), ...prices, lastFundingRate: '0.00010000', interestRate: '0.00010000', nextFundingTime, time: now };
    }),
};
