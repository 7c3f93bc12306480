import { type Instant, instant } from './clock.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Monday first. */
export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
type Weekday = (typeof WEEKDAYS)[number];

/** How often something is due. Times of day are those of a time zone that stands beside it. */
export type Rhythm =
  | { readonly kind: 'daily'; readonly hour: number; readonly minute: number }
  | { readonly kind: 'weekly'; readonly days: readonly Weekday[]; readonly hour: number; readonly minute: number }
  | { readonly kind: 'every'; readonly ms: number }
  /** Five fields of cron, as they were typed. */
  | { readonly kind: 'cron'; readonly fields: string };

/** Nothing is done more often than this: an audit or a summary says something about a stretch of time. */
export const SHORTEST_MS = 5 * MINUTE_MS;
const LONGEST_MS = 31 * DAY_MS;

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: MINUTE_MS, h: HOUR_MS, d: DAY_MS };
const TIME = /^(\d{1,2})[:.](\d{2})$/;
const SPAN = /^(\d{1,5}) ?(s|seconds?|m|min|minutes?|h|hours?|d|days?)$/;
const CRON = /^[\d*][^ ]*(?: [^ ]+){4}$/;

export const HOW_TO_SAY_WHEN =
  'Say a time of day (23:30), days and a time (mon,fri 08:00), a span (every 6h), or cron in quotes ("0 8 * * 1-5").';

/** Reads `23:30`, `mon,fri 08:00`, `weekdays 8:00`, `every 6h` or five fields of cron. Returns a sentence for anything else; cron is checked by whoever runs it. */
export function parseRhythm(typed: string): Rhythm | string {
  const words = typed
    .trim()
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== 'at' && word !== 'daily');
  const text = words.join(' ');
  const time = TIME.exec(text);
  if (time !== null) return timed(time, (hour, minute) => ({ kind: 'daily', hour, minute }));
  const span = SPAN.exec(text.replace(/^every /, ''));
  if (span !== null) return every(Number(span[1]) * (UNITS[span[2]?.[0] ?? ''] ?? 0));
  if (CRON.test(typed.trim().replace(/\s+/g, ' '))) return { kind: 'cron', fields: typed.trim().replace(/\s+/g, ' ') };
  const [named = '', clock = ''] = words.length === 3 && words[0] === 'every' ? words.slice(1) : words;
  const days = daysOf(named);
  const at = TIME.exec(clock);
  if (days !== undefined && at !== null && words.length <= 3)
    return timed(at, (hour, minute) => (days.length === 7 ? { kind: 'daily', hour, minute } : { kind: 'weekly', days, hour, minute }));
  return `"${typed}" is no time that Heron understands. ${HOW_TO_SAY_WHEN}`;
}

function timed([, hours, minutes]: RegExpExecArray, make: (hour: number, minute: number) => Rhythm): Rhythm | string {
  const [hour, minute] = [Number(hours), Number(minutes)];
  return hour > 23 || minute > 59 ? `${hours}:${minutes} is no time of day: 00:00 to 23:59.` : make(hour, minute);
}

function every(ms: number): Rhythm | string {
  if (ms < SHORTEST_MS) return `That is too often: at least ${SHORTEST_MS / MINUTE_MS} minutes lie between two times.`;
  if (ms > LONGEST_MS) return `That is too rare: at most ${LONGEST_MS / DAY_MS} days lie between two times.`;
  return { kind: 'every', ms };
}

/** `mon,fri`, `mon-fri`, `weekdays`, `weekends`, `friday`, `day`; in the order of the week. */
function daysOf(named: string): Weekday[] | undefined {
  const groups: Readonly<Record<string, readonly Weekday[]>> = {
    day: WEEKDAYS,
    weekdays: WEEKDAYS.slice(0, 5),
    weekends: WEEKDAYS.slice(5),
  };
  const found = new Set<Weekday>();
  for (const part of named.split(',')) {
    const [from, to, more] = part.split('-').map((word) => WEEKDAYS.findIndex((day) => word.length >= 3 && isDay(word, day)));
    const group = groups[part];
    if (group !== undefined) for (const day of group) found.add(day);
    else if (from === undefined || from < 0 || to === -1 || more !== undefined) return undefined;
    else
      for (let i = from; ; i = (i + 1) % 7) {
        found.add(WEEKDAYS[i] as Weekday);
        if (i === (to ?? from)) break;
      }
  }
  return WEEKDAYS.filter((day) => found.has(day));
}

const LONG_NAMES = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const isDay = (word: string, day: Weekday): boolean => {
  const name = LONG_NAMES[WEEKDAYS.indexOf(day)] as string;
  return name.startsWith(word) || `${name}s` === word;
};

/** The one canonical form, which is read back to the same: `23:30`, `mon,fri 08:00`, `every 6h`, `0 8 * * 1-5`. */
export function rhythmText(rhythm: Rhythm): string {
  switch (rhythm.kind) {
    case 'daily':
      return clockOf(rhythm);
    case 'weekly':
      return `${rhythm.days.join(',')} ${clockOf(rhythm)}`;
    case 'every':
      return `every ${spanOf(rhythm.ms, '')}`;
    case 'cron':
      return rhythm.fields;
  }
}

/** As a person says it: `every day at 23:30`, `Mon and Fri at 08:00`, `every 6 h`. */
export function rhythmWords(rhythm: Rhythm): string {
  switch (rhythm.kind) {
    case 'daily':
      return `every day at ${clockOf(rhythm)}`;
    case 'weekly':
      return `${dayWords(rhythm.days)} at ${clockOf(rhythm)}`;
    case 'every':
      return `every ${spanOf(rhythm.ms, ' ')}`;
    case 'cron':
      return `by cron, ${rhythm.fields}`;
  }
}

function dayWords(days: readonly Weekday[]): string {
  const names = days.map((day) => day.charAt(0).toUpperCase() + day.slice(1));
  if (days.join() === WEEKDAYS.slice(0, 5).join()) return 'Mon to Fri';
  return names.length === 1 ? `every ${names[0]}` : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

const two = (value: number): string => String(value).padStart(2, '0');
const clockOf = ({ hour, minute }: { readonly hour: number; readonly minute: number }): string => `${two(hour)}:${two(minute)}`;

function spanOf(ms: number, gap: string): string {
  if (ms % DAY_MS === 0) return `${ms / DAY_MS}${gap}d`;
  if (ms % HOUR_MS === 0) return `${ms / HOUR_MS}${gap}h`;
  return `${ms / MINUTE_MS}${gap}min`;
}

/** The same in five fields of cron; undefined for a span, which counts from its beginning and not from midnight. */
export function cronOf(rhythm: Rhythm): string | undefined {
  switch (rhythm.kind) {
    case 'daily':
      return `${rhythm.minute} ${rhythm.hour} * * *`;
    case 'weekly':
      return `${rhythm.minute} ${rhythm.hour} * * ${rhythm.days.map((day) => (WEEKDAYS.indexOf(day) + 1) % 7).join(',')}`;
    case 'every':
      return undefined;
    case 'cron':
      return rhythm.fields;
  }
}

/** A due time that is to be run now, and how many before it were missed with it. */
export interface Due {
  readonly at: Instant;
  readonly missed: number;
}

/** Of a span that counts from `start`: the first due time after `after`. */
export const nextOfSpan = (ms: number, start: Instant, after: Instant): Instant =>
  instant(start + (Math.max(0, Math.floor((after - start) / ms)) + 1) * ms);

/** Of the same span: the newest due time after `after` and not after `now`, or undefined when none has come yet. */
export function dueOfSpan(ms: number, start: Instant, after: Instant, now: Instant): Due | undefined {
  const first = nextOfSpan(ms, start, after);
  if (first > now) return undefined;
  const missed = Math.floor((now - first) / ms);
  return { at: instant(first + missed * ms), missed };
}
