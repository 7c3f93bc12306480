import { z } from 'zod';
import { type Instant, instant, parseInstant, startOfDay, toIso } from '#src/domain/clock.ts';
import { perZone } from '#src/domain/perZone.ts';
import type { Books } from './query.ts';

const HOUR_MS = 3_600_000;
const BACK_MS = 6 * HOUR_MS;
/** One of these hours, UTC, lies in the day of the same name in any zone. */
const HOURS = ['12', '00', '23'] as const;

const day = z
  .string()
  .regex(/^(?:\d{4}-\d{2}-\d{2}|today|yesterday)$/, 'a day is written 2026-01-31, today or yesterday')
  .nullable();

interface Days {
  readonly since: string | null;
  readonly until: string | null;
}

/** A stretch of days: arguments of every query that knows times. */
export const days = {
  since: day.describe('first day: 2026-01-31, today or yesterday; null: from the beginning'),
  until: day.describe('last day, which counts too; null: until now'),
};

/** The stretch as instants, ISO; days are those of the people who ask. Throws for a day that does not exist. */
export function stretchOf(
  { since, until }: Days,
  { clock, zone }: Pick<Books, 'clock' | 'zone'>,
): { from: string | undefined; to: string | undefined } {
  const now = clock.now();
  return {
    from: since === null ? undefined : toIso(startOf(since, now, zone)),
    to: until === null ? undefined : toIso(dayAfter(startOf(until, now, zone), zone)),
  };
}

/** ` since 2026-01-05`, for people; empty for all time. */
export function inDays({ since, until }: Days): string {
  if (since === null) return until === null ? '' : ` until ${until}`;
  if (until === null) return ` since ${since}`;
  return since === until ? ` of ${since}` : ` from ${since} to ${until}`;
}

function startOf(named: string, now: Instant, zone: string): Instant {
  const today = startOfDay(now, zone);
  if (named === 'today') return today;
  if (named === 'yesterday') return startOfDay(instant(today - BACK_MS), zone);
  for (const hour of HOURS) {
    const within = instantOf(`${named}T${hour}:00:00Z`);
    if (within !== undefined && nameIn(zone).format(within) === named) return startOfDay(within, zone);
  }
  throw new Error('there is no such day');
}

/** Any moment this long after the start of a day lies in the next one, also where clocks change. */
const dayAfter = (start: Instant, zone: string): Instant => startOfDay(instant(start + 24 * HOUR_MS + BACK_MS), zone);

function instantOf(text: string): Instant | undefined {
  try {
    return parseInstant(text);
  } catch {
    return undefined;
  }
}

const nameIn = perZone((timeZone) => new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }));
