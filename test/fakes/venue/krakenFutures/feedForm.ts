import type { Exchange } from '../exchange.ts';
import type { BookedFill, BookedOrder, Shown } from '../record.ts';
import { abs, text, type Units, units, ZERO } from '../units.ts';
import { pairName, productId, unitOf, uuidOf } from './names.ts';
import { fillUid, number, orderUid } from './orderForm.ts';

const LARGE = units('1000');
export const ACCOUNT = uuidOf('account');

/** A message of the feeds `ticker` and, with fewer fields, `ticker_lite`. */
export function feedTicker(exchange: Exchange, shown: Shown, rate: number, lite: boolean): object {
  const { base, quote } = exchange.market(shown.market);
  const day = exchange.tape(shown.market).since(exchange.time.now() - 86_400_000);
  const last = number(shown.last);
  const first = number(day[0]?.price ?? shown.last);
  const shared = {
    product_id: productId(base, quote),
    bid: number(shown.bid),
    ask: number(shown.ask),
    volume: number(day.reduce((sum, { amount }) => sum + amount, ZERO)),
    dtm: 0,
    premium: 0,
    change: ((last - first) / first) * 100,
    tag: 'perpetual',
    pair: pairName(base, quote),
    maturityTime: 0,
    volumeQuote: 0,
  };
  if (lite) return { feed: 'ticker_lite', ...shared };
  return {
    time: shown.at,
    feed: 'ticker',
    ...shared,
    bid_size: number(shown.bidSize ?? LARGE),
    ask_size: number(shown.askSize ?? LARGE),
    leverage: '50x',
    index: last,
    last,
    suspended: false,
    openInterest: 1950.5966,
    markPrice: last,
    post_only: false,
    funding_rate: rate * last,
    funding_rate_prediction: rate * last,
    relative_funding_rate: rate,
    relative_funding_rate_prediction: rate,
    next_funding_rate_time: Math.ceil(shown.at / 3_600_000) * 3_600_000,
  };
}

/** Messages that bring a book to what is offered now; the first is the whole of it. */
export function feedBook(exchange: Exchange, before: Shown | undefined, shown: Shown, seq: number): object[] {
  const { base, quote } = exchange.market(shown.market);
  const product_id = productId(base, quote);
  const level = (price: Units, size: Units | undefined) => ({ price: number(price), qty: number(size ?? LARGE) });
  const { bid, ask, bidSize, askSize, at } = shown;
  if (before === undefined) {
    return [
      { feed: 'book_snapshot', product_id, timestamp: at, seq, tickSize: null, bids: [level(bid, bidSize)], asks: [level(ask, askSize)] },
    ];
  }
  const change = (side: 'buy' | 'sell', price: Units, qty: number, more: number) => ({
    feed: 'book',
    product_id,
    side,
    seq: seq + more,
    price: number(price),
    qty,
    timestamp: at,
  });
  return [
    ...(before.bid === bid ? [] : [change('buy', before.bid, 0, 0)]),
    ...(before.ask === ask ? [] : [change('sell', before.ask, 0, 1)]),
    change('buy', bid, number(bidSize ?? LARGE), 2),
    change('sell', ask, number(askSize ?? LARGE), 3),
  ];
}

/** An order in the feed `open_orders`: `qty` is what is left of it, and there is no client id in it. */
export function feedOrder(exchange: Exchange, order: BookedOrder, verbose: boolean): object {
  const { base, quote } = exchange.market(order.market);
  return {
    instrument: productId(base, quote),
    time: order.createdAt,
    last_update_time: order.updatedAt,
    qty: number(order.amount - order.filled),
    filled: number(order.filled),
    limit_price: number(order.price ?? ZERO),
    stop_price: number(order.stopPrice ?? ZERO),
    type: order.type === 'stop' ? 'stop' : 'limit',
    order_id: orderUid(order),
    ...(verbose || order.clientOrderId === undefined ? {} : { cli_ord_id: order.clientOrderId }),
    direction: order.side === 'buy' ? 0 : 1,
    reduce_only: order.reduceOnly,
    ...(order.type === 'stop' && { triggerSignal: order.note.triggerSignal ?? 'last' }),
  };
}

/** A fill in the feed `fills`, with the fee that was really charged; the client id only in updates. */
export function feedFill(exchange: Exchange, fill: BookedFill, order: BookedOrder | undefined, seq: number, isUpdate: boolean): object {
  const { base, quote } = exchange.market(fill.market);
  return {
    instrument: productId(base, quote),
    time: fill.at,
    price: number(fill.price),
    seq,
    buy: fill.side === 'buy',
    qty: number(fill.amount),
    remaining_order_qty: order === undefined ? 0 : number(order.amount - order.filled),
    order_id: uuidOf(`order:${fill.orderRef}`),
    ...(isUpdate && fill.clientOrderId !== undefined && { cli_ord_id: fill.clientOrderId }),
    fill_id: fillUid(fill),
    fill_type: fill.liquidity,
    fee_paid: number(fill.fee),
    fee_currency: unitOf(fill.feeAsset),
    taker_order_type: fill.liquidity === 'taker' ? 'ioc' : 'lmt',
    order_type: order?.type === 'limit' ? 'limit' : 'market',
  };
}

/** The feed `open_positions`: all of them, each time. */
export function feedPositions(exchange: Exchange, seq: number): object {
  return {
    feed: 'open_positions',
    account: ACCOUNT,
    positions: exchange.positions().map((position) => {
      const { base, quote } = exchange.market(position.market);
      const last = exchange.shown(position.market)?.last ?? position.entryPrice;
      const worth = (number(abs(position.amount)) * number(last)) / position.leverage;
      return {
        instrument: productId(base, quote),
        balance: number(position.amount),
        pnl: number(exchange.unrealized(position.market)),
        entry_price: number(position.entryPrice),
        mark_price: number(last),
        index_price: number(last),
        liquidation_threshold: Number(text(exchange.liquidationPrice(position.market) ?? ZERO, 8)),
        effective_leverage: 0,
        return_on_equity: 0,
        unrealized_funding: 0,
        initial_margin: worth,
        initial_margin_with_orders: worth,
        maintenance_margin: worth / 2,
        pnl_currency: quote,
      };
    }),
    seq,
    timestamp: exchange.time.now(),
  };
}

/** The wallet in the feed `balances`. */
export function feedBalances(exchange: Exchange, feed: 'balances' | 'balances_snapshot', seq: number): object {
  const currencies = [...exchange.balances()].map(([asset, total]) => {
    const quantity = Number(total);
    const available = Number(text(exchange.available(asset), 8));
    return [unitOf(asset), { quantity, value: quantity, collateral_value: quantity, available, haircut: 0, conversion_spread: 0 }];
  });
  const sum = [...exchange.balances()].reduce((all, [, total]) => all + Number(total), 0);
  return {
    feed,
    account: ACCOUNT,
    ...(feed === 'balances_snapshot' && { holding: {}, futures: {} }),
    flex_futures: {
      currencies: Object.fromEntries(currencies),
      balance_value: sum,
      portfolio_value: sum,
      margin_equity: sum,
      isolated: {},
    },
    timestamp: exchange.time.now(),
    seq,
  };
}
