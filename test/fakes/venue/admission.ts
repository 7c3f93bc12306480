import type { Books } from './books.ts';
import { availableIn } from './margin.ts';
import type { Ask, BookedOrder, ListedMarket } from './record.ts';
import { Refused } from './refusal.ts';
import { checkAmount, checkPrice, isSetOff, readUnits, worthOf } from './rules.ts';
import { abs, most, ONE, times, type Units, units, ZERO } from './units.ts';

/** The order that an ask would become, still without ids. Throws `Refused` when its numbers cannot be. */
export function draftOf(books: Books, ask: Ask, market: ListedMarket, origin: BookedOrder['origin']): BookedOrder {
  const { side, type, clientOrderId, reduceOnly = false, postOnly = false, expiresAt, note = {} } = ask;
  const price = ask.price === undefined ? undefined : readUnits(ask.price, 'bad-price');
  const stopPrice = ask.stopPrice === undefined ? undefined : readUnits(ask.stopPrice, 'bad-price');
  if (type === 'limit' && price === undefined) throw new Refused('bad-price');
  if (type === 'stop' && stopPrice === undefined) throw new Refused('bad-price');
  for (const one of [price, stopPrice]) if (one !== undefined) checkPrice(market, one);
  const shown = books.shown.get(market.symbol);
  if (type === 'market' && shown === undefined) throw new Refused('no-quote');
  const paid = price ?? stopPrice ?? (side === 'buy' ? shown?.ask : shown?.bid) ?? ZERO;
  const amount = ask.amount === undefined ? amountFor(ask, market, paid) : readUnits(ask.amount, 'bad-amount');
  checkAmount(market, amount, paid, reduceOnly);
  const now = books.time.now();
  return {
    ref: 0,
    id: '',
    clientOrderId,
    market: market.symbol,
    side,
    type,
    amount,
    price,
    stopPrice,
    when: ask.when ?? (side === 'sell' ? 'falls' : 'rises'),
    reduceOnly,
    postOnly,
    leverage: books.leverages.get(market.symbol) ?? 1,
    state: type === 'stop' ? 'waiting' : 'open',
    filled: ZERO,
    cost: ZERO,
    createdAt: now,
    updatedAt: now,
    closedAt: undefined,
    triggeredAt: undefined,
    expiresAt,
    origin,
    reason: '',
    note,
  };
}

/** How much of the base a market buy by quote amount is worth, down to the step. */
function amountFor({ quoteAmount }: Ask, market: ListedMarket, price: Units): Units {
  if (quoteAmount === undefined || price === ZERO) throw new Refused('bad-amount');
  const step = units(market.step);
  const amount = (readUnits(quoteAmount, 'bad-amount') * ONE) / times(price, units(market.contractSize));
  return (amount / step) * step;
}

export function checkClientId(books: Books, { clientOrderId }: Ask): void {
  const { clientIds } = books.profile;
  if (clientOrderId === undefined || clientIds === 'none') return;
  const among = clientIds === 'open' ? books.open() : books.orders.values();
  if (among.some((order) => order.clientOrderId === clientOrderId)) throw new Refused('duplicate-client-id');
}

/** Throws `Refused` when the market or the money does not allow the order. */
export function checkDraft(books: Books, order: BookedOrder, market: ListedMarket): void {
  const shown = books.shown.get(order.market);
  if (shown !== undefined && order.state === 'waiting' && books.profile.refusesLateStops && isSetOff(order, shown.last)) {
    throw new Refused('would-trigger');
  }
  if (shown !== undefined && order.postOnly && order.price !== undefined) {
    if (order.side === 'buy' ? order.price >= shown.ask : order.price <= shown.bid) throw new Refused('would-match');
  }
  if (market.kind === 'spot') checkSpotFunds(books, order);
  else checkMargin(books, order, market);
}

function checkSpotFunds(books: Books, order: BookedOrder): void {
  if (order.reduceOnly) throw new Refused('reduce-only');
  const { asset, amount } = books.holdOf(order);
  if (books.wallet.free(asset) < amount) throw new Refused('insufficient-funds', asset);
}

function checkMargin(books: Books, order: BookedOrder, market: ListedMarket): void {
  const held = books.position(order.market)?.amount ?? ZERO;
  const reduces = held !== ZERO && held > 0n === (order.side === 'sell');
  if (order.reduceOnly) {
    // A stop may come before its position; what it finds when it is set off decides.
    if (!reduces && order.state === 'open') throw new Refused('reduce-only');
    return;
  }
  const opens = reduces ? most(order.amount - abs(held), ZERO) : order.amount;
  const shown = books.shown.get(order.market);
  const price = order.price ?? order.stopPrice ?? (order.side === 'buy' ? shown?.ask : shown?.bid) ?? ZERO;
  const worth = worthOf(market, opens, price);
  const needed = worth / BigInt(order.leverage) + (worth * units(books.profile.takerFee)) / ONE;
  if (opens > ZERO && availableIn(books, market.quote) < needed) throw new Refused('insufficient-funds', market.quote);
}
