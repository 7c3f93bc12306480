import type { Exchange } from '../exchange.ts';
import type { ListedMarket } from '../record.ts';
import { placesOf, text, type Units, units, ZERO } from '../units.ts';
import { marketNamed } from './askOf.ts';
import { altName, assetId, pairNames } from './names.ts';
import type { Params } from './params.ts';
import { Refusal } from './refusal.ts';

type Call = (exchange: Exchange, params: Params) => unknown;

const spots = (exchange: Exchange): ListedMarket[] =>
  exchange.markets().filter(({ kind, status }) => kind === 'spot' && status !== 'delisted');

/** `GET /0/public/<name>`; what is returned stands under `result`. */
export const PUBLIC_CALLS: Readonly<Record<string, Call>> = {
  Time: (exchange) => {
    // Whole seconds: whoever measures a clock with it is up to a second off.
    const seconds = Math.floor(exchange.time.now() / 1000);
    return { unixtime: seconds, rfc1123: new Date(seconds * 1000).toUTCString().replace('GMT', '+0000') };
  },

  SystemStatus: (exchange) => ({ status: 'online', timestamp: `${new Date(exchange.time.now()).toISOString().slice(0, 19)}Z` }),

  Assets: (exchange) => {
    const assets = new Set(spots(exchange).flatMap(({ base, quote }) => [base, quote]));
    return Object.fromEntries(
      [...assets].map((asset) => [
        assetId(asset),
        {
          aclass: 'currency',
          altname: altName(asset),
          decimals: assetId(asset).startsWith('Z') ? 4 : 10,
          display_decimals: 5,
          status: 'enabled',
        },
      ]),
    );
  },

  AssetPairs: (exchange) =>
    Object.fromEntries(spots(exchange).map((market) => [pairNames(market.base, market.quote).id, pairForm(exchange, market)])),

  Ticker: (exchange, params) =>
    Object.fromEntries(wanted(exchange, params).map((market) => [pairNames(market.base, market.quote).id, tickerForm(exchange, market)])),

  Depth: (exchange, params) => {
    const market = marketNamed(exchange, params.need('pair'));
    const shown = exchange.shown(market.symbol);
    const places = Math.max(placesOf(market.tick), 5);
    const level = (price: Units, size: Units | undefined) => [
      text(price, places),
      text(size ?? units('1000'), 3),
      Math.floor((shown?.at ?? 0) / 1000),
    ];
    return {
      [pairNames(market.base, market.quote).id]: {
        asks: shown === undefined ? [] : [level(shown.ask, shown.askSize)],
        bids: shown === undefined ? [] : [level(shown.bid, shown.bidSize)],
      },
    };
  },

  OHLC: (exchange, params) => {
    const market = marketNamed(exchange, params.need('pair'));
    const minutes = params.number('interval') ?? 1;
    if (![1, 5, 15, 30, 60, 240, 1440, 10080, 21600].includes(minutes)) throw new Refusal('EGeneral:Invalid arguments');
    const ms = minutes * 60_000;
    const now = exchange.time.now();
    const since = (params.number('since') ?? 0) * 1000;
    const places = Math.max(placesOf(market.tick), 1);
    const candles = exchange.tape(market.symbol).candles(ms, Math.max(since + 1, now - 720 * ms), now + 1);
    const rows = candles.map(({ at, open, high, low, close, volume, trades }) => [
      at / 1000,
      ...[open, high, low, close, close].map((price) => text(price, places)),
      text(volume, 8),
      trades,
    ]);
    return { [pairNames(market.base, market.quote).id]: rows, last: ((candles.at(-2)?.at ?? 0) / 1000) | 0 };
  },

  Trades: (exchange, params) => {
    const market = marketNamed(exchange, params.need('pair'));
    const since = Number(params.get('since') ?? 0);
    const prints = exchange
      .tape(market.symbol)
      .since(since > 1e15 ? since / 1e6 : since * 1000)
      .slice(0, params.number('count') ?? 1000);
    const rows = prints.map(({ price, amount, at, side, id }) => [
      text(price, Math.max(placesOf(market.tick), 5)),
      text(amount, 8),
      at / 1000,
      side === 'buy' ? 'b' : 's',
      'm',
      '',
      Number(id),
    ]);
    return { [pairNames(market.base, market.quote).id]: rows, last: `${prints.at(-1)?.at ?? Math.floor(since * 1000)}000000` };
  },
};

function wanted(exchange: Exchange, params: Params): ListedMarket[] {
  const pairs = params.get('pair');
  return pairs === undefined ? spots(exchange) : pairs.split(',').map((pair) => marketNamed(exchange, pair));
}

function pairForm(exchange: Exchange, market: ListedMarket) {
  const { altname, wsname } = pairNames(market.base, market.quote);
  const percent = (fraction: string) => Number(text(units(fraction) * 100n));
  return {
    altname,
    wsname,
    aclass_base: 'currency',
    base: assetId(market.base),
    aclass_quote: 'currency',
    quote: assetId(market.quote),
    lot: 'unit',
    cost_decimals: 5,
    pair_decimals: placesOf(market.tick),
    lot_decimals: placesOf(market.step),
    lot_multiplier: 1,
    leverage_buy: [],
    leverage_sell: [],
    fees: [[0, percent(exchange.profile.takerFee)]],
    fees_maker: [[0, percent(exchange.profile.makerFee)]],
    fee_volume_currency: 'ZUSD',
    margin_call: 80,
    margin_stop: 40,
    ordermin: market.minAmount,
    costmin: market.minNotional,
    tick_size: market.tick,
    status: STATUSES[market.status],
  };
}

const STATUSES: Readonly<Record<ListedMarket['status'], string>> = {
  trading: 'online',
  halted: 'cancel_only',
  'cancel-only': 'cancel_only',
  'post-only': 'post_only',
  delisted: 'delisted',
};

function tickerForm(exchange: Exchange, market: ListedMarket) {
  const shown = exchange.shown(market.symbol);
  const day = exchange.tape(market.symbol).since(exchange.time.now() - 86_400_000);
  const places = Math.max(placesOf(market.tick), 5);
  const price = (value: Units | undefined) => text(value ?? ZERO, places);
  const prices = day.map((print) => print.price);
  const high = prices.reduce((a, b) => (a > b ? a : b), shown?.last ?? ZERO);
  const low = prices.reduce((a, b) => (a < b ? a : b), shown?.last ?? ZERO);
  const volume = text(
    day.reduce((sum, { amount }) => sum + amount, ZERO),
    8,
  );
  const size = (value: Units | undefined) => text(value ?? units('1000'), 3);
  return {
    a: [price(shown?.ask), '1', size(shown?.askSize)],
    b: [price(shown?.bid), '1', size(shown?.bidSize)],
    c: [price(shown?.last), text(day.at(-1)?.amount ?? ZERO, 8)],
    v: [volume, volume],
    p: [price(shown?.last), price(shown?.last)],
    t: [day.length, day.length],
    l: [price(low), price(low)],
    h: [price(high), price(high)],
    o: price(prices[0] ?? shown?.last),
  };
}
