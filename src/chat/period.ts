import { type Instant, instant, startOfDay } from '#src/domain/clock.ts';
import { perZone } from '#src/domain/perZone.ts';

export const PERIODS = ['day', 'week', 'month', 'all'] as const;
export type Period = (typeof PERIODS)[number];

export const PERIOD_WORDS: Record<Period, string> = { day: 'today', week: 'this week', month: 'this month', all: 'since the start' };

/** Any moment this long before the start of a day lies in the day before, also where clocks change. */
const BACK_MS = 6 * 3_600_000;

/** Start of the calendar day, week (from Monday) or month that holds `now`, in a zone; undefined for all time. */
export function startOfPeriod(period: Period, now: Instant, zone: string): Instant | undefined {
  if (period === 'all') return undefined;
  let start = startOfDay(now, zone);
  if (period === 'day') return start;
  const isFirst = period === 'week' ? isMonday : isFirstOfMonth;
  for (let days = 0; days < 31 && !isFirst(start, zone); days++) start = startOfDay(instant(start - BACK_MS), zone);
  return start;
}

const isMonday = (at: Instant, zone: string): boolean => formatIn(zone).weekday.format(at) === 'Mon';
const isFirstOfMonth = (at: Instant, zone: string): boolean => formatIn(zone).day.format(at) === '1';

const formatIn = perZone((timeZone) => ({
  weekday: new Intl.DateTimeFormat('en-US', { timeZone, weekday: 'short' }),
  day: new Intl.DateTimeFormat('en-US', { timeZone, day: 'numeric' }),
}));
