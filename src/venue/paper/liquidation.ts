import { isNegative, toNumber } from '#src/domain/decimal.ts';
import type { Book } from './book.ts';

/**
 * Cross margin per settle asset: everything held in it, and the unrealized result of all positions that settle in it, stands for each of them.
 * With A base units open at cost C, maintenance fraction m, and the cushion K = balance + Σ over the other positions of (unrealized − maintenance)
 * at their last prices, equity equals the required maintenance at the price P where
 *
 *     long:  K + A·P − C = m·A·P   →   P = (C − K) ÷ (A·(1 − m))
 *     short: K + C − A·P = m·A·P   →   P = (C + K) ÷ (A·(1 + m))
 *
 * rounded to the tick that is reached first (up for a long, down for a short). A long whose P is not above zero cannot be liquidated.
 * In floats, because it is a trigger; the difference to the exact quotient is far below a tick and is snapped away.
 */
export function refreshLiquidation(book: Book, maintenance: number): void {
  book.liquidatesBelow = Number.NEGATIVE_INFINITY;
  book.liquidatesAbove = Number.POSITIVE_INFINITY;
  book.liquidationSeen = book.quoteAsset.changes;
  if (book.position === undefined) return;
  const { short, size, cost } = sizesOf(book);
  const cushion = cushionOf(book, maintenance);
  const price = short ? (cost + cushion) / (size * (1 + maintenance)) : (cost - cushion) / (size * (1 - maintenance));
  if (short) book.liquidatesAbove = snapped(book, price, Math.floor);
  else if (price > 0) book.liquidatesBelow = snapped(book, price, Math.ceil);
}

function cushionOf(book: Book, maintenance: number): number {
  let cushion = toNumber(book.quoteAsset.held);
  for (const other of book.quoteAsset.positions) {
    if (other === book) continue;
    const { short, size, cost } = sizesOf(other);
    const worth = other.quote === undefined ? cost : size * other.quote.last;
    cushion += (short ? cost - worth : worth - cost) - maintenance * worth;
  }
  return cushion;
}

function sizesOf(book: Book): { short: boolean; size: number; cost: number } {
  const { position, market } = book;
  if (position === undefined) return { short: false, size: 0, cost: 0 };
  const amount = toNumber(position.amount) * toNumber(market.contractSize);
  return { short: isNegative(position.amount), size: Math.abs(amount), cost: toNumber(position.cost) };
}

function snapped(book: Book, price: number, toTick: (count: number) => number): number {
  const tick = toNumber(book.ticks.step);
  const count = price / tick;
  const nearest = Math.round(count);
  const ticks = Math.abs(count - nearest) < 1e-6 ? nearest : toTick(count);
  return Number((ticks * tick).toFixed(book.ticks.places));
}
