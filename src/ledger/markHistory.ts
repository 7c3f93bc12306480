import { type Instant, parseInstant, toIso } from '#src/domain/clock.ts';
import type { Reader } from './core.ts';

/** Equity of a desk at a moment, as floats: for pictures, never for the books. */
export interface Mark {
  readonly at: Instant;
  readonly equity: number;
  /** Last prices of what was held then, by symbol. */
  readonly prices: Readonly<Record<string, number>>;
}

/** Marks of a desk from a time on, oldest first. */
export const markHistory = (ledger: Reader, deskId: string, since: Instant): Mark[] =>
  ledger
    .all<{ at: string; equity: number; prices: string }>(
      'select at, cast(equity as real) as equity, prices from mark where desk_id = ? and at >= ? order by seq',
      deskId,
      toIso(since),
    )
    .map(({ at, equity, prices }) => ({
      at: parseInstant(at),
      equity,
      prices: Object.fromEntries(
        Object.entries(JSON.parse(prices) as Record<string, string>).map(([symbol, text]) => [symbol, Number(text)]),
      ),
    }));
