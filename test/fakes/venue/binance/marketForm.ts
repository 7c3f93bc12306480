import type { Exchange } from '../exchange.ts';
import type { ListedMarket, Shown } from '../record.ts';
import { Refused } from '../refusal.ts';
import type { Candle, Print } from '../tape.ts';
import { ONE, padded, placesOf, share, text, times, type Units, units, ZERO } from '../units.ts';
import { nameOf } from './names.ts';

/** Shown where a test leaves a size unlimited. */
const PLENTY = units('1000000');
const DAY = 86_400_000;

/** How decimals are written: spot has eight places, futures those of the market. */
export class Digits {
  readonly price: number;
  readonly amount: number;

  constructor({ kind, tick, step }: ListedMarket) {
    this.price = kind === 'spot' ? 8 : placesOf(tick);
    this.amount = kind === 'spot' ? 8 : placesOf(step);
  }

  ofPrice = (value: Units): string => padded(value, this.price);

  ofAmount = (value: Units): string => padded(value, this.amount);
}

const STATUSES = {
  trading: 'TRADING',
  halted: 'HALT',
  'cancel-only': 'BREAK',
  'post-only': 'AUCTION_MATCH',
  delisted: 'END_OF_DAY',
} as const;
const SPOT_TYPES = ['LIMIT', 'LIMIT_MAKER', 'MARKET', 'STOP_LOSS', 'STOP_LOSS_LIMIT', 'TAKE_PROFIT', 'TAKE_PROFIT_LIMIT'];
const FUTURES_TYPES = ['LIMIT', 'MARKET', 'STOP', 'STOP_MARKET', 'TAKE_PROFIT', 'TAKE_PROFIT_MARKET', 'TRAILING_STOP_MARKET'];

/** One symbol of exchangeInfo. */
export function symbolForm(market: ListedMarket): object {
  const { kind, base, quote, tick, step, minAmount, minNotional, status } = market;
  const spot = kind === 'spot';
  const digits = new Digits(market);
  const price = (value: string) => digits.ofPrice(units(value));
  const amount = (value: string) => digits.ofAmount(units(value));
  const filters = [
    { filterType: 'PRICE_FILTER', minPrice: price(tick), maxPrice: price('1000000'), tickSize: price(tick) },
    { filterType: 'LOT_SIZE', minQty: amount(minAmount), maxQty: amount('9000'), stepSize: amount(step) },
    {
      filterType: 'MARKET_LOT_SIZE',
      minQty: spot ? amount('0') : amount(minAmount),
      maxQty: amount('9000'),
      stepSize: spot ? amount('0') : amount(step),
    },
    spot
      ? {
          filterType: 'NOTIONAL',
          minNotional: price(minNotional),
          applyMinToMarket: true,
          maxNotional: '9000000.00000000',
          applyMaxToMarket: false,
          avgPriceMins: 5,
        }
      : { filterType: 'MIN_NOTIONAL', notional: minNotional },
    { filterType: 'MAX_NUM_ORDERS', ...(spot ? { maxNumOrders: 200 } : { limit: 200 }) },
  ];
  const common = { symbol: nameOf(market), status: STATUSES[status], baseAsset: base, quoteAsset: quote, baseAssetPrecision: 8, filters };
  if (spot) {
    return {
      ...common,
      quotePrecision: 8,
      quoteAssetPrecision: 8,
      orderTypes: SPOT_TYPES,
      icebergAllowed: true,
      ocoAllowed: true,
      quoteOrderQtyMarketAllowed: true,
      allowTrailingStop: true,
      cancelReplaceAllowed: true,
      isSpotTradingAllowed: true,
      isMarginTradingAllowed: false,
      permissions: [],
      permissionSets: [['SPOT']],
      defaultSelfTradePreventionMode: 'EXPIRE_MAKER',
    };
  }
  return {
    ...common,
    pair: nameOf(market),
    contractType: 'PERPETUAL',
    ...(market.contractSize !== '1' && { contractSize: Number(market.contractSize) }),
    deliveryDate: 4_133_404_800_000,
    onboardDate: 1_569_398_400_000,
    marginAsset: quote,
    maintMarginPercent: '2.5000',
    requiredMarginPercent: '5.0000',
    pricePrecision: placesOf(tick),
    quantityPrecision: placesOf(step),
    quotePrecision: 8,
    triggerProtect: '0.0500',
    orderTypes: FUTURES_TYPES,
    timeInForce: ['GTC', 'IOC', 'FOK', 'GTX', 'GTD'],
  };
}

/** What is shown in a market now; throws when nobody has quoted it yet. */
export function shownNow(exchange: Exchange, market: ListedMarket): Shown {
  const shown = exchange.shown(market.symbol);
  if (shown === undefined) throw new Refused('no-quote');
  return shown;
}

const sizeOf = (size: Units | undefined): Units => size ?? PLENTY;

export function bookTicker(market: ListedMarket, shown: Shown): object {
  const { ofPrice, ofAmount } = new Digits(market);
  return {
    symbol: nameOf(market),
    bidPrice: ofPrice(shown.bid),
    bidQty: ofAmount(sizeOf(shown.bidSize)),
    askPrice: ofPrice(shown.ask),
    askQty: ofAmount(sizeOf(shown.askSize)),
    ...(market.kind === 'perpetual' && { time: shown.at, lastUpdateId: shown.at }),
  };
}

/** The last 24 hours in the words of REST; the stream has its own letters for the same. */
export function day(exchange: Exchange, market: ListedMarket, shown: Shown) {
  const now = exchange.time.now();
  const prints = exchange.tape(market.symbol).since(now - DAY);
  const { ofPrice, ofAmount } = new Digits(market);
  const prices = [...prints.map(({ price }) => price), shown.last];
  const open = prices[0] ?? shown.last;
  const volume = prints.reduce((sum, { amount }) => sum + amount, ZERO);
  const worth = prints.reduce((sum, { amount, price }) => sum + times(amount, price), ZERO);
  const average = volume === ZERO ? shown.last : share(worth, ONE, volume, 8);
  return {
    symbol: nameOf(market),
    priceChange: ofPrice(shown.last - open),
    priceChangePercent: text(share((shown.last - open) * 100n, ONE, open, 3), 3),
    weightedAvgPrice: padded(average, 8),
    prevClosePrice: ofPrice(open),
    lastPrice: ofPrice(shown.last),
    lastQty: ofAmount(prints.at(-1)?.amount ?? ZERO),
    bidPrice: ofPrice(shown.bid),
    bidQty: ofAmount(sizeOf(shown.bidSize)),
    askPrice: ofPrice(shown.ask),
    askQty: ofAmount(sizeOf(shown.askSize)),
    openPrice: ofPrice(open),
    highPrice: ofPrice(prices.reduce((a, b) => (a > b ? a : b))),
    lowPrice: ofPrice(prices.reduce((a, b) => (a < b ? a : b))),
    volume: ofAmount(volume),
    quoteVolume: padded(worth, 8),
    openTime: now - DAY,
    closeTime: shown.at,
    firstId: Number(prints[0]?.id ?? 0),
    lastId: Number(prints.at(-1)?.id ?? 0),
    count: prints.length,
  };
}

/** Futures' ticker has no prices of the book. */
export function futuresDay(exchange: Exchange, market: ListedMarket, shown: Shown): object {
  const { bidPrice: _b, bidQty: _bq, askPrice: _a, askQty: _aq, prevClosePrice: _p, ...rest } = day(exchange, market, shown);
  return rest;
}

export function levels(market: ListedMarket, shown: Shown): { bids: [string, string][]; asks: [string, string][] } {
  const { ofPrice, ofAmount } = new Digits(market);
  return {
    bids: [[ofPrice(shown.bid), ofAmount(sizeOf(shown.bidSize))]],
    asks: [[ofPrice(shown.ask), ofAmount(sizeOf(shown.askSize))]],
  };
}

export function kline(market: ListedMarket, ms: number, candle: Candle): unknown[] {
  const { ofPrice, ofAmount } = new Digits(market);
  const { at, open, high, low, close, volume, trades } = candle;
  const worth = padded(times(volume, close), 8);
  const prices = [open, high, low, close].map((price) => ofPrice(price));
  return [at, ...prices, ofAmount(volume), at + ms - 1, worth, trades, ofAmount(volume), worth, '0'];
}

export function publicTrade(market: ListedMarket, { id, price, amount, side, at }: Print): object {
  const { ofPrice, ofAmount } = new Digits(market);
  return {
    id: Number(id),
    price: ofPrice(price),
    qty: ofAmount(amount),
    quoteQty: padded(times(price, amount), 8),
    time: at,
    isBuyerMaker: side === 'sell',
    ...(market.kind === 'spot' && { isBestMatch: true }),
  };
}
