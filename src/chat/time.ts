import { type Instant, instant, parseInstant, toIso } from '#src/domain/clock.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `14:02 UTC`; on another day than `now`, `5 Jan 14:02 UTC`; in another year with the year. */
export function clockTime(at: Instant | string, now: Instant): string {
  const iso = typeof at === 'string' ? at : toIso(at);
  const time = `${iso.slice(11, 16)} UTC`;
  const today = toIso(now);
  if (iso.slice(0, 10) === today.slice(0, 10)) return time;
  const date = `${Number(iso.slice(8, 10))} ${MONTHS[Number(iso.slice(5, 7)) - 1]}`;
  return iso.slice(0, 4) === today.slice(0, 4) ? `${date} ${time}` : `${date} ${iso.slice(0, 4)} ${time}`;
}

/** `3 h 20 min`, `2 d 4 h`, `45 s`: the two largest parts that matter, rounded down. Negative is taken as positive. */
export function duration(ms: number): string {
  const whole = Math.abs(ms);
  const parts: string[] = [];
  if (whole >= DAY) parts.push(`${Math.floor(whole / DAY)} d`, `${Math.floor((whole % DAY) / HOUR)} h`);
  else if (whole >= HOUR) parts.push(`${Math.floor(whole / HOUR)} h`, `${Math.floor((whole % HOUR) / MINUTE)} min`);
  else if (whole >= MINUTE) parts.push(`${Math.floor(whole / MINUTE)} min`);
  else parts.push(`${Math.floor(whole / SECOND)} s`);
  return parts.filter((part, index) => index === 0 || !part.startsWith('0 ')).join(' ');
}

/** `12 min ago`, `just now`, `in 3 h 20 min`. */
export function fromNow(at: Instant | string, now: Instant): string {
  const ms = (typeof at === 'string' ? parseInstant(at) : at) - now;
  if (Math.abs(ms) < SECOND) return 'just now';
  return ms < 0 ? `${duration(ms)} ago` : `in ${duration(ms)}`;
}

/** `in 3 h 20 min (18:20 UTC)` */
export const deadline = (at: Instant, now: Instant): string => `${fromNow(at, now)} (${clockTime(at, now)})`;

/** Age of something that happened, in milliseconds; never negative, although a feed's clock may be ahead. */
export const ageMs = (at: Instant | string, now: Instant): number =>
  Math.max(0, now - (typeof at === 'string' ? parseInstant(at) : instant(at)));
