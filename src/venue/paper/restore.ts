import type { Instant } from '#src/domain/clock.ts';
import { absolute, add, isNegative, isZero, subtract, ZERO } from '#src/domain/decimal.ts';
import { assert } from '#src/domain/errors.ts';
import { notionalOf } from '#src/domain/market.ts';
import { type Account, credit } from './account.ts';
import type { Book } from './book.ts';
import { fundingAfter } from './funding.ts';
import { reserve } from './funds.ts';
import { fillCountOf, LIQUIDATION_PREFIX, type Memory, type PaperState, type RememberedOrder } from './memory.ts';
import { type PaperOrder, paperOrderOf } from './order.ts';
import type { Terms } from './settings.ts';
import { setPosition } from './settle.ts';

/**
 * Puts a state (see PaperState) into an empty venue. Several trades in one market are one position here, as they were. A stop that had begun to
 * fill goes on filling; one that had not waits for its price again. Funding counts from now on: what fell due while nobody was running had no price.
 */
export function restore(
  state: PaperState,
  account: Account,
  books: ReadonlyMap<string, Book>,
  memory: Memory,
  terms: Terms,
  now: Instant,
): void {
  const bookOf = (market: string): Book => {
    const book = books.get(market);
    assert(book !== undefined, `the paper venue is given back something of ${market}, a market that it does not have`);
    return book;
  };
  for (const [name, held] of state.balances) credit(account.asset(name), held);
  for (const { market, amount, entryPrice, leverage, cost } of state.positions) {
    if (isZero(amount)) continue;
    const book = bookOf(market);
    const before = book.position ?? { amount: ZERO, cost: ZERO };
    assert(isZero(before.amount) || isNegative(before.amount) === isNegative(amount), `the account is long and short in ${market} at once`);
    const held = cost ?? notionalOf(book.market, absolute(amount), entryPrice);
    setPosition(book, { amount: add(before.amount, amount), cost: add(before.cost, held), leverage });
    book.fundingDueAt = fundingAfter(now, terms.fundingIntervalMs);
  }
  const fills = state.fills ?? [];
  memory.fills.push(...fills);
  memory.countOnFrom(state);
  for (const known of state.orders) {
    const order = recalled(known);
    memory.keep(order);
    if (order.status !== 'open') continue;
    const book = bookOf(order.market);
    order.fills = fillCountOf(known, fills, book.market.step);
    if (order.type === 'market' || (order.type === 'stop' && !isZero(known.filled))) book.working.add(order);
    else book.rest(order);
    reserve(order, book, terms);
  }
}

function recalled(known: RememberedOrder): PaperOrder {
  const liquidation = known.clientOrderId.startsWith(LIQUIDATION_PREFIX);
  const order = paperOrderOf({ ...known, leverage: known.leverage ?? 1 }, known.venueOrderId, known.at, liquidation);
  order.remaining = subtract(known.amount, known.filled);
  order.status = known.status;
  return order;
}
