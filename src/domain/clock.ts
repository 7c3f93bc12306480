import { perZone } from './perZone.ts';

declare const utc: unique symbol;

/** A moment: milliseconds since 1970-01-01T00:00:00Z. Always UTC; there is no local time inside Heron. */
export type Instant = number & { readonly [utc]: true };

const ISO = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})$/;

/** Wraps epoch milliseconds. Throws RangeError if they are not a finite number. */
export function instant(ms: number): Instant {
  if (!Number.isFinite(ms)) throw new RangeError(`not an instant: ${ms}`);
  return ms as Instant;
}

const DAY_MS = 86_400_000;
/** 9999-12-31T23:59:59.999Z: years of more than four digits are written otherwise. */
const LAST_SHORT_YEAR = 253_402_300_799_999;

const counted = (count: number, digits: number): string[] => Array.from({ length: count }, (_, i) => String(i).padStart(digits, '0'));
const TWO = counted(60, 2);
const THREE = counted(1_000, 3);

let isoAt = Number.NaN;
let isoText = '';
let isoDay = Number.NaN;
let isoDate = '';

/** Stored form, `2026-01-05T08:00:00.000Z`. Kept from call to call: most instants are the one before, or of its day. */
export function toIso(at: Instant): string {
  if (at !== isoAt) {
    isoText = textOf(at);
    isoAt = at;
  }
  return isoText;
}

function textOf(at: Instant): string {
  if (!(at >= 0 && at <= LAST_SHORT_YEAR && Number.isInteger(at))) return new Date(at).toISOString();
  const day = Math.floor(at / DAY_MS);
  if (day !== isoDay) {
    isoDate = new Date(day * DAY_MS).toISOString().slice(0, 11);
    isoDay = day;
  }
  const ms = at - day * DAY_MS;
  const seconds = Math.floor(ms / 1_000);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  return `${isoDate}${TWO[hours]}:${TWO[minutes - hours * 60]}:${TWO[seconds - minutes * 60]}.${THREE[ms - seconds * 1_000]}Z`;
}

/** Reads ISO-8601 with `Z` or an offset; a time without zone is refused, because it would be somebody's local time. Throws RangeError. */
export function parseInstant(text: string): Instant {
  const ms = ISO.test(text) && isDate(text) ? Date.parse(text.replace(' ', 'T')) : Number.NaN;
  if (Number.isNaN(ms)) throw new RangeError(`not an instant with a time zone: ${JSON.stringify(text.slice(0, 40))}`);
  return ms as Instant;
}

/** Whether the month has the day; `Date.parse` would take 31 February for 3 March, and 24:00 for the day after. */
function isDate(text: string): boolean {
  if (text.slice(11, 13) === '24') return false;
  const day = Number(text.slice(8, 10));
  return day <= 28 || new Date(Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5, 7)) - 1, day)).getUTCDate() === day;
}

export const later = (at: Instant, ms: number): Instant => (at + ms) as Instant;

export interface Timer {
  cancel(): void;
}

/** Time, given to everything that needs it. `now` is wall time, `mono` never goes back; both in milliseconds. */
export interface Clock {
  now(): Instant;
  mono(): number;
  after(ms: number, run: () => void): Timer;
  every(ms: number, run: () => void): Timer;
}

/** The machine's own time. */
export function systemClock(): Clock {
  return {
    now: () => Date.now() as Instant,
    mono: () => performance.now(),
    after(ms, run) {
      const handle = setTimeout(run, ms);
      return { cancel: () => clearTimeout(handle) };
    },
    every(ms, run) {
      const handle = setInterval(run, ms);
      return { cancel: () => clearInterval(handle) };
    },
  };
}

interface Waiting {
  at: number;
  order: number;
  every: number;
  run: () => void;
}

/** Time that moves only when told: replay, simulation and tests. Timers fire in the order of their due times. */
export class VirtualClock implements Clock {
  #now: Instant;
  #order = 0;
  #waiting: Waiting[] = [];
  /** Due time of the earliest timer; a plain field, because replay asks at every step. */
  #nextDue = Number.POSITIVE_INFINITY;

  constructor(start: Instant) {
    this.#now = start;
  }

  now(): Instant {
    return this.#now;
  }

  mono(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): Timer {
    return this.#add(ms, 0, run);
  }

  every(ms: number, run: () => void): Timer {
    return this.#add(ms, ms, run);
  }

  /** Moves to `at`, firing what falls due on the way; a moment in the past changes nothing. */
  advanceTo(at: Instant): void {
    while (this.#nextDue <= at) {
      const next = this.#waiting.shift() as Waiting;
      this.#now = Math.max(this.#now, next.at) as Instant;
      if (next.every > 0) this.#insert({ ...next, at: next.at + next.every, order: this.#order++ });
      this.#nextDue = this.#waiting[0]?.at ?? Number.POSITIVE_INFINITY;
      next.run();
    }
    if (at > this.#now) this.#now = at;
  }

  /**
   * Moves over time in which nobody was there: each timer that fell due on the way fires once, in the order of their due times, and repeating ones go
   * on from `at`.
   */
  leapTo(at: Instant): void {
    const due = this.#waiting.filter((one) => one.at <= at);
    this.#waiting = this.#waiting.filter((one) => one.at > at);
    if (at > this.#now) this.#now = at;
    for (const one of due) {
      if (one.every > 0) this.#insert({ ...one, at: at + one.every, order: this.#order++ });
    }
    this.#nextDue = this.#waiting[0]?.at ?? Number.POSITIVE_INFINITY;
    for (const one of due) one.run();
  }

  #add(ms: number, every: number, run: () => void): Timer {
    const entry = { at: this.#now + ms, order: this.#order++, every, run };
    let canceled = false;
    entry.run = () => {
      if (!canceled) run();
    };
    this.#insert(entry);
    return {
      cancel: () => {
        canceled = true;
        this.#waiting = this.#waiting.filter((one) => one.run !== entry.run);
        this.#nextDue = this.#waiting[0]?.at ?? Number.POSITIVE_INFINITY;
      },
    };
  }

  #insert(entry: Waiting): void {
    let index = this.#waiting.length;
    while (index > 0 && before(entry, this.#waiting[index - 1] as Waiting)) index--;
    this.#waiting.splice(index, 0, entry);
    this.#nextDue = this.#waiting[0]?.at ?? Number.POSITIVE_INFINITY;
  }
}

const before = (a: Waiting, b: Waiting): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

const formatIn = perZone(
  (timeZone) =>
    new Intl.DateTimeFormat('en-US-u-hc-h23', {
      timeZone,
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    }),
);

/** Calendar fields of an instant in an IANA zone. Throws RangeError for a zone that does not exist. */
function fieldsIn(at: Instant, zone: string): { year: number; month: number; day: number; hour: number; minute: number; second: number } {
  const fields = Object.fromEntries(
    formatIn(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = fields;
  return { year, month, day, hour, minute, second };
}

/** The first instant of the calendar day that `at` belongs to in a zone; on a day that starts with a jump, the first instant that exists. */
export function startOfDay(at: Instant, zone: string): Instant {
  if (zone === 'UTC') return (at - (((at % DAY_MS) + DAY_MS) % DAY_MS)) as Instant;
  const { year, month, day } = fieldsIn(at, zone);
  const midnight = Date.UTC(year, month - 1, day);
  // Clocks that change around that midnight give two candidates, one for the time before and one for after; the first that lies in the day is its start.
  let start = Number.POSITIVE_INFINITY;
  for (const near of [midnight - DAY_MS, midnight + DAY_MS]) {
    const candidate = midnight - offsetAt(near as Instant, zone);
    if (candidate < start && fieldsIn(candidate as Instant, zone).day === day) start = candidate;
  }
  return start as Instant;
}

/** By how much the clocks of a zone are ahead of UTC, in milliseconds; whole seconds. */
function offsetAt(at: Instant, zone: string): number {
  const { year, month, day, hour, minute, second } = fieldsIn(at, zone);
  return Date.UTC(year, month - 1, day, hour, minute, second) - at;
}
