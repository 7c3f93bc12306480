import type { Instant } from '#src/domain/clock.ts';
import { perZone } from '#src/domain/perZone.ts';

const formatIn = perZone(
  (timeZone) =>
    new Intl.DateTimeFormat('en-GB-u-hc-h23', {
      timeZone,
      year: 'numeric',
      month: 'short',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
    }),
);

const parts = (at: Instant, zone: string): Record<string, string> =>
  Object.fromEntries(
    formatIn(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );

/** The clocks and the calendar of a zone: `23:30`; on another day than `now`, `6 Jan 23:30`; in another year with the year. */
export function zonedTime(at: Instant, now: Instant, zone: string): string {
  const { year, month, day, hour, minute } = parts(at, zone);
  const today = parts(now, zone);
  if (year !== today.year) return `${day} ${month} ${year} ${hour}:${minute}`;
  return month === today.month && day === today.day ? `${hour}:${minute}` : `${day} ${month} ${hour}:${minute}`;
}

/** `5 Jan` */
export function zonedDay(at: Instant, zone: string): string {
  const { month, day } = parts(at, zone);
  return `${day} ${month}`;
}
