import { later, parseInstant } from '#src/domain/clock.ts';
import type { Dimension, Fact } from './facts.ts';

const START = parseInstant('2026-01-05T00:00:00Z');

/** A result for tests: closed so many hours after the start, traded, not looked at yet, and in no group but those that are given. */
export const sampleFact = (r: number, index: number, keys: Partial<Record<Dimension, string>> = {}, rest: Partial<Fact> = {}): Fact => ({
  id: `t${index + 1}`,
  conditionId: `c${index + 1}`,
  closedAt: later(START, index * 3_600_000),
  exit: r > 0 ? 'target' : 'stop',
  r,
  factor: 1,
  traded: true,
  isOld: false,
  ...rest,
  keys: {
    market: undefined,
    pattern: undefined,
    regime: undefined,
    hour: undefined,
    weekday: undefined,
    session: undefined,
    trend: undefined,
    volatility: undefined,
    setup: undefined,
    ...keys,
  },
});
