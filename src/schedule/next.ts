import { Cron } from 'croner';
import { type Instant, instant, later, parseInstant, toIso } from '#src/domain/clock.ts';
import { cronOf, type Due, dueOfSpan, nextOfSpan, parseRhythm, type Rhythm, rhythmText, SHORTEST_MS } from '#src/domain/due.ts';
import type { ScheduleRow } from '#src/ledger/schedules.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
/** How many times in a row are looked at to find out whether they come too often. */
const LOOKED_AT = 60;
/** More missed times than this are not counted one by one. */
const MOST_MISSED = 100;

/** What due times are made from: a rhythm, its zone, and when it began. */
export interface Timed {
  readonly rhythm: Rhythm;
  readonly zone: string;
  readonly start: Instant;
}

export function timedOf({ spec, zone, created_at }: Pick<ScheduleRow, 'spec' | 'zone' | 'created_at'>): Timed | undefined {
  const rhythm = parseRhythm(spec);
  return typeof rhythm === 'string' ? undefined : { rhythm, zone, start: parseInstant(created_at) };
}

/**
 * Fixed times run once a day whatever the clocks do (as Vixie cron): one that a change of clocks leaves out at the first time after it, one that comes
 * twice the first time.
 */
function cronFor(fields: string, zone: string): Cron {
  const key = `${fields}|${zone}`;
  const known = crons.get(key);
  if (known !== undefined) return known;
  const cron = new Cron(fields, { timezone: zone, mode: '5-part', fixedTimeRule: 'no-wildcard', paused: true });
  if (crons.size >= MOST_KEPT) crons.clear();
  crons.set(key, cron);
  return cron;
}

/** A pattern is costly to read; people have few of them. */
const crons = new Map<string, Cron>();
const MOST_KEPT = 100;

/** The first due time after a moment; undefined when there is none (30 February). */
export function nextDue({ rhythm, zone, start }: Timed, after: Instant): Instant | undefined {
  if (rhythm.kind === 'every') return nextOfSpan(rhythm.ms, start, after);
  return timeAfter(cronFor(cronOf(rhythm) as string, zone), after);
}

/** The newest due time after `after` and not after `now`, with how many others lie between; undefined when nothing is due. */
export function dueNow({ rhythm, zone, start }: Timed, after: Instant, now: Instant): Due | undefined {
  if (rhythm.kind === 'every') return dueOfSpan(rhythm.ms, start, after, now);
  const cron = cronFor(cronOf(rhythm) as string, zone);
  const first = timeAfter(cron, after);
  if (first === undefined || first > now) return undefined;
  let at = first;
  for (let missed = 0; missed < MOST_MISSED; missed++) {
    const next = timeAfter(cron, at);
    if (next === undefined || next > now) return { at, missed };
    at = next;
  }
  // After a very long time: the newest is found backwards. What it finds is before the moment it is given, to the second.
  const [newest] = cron.previousRuns(1, toIso(instant(Math.floor(now / SECOND_MS) * SECOND_MS + SECOND_MS)));
  return { at: newest === undefined ? at : instant(newest.getTime()), missed: MOST_MISSED };
}

function timeAfter(cron: Cron, after: Instant): Instant | undefined {
  const next = cron.nextRun(toIso(after));
  return next === null ? undefined : instant(next.getTime());
}

/** Why something cannot be scheduled so, as a sentence; undefined when it can. */
export function faultOf(timed: Timed, now: Instant): string | undefined {
  let before: Instant | undefined;
  try {
    before = nextDue(timed, now);
  } catch (error) {
    const said = error instanceof Error ? error.message.replace(/^\w+: /, '') : String(error);
    return `${rhythmText(timed.rhythm)} is not understood: ${said}.`.replace(/\.\.$/, '.');
  }
  if (before === undefined) return `${rhythmText(timed.rhythm)} never comes.`;
  // What was said in words comes once a day at most.
  for (let i = 0; timed.rhythm.kind === 'cron' && i < LOOKED_AT; i++) {
    const next = nextDue(timed, before);
    if (next === undefined) return undefined;
    if (next - before < SHORTEST_MS) return `That is too often: at least ${SHORTEST_MS / MINUTE_MS} minutes lie between two times.`;
    before = next;
  }
  return undefined;
}

/** What was found for a row; it stays right until its time has come, and a run makes a new row. */
const found = new WeakMap<ScheduleRow, Instant>();

/** When a schedule is due next, seen from now; undefined when it never is. */
export function nextOf(schedule: ScheduleRow, now: Instant): Instant | undefined {
  const known = found.get(schedule);
  if (known !== undefined && known > now) return known;
  const timed = timedOf(schedule);
  if (timed === undefined) return undefined;
  const ran = schedule.last_due === null ? timed.start : parseInstant(schedule.last_due);
  const next = nextDue(timed, later(now, Math.max(0, ran - now)));
  if (next !== undefined) found.set(schedule, next);
  return next;
}
