import type { Instant } from './clock.ts';

/** Best bid, ask and last of one market at a time. Prices in quote units, sizes in amount units; floats, for triggers and matching only. */
export interface Quote {
  readonly market: string;
  readonly bid: number;
  readonly ask: number;
  readonly last: number;
  /** Amount that can be had at the bid and at the ask; Infinity when nobody knows. */
  readonly bidSize: number;
  readonly askSize: number;
  /** Time of the venue or feed. */
  readonly at: Instant;
}

/** Why a quote must not be used, or undefined. `before` is the quote that it follows. */
export function faultOfQuote(quote: Quote, now: Instant, before?: Quote, maxJumpPct = 20): string | undefined {
  const { bid, ask, last } = quote;
  if (!(bid > 0 && ask > 0 && last > 0) || bid + ask + last === Number.POSITIVE_INFINITY) return 'a price is not a positive number';
  if (bid > ask) return 'the bid is above the ask';
  if (quote.at > now + 2_000) return 'the quote is from the future';
  if (before !== undefined && before.market !== quote.market) return 'the quote is of another market';
  if (before !== undefined && Math.abs(last / before.last - 1) * 100 > maxJumpPct)
    return 'the price jumped further than can be believed at once';
  return undefined;
}

/** Half of the bid-ask distance is paid by each market order; this is the whole of it, in basis points of the middle. */
export const spreadBps = (quote: Quote): number => ((quote.ask - quote.bid) / ((quote.ask + quote.bid) / 2)) * 10_000;
