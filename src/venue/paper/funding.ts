import { type Instant, instant, toIso } from '#src/domain/clock.ts';
import { isZero, multiply, negate } from '#src/domain/decimal.ts';
import type { VenueFunding } from '#src/venue/port.ts';
import { credit } from './account.ts';
import type { Book } from './book.ts';
import { rateOf } from './settings.ts';

/** First funding moment after `at`: intervals are counted from 1970, so that eight hours mean 00:00, 08:00 and 16:00 UTC. */
export const fundingAfter = (at: Instant, intervalMs: number): number => (Math.floor(at / intervalMs) + 1) * intervalMs;

/**
 * Pays what has fallen due up to `now`, one report per boundary: signed amount × the last price that stood × rate. Longs pay shorts when the rate
 * (percent of notional) is positive. Its id is the market and the boundary, so that nobody can book it twice.
 */
export function settleFunding(
  book: Book,
  now: Instant,
  intervalMs: number,
  pctAt: (market: string, at: Instant) => number,
  report: (funding: VenueFunding) => void,
): void {
  while (now >= book.fundingDueAt) {
    const at = instant(book.fundingDueAt);
    book.fundingDueAt += intervalMs;
    if (book.position === undefined || book.quote === undefined) continue;
    const market = book.market.symbol;
    const worth = book.worth(book.position.amount, book.priceFrom(book.quote.last));
    const amount = multiply(worth, rateOf(pctAt(market, at)));
    if (isZero(amount)) continue;
    credit(book.quoteAsset, negate(amount));
    report({ venueFundingId: `${market}@${toIso(at)}`, market, amount, asset: book.market.quote, at });
  }
}
