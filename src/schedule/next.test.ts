import { describe, expect, it } from 'vitest';
import { type Instant, later, parseInstant, toIso } from '#src/domain/clock.ts';
import { parseRhythm, type Rhythm } from '#src/domain/due.ts';
import { dueNow, faultOf, nextDue, type Timed } from './next.ts';

const timed = (typed: string, zone = 'Europe/Berlin', start = '2026-01-01T00:00:00Z'): Timed => ({
  rhythm: parseRhythm(typed) as Rhythm,
  zone,
  start: parseInstant(start),
});

/** Due times after a moment, as ISO. */
function times(one: Timed, from: string, count: number): string[] {
  const found: string[] = [];
  for (let at: Instant | undefined = parseInstant(from); found.length < count; ) {
    at = nextDue(one, at);
    if (at === undefined) break;
    found.push(toIso(at).replace(':00.000Z', 'Z'));
  }
  return found;
}

describe('the next due time', () => {
  it('follows the clocks of its zone through the year', () => {
    expect(times(timed('23:30'), '2026-01-05T22:00:00Z', 1)).toEqual(['2026-01-05T22:30Z']);
    expect(times(timed('23:30'), '2026-07-05T21:00:00Z', 1)).toEqual(['2026-07-05T21:30Z']);
    expect(times(timed('23:30', 'Asia/Kathmandu'), '2026-07-05T00:00:00Z', 1)).toEqual(['2026-07-05T17:45Z']);
  });

  it('is never the moment itself: what ran at 23:30 is due tomorrow', () => {
    expect(times(timed('23:30'), '2026-01-05T22:30:00Z', 1)).toEqual(['2026-01-06T22:30Z']);
    expect(times(timed('23:30'), '2026-01-05T22:29:59.999Z', 1)).toEqual(['2026-01-05T22:30Z']);
  });

  it('comes at the first time that exists on the day that has no 02:30, once', () => {
    expect(times(timed('02:30'), '2026-03-27T12:00:00Z', 3)).toEqual(['2026-03-28T01:30Z', '2026-03-29T01:00Z', '2026-03-30T00:30Z']);
    expect(times(timed('30 2,14 * * *'), '2026-03-28T14:00:00Z', 3)).toEqual([
      '2026-03-29T01:00Z',
      '2026-03-29T12:30Z',
      '2026-03-30T00:30Z',
    ]);
    expect(times(timed('sun 02:30'), '2026-03-28T12:00:00Z', 2)).toEqual(['2026-03-29T01:00Z', '2026-04-05T00:30Z']);
  });

  it('comes once on the day that has 02:30 twice', () => {
    expect(times(timed('02:30'), '2026-10-24T12:00:00Z', 2)).toEqual(['2026-10-25T00:30Z', '2026-10-26T01:30Z']);
  });

  it('counts a span from its beginning, whatever the clocks do', () => {
    expect(times(timed('every 6h', 'Europe/Berlin', '2026-03-28T20:15:00Z'), '2026-03-28T20:15:00Z', 3)).toEqual([
      '2026-03-29T02:15Z',
      '2026-03-29T08:15Z',
      '2026-03-29T14:15Z',
    ]);
  });

  it('knows weekdays', () => {
    expect(times(timed('mon,fri 08:00', 'UTC'), '2026-01-05T08:00:00Z', 2)).toEqual(['2026-01-09T08:00Z', '2026-01-12T08:00Z']);
  });
});

describe('what is due now', () => {
  const daily = timed('22:00', 'UTC');
  const due = (after: string, now: string, one = daily) => {
    const found = dueNow(one, parseInstant(after), parseInstant(now));
    return found && `${toIso(found.at).slice(0, 16)} after ${found.missed}`;
  };

  it('is nothing before its time, and its time at its time', () => {
    expect(due('2026-01-05T22:00:00Z', '2026-01-06T21:59:59.999Z')).toBeUndefined();
    expect(due('2026-01-05T22:00:00Z', '2026-01-06T22:00:00Z')).toBe('2026-01-06T22:00 after 0');
  });

  it('is the newest of several that were missed, with how many came before it', () => {
    expect(due('2026-01-05T22:00:00Z', '2026-01-08T23:00:00Z')).toBe('2026-01-08T22:00 after 2');
    expect(due('2026-01-05T22:00:00Z', '2027-01-08T22:00:00.400Z')).toBe('2027-01-08T22:00 after 100');
    expect(due('2026-01-05T22:00:00Z', '2027-01-08T21:59:59.600Z')).toBe('2027-01-07T22:00 after 100');
    expect(due('2026-01-01T00:00:00Z', '2026-01-02T01:00:00Z', timed('every 6h', 'UTC'))).toBe('2026-01-02T00:00 after 3');
  });
});

describe('what cannot be scheduled', () => {
  const now = parseInstant('2026-01-05T08:00:00Z');

  it('is told in words', () => {
    expect(faultOf(timed('0 0 30 2 *'), now)).toBe('0 0 30 2 * never comes.');
    expect(faultOf(timed('* * * * *'), now)).toBe('That is too often: at least 5 minutes lie between two times.');
    expect(faultOf(timed('0,58 0 * * *'), now)).toBeUndefined();
    expect(faultOf(timed('58 23 * * *'), now)).toBeUndefined();
    expect(faultOf(timed('57,59 8 * * *'), now)).toContain('too often');
    expect(faultOf(timed('0 99 * * *'), now)).toMatch(/^0 99 \* \* \* is not understood: .*99/);
  });

  it('is little: everything that is read from words can be', () => {
    for (const typed of ['23:30', 'mon,fri 08:00', 'every 5min', 'every 31d', '*/5 * * * *', '0 8 1 * *', '0 8 29 2 *'])
      expect(faultOf(timed(typed), later(now, 1)), typed).toBeUndefined();
  });
});
