import { BinanceError } from './answer.ts';
import type { Params } from './params.ts';

interface Rules {
  /** Longest span between startTime and endTime, and what is said to a longer one. */
  readonly spanMs: number;
  readonly tooLong: { readonly code: number; readonly msg: string };
  /** How far back a list goes when no time is named; absent: to the beginning. */
  readonly usualMs?: number;
  readonly limit: number;
  readonly most: number;
}

const DAY = 86_400_000;
export const SPOT_LIST: Rules = {
  spanMs: DAY,
  tooLong: { code: -1127, msg: 'More than 24 hours between startTime and endTime.' },
  limit: 500,
  most: 1_000,
};
export const FUTURES_LIST: Rules = {
  spanMs: 7 * DAY,
  tooLong: { code: -4165, msg: 'Invalid time interval' },
  usualMs: 7 * DAY,
  limit: 500,
  most: 1_000,
};
export const INCOME_LIST: Rules = { ...FUTURES_LIST, spanMs: 90 * DAY, limit: 100 };

/** The part of a list, oldest first, that a request asks for: from `startTime` the first ones, otherwise the latest. */
export function pageOf<Row>(rows: readonly Row[], timeOf: (row: Row) => number, params: Params, rules: Rules, now: number): Row[] {
  const limit = params.limit(rules.limit, rules.most);
  const start = params.number('startTime');
  const end = params.number('endTime');
  if (start !== undefined && end !== undefined) {
    if (start > end) throw new BinanceError(400, -1023, 'Start time is greater than end time.');
    if (end - start > rules.spanMs) throw new BinanceError(400, rules.tooLong.code, rules.tooLong.msg);
  }
  const from = start ?? (rules.usualMs === undefined ? Number.NEGATIVE_INFINITY : (end ?? now) - rules.usualMs);
  const to = end ?? (start !== undefined && rules.usualMs !== undefined ? start + rules.spanMs : Number.POSITIVE_INFINITY);
  const within = rows.filter((row) => timeOf(row) >= from && timeOf(row) <= to);
  return start === undefined ? within.slice(-limit) : within.slice(0, limit);
}
