import type { Books } from './books.ts';
import { feeOf } from './fee.ts';
import { moved } from './position.ts';
import type { BookedFill, BookedOrder } from './record.ts';
import { isOpen, isSetOff, remaining, worthOf } from './rules.ts';
import { abs, least, type Units, ZERO } from './units.ts';

/** Lets every order of a market act on what is shown there, by arrival. */
export function match(books: Books, market: string): void {
  const shown = books.shown.get(market);
  if (shown === undefined || books.market(market).status === 'halted') return;
  for (const { ref, market: where } of books.open()) {
    if (where !== market || !books.live.has(ref)) continue;
    const order = books.order(ref);
    if (order.state === 'open') take(books, order, false);
    else if (isSetOff(order, shown.last)) setOff(books, order);
  }
}

function setOff(books: Books, order: BookedOrder): void {
  const now = books.time.now();
  const open = books.write({ ...order, state: 'open', triggeredAt: now, updatedAt: now });
  books.tell({ kind: 'order', order: open });
  take(books, open, true);
}

/** Takes from the quote what it offers; `arriving` orders get the better price that is offered and pay as takers. */
export function take(books: Books, order: BookedOrder, arriving: boolean): void {
  const shown = books.shown.get(order.market);
  if (shown === undefined) return;
  const buys = order.side === 'buy';
  const best = buys ? shown.ask : shown.bid;
  const crosses = order.price === undefined || (buys ? best <= order.price : best >= order.price);
  if (crosses) {
    const size = buys ? shown.askSize : shown.bidSize;
    const amount = least(remaining(order), order.reduceOnly ? reducible(books, order) : remaining(order), size ?? remaining(order));
    if (amount > ZERO) {
      const left = size === undefined ? undefined : size - amount;
      books.shown.set(order.market, buys ? { ...shown, askSize: left } : { ...shown, bidSize: left });
      const resting = arriving ? undefined : order.price;
      fill(books, order, amount, resting ?? best, resting === undefined ? 'taker' : 'maker');
    }
  }
  const now = books.order(order.ref);
  if (!isOpen(now)) return;
  if (now.reduceOnly && crosses && reducible(books, now) === ZERO) books.end(now, books.profile.reduceOnlyEnd, 'nothing to reduce');
  else if (now.price === undefined && books.profile.marketRest === 'expires') books.end(now, 'expired', 'nothing more is offered');
}

function reducible(books: Books, { market, side }: BookedOrder): Units {
  const held = books.position(market)?.amount ?? ZERO;
  return held !== ZERO && held > 0n === (side === 'sell') ? abs(held) : ZERO;
}

/** Books one execution with all that follows from it: money, fee, position, reduce-only orders that are left with nothing. */
export function fill(books: Books, order: BookedOrder, amount: Units, price: Units, liquidity: 'maker' | 'taker'): BookedFill {
  const now = books.time.now();
  const market = books.market(order.market);
  const cost = worthOf(market, amount, price);
  const sign = order.side === 'buy' ? 1n : -1n;
  const change =
    market.kind === 'perpetual'
      ? moved(books.position(order.market), market, { amount: sign * amount, cost, leverage: order.leverage, at: now })
      : undefined;
  const done: BookedFill = {
    ref: books.fills.length + 1,
    id: books.count(books.profile.idsPerMarket ? `fill ${order.market}` : 'fill'),
    orderRef: order.ref,
    orderId: order.id,
    clientOrderId: order.clientOrderId,
    market: order.market,
    side: order.side,
    price,
    amount,
    cost,
    ...feeOf(books, order, { amount, cost, liquidity }),
    liquidity,
    realized: change?.realized ?? ZERO,
    at: now,
  };
  books.fills.push(done);
  const filled = order.filled + amount;
  const over = filled === order.amount ? ({ state: 'filled', closedAt: now } as const) : ({ state: 'open' } as const);
  if (over.state === 'filled') books.live.delete(order.ref);
  const booked = books.write({ ...order, filled, cost: order.cost + cost, updatedAt: now, ...over });
  const takersSide = (order.side === 'buy') === (liquidity === 'taker') ? 'buy' : 'sell';
  books.print(order.market, price, amount, takersSide);
  books.tell({ kind: 'fill', fill: done, order: booked });
  if (change !== undefined) {
    books.positions.set(order.market, change.position, now);
    books.moveMoney(market.quote, change.realized, 'fill');
  } else {
    books.moveMoney(market.base, sign * amount, 'fill');
    books.moveMoney(market.quote, -sign * cost, 'fill');
  }
  books.moveMoney(done.feeAsset, -done.fee, 'fill');
  books.rehold();
  if (change !== undefined) {
    books.tell({ kind: 'position', market: order.market, position: change.position });
    if (change.position === undefined && books.profile.sweepsReduceOnly) sweep(books, order.market);
  }
  return done;
}

function sweep(books: Books, market: string): void {
  for (const order of books.open()) {
    if (order.market === market && order.reduceOnly) books.end(order, books.profile.reduceOnlyEnd, 'nothing to reduce');
  }
}
