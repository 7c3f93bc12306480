import { sha256 } from './hash.ts';

/**
 * What ids begin with: `c` condition, `o` order, `t` trade, `f` fill, `a` approval, `n` funding, `s` schedule, `d` finding (drift),
 * `i` insight, `e` adaptation (an experiment), `w` shadow, `m` call of a model, `q` news.
 */
export type IdPrefix = 'c' | 'o' | 't' | 'f' | 'a' | 'n' | 's' | 'd' | 'i' | 'e' | 'w' | 'm' | 'q';

/** Ids are prefixed and short, because people type them on a phone. They count up; a ledger continues where it stopped. */
export interface IdFactory {
  next(prefix: IdPrefix): string;
}

/** Counts on from the highest numbers that are in the ledger. */
export function countingIds(highest: Partial<Record<IdPrefix, number>> = {}): IdFactory {
  const counters = new Map<IdPrefix, number>(Object.entries(highest) as [IdPrefix, number][]);
  return {
    next(prefix) {
      const count = (counters.get(prefix) ?? 0) + 1;
      counters.set(prefix, count);
      return `${prefix}${count}`;
    },
  };
}

/** 32 lower-case hex characters that fit every venue: derived from what the order is for, never random (reliability.md, order state machine). */
export const clientOrderIdOf = (ledgerId: string, tradeId: string, leg: string, attempt: number): string =>
  sha256(`${ledgerId}|${tradeId}|${leg}|${attempt}`).slice(0, 32);
