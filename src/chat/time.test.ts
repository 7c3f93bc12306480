import { describe, expect, it } from 'vitest';
import { instant, parseInstant } from '#src/domain/clock.ts';
import { ageMs, clockTime, deadline, duration, fromNow } from './time.ts';

const now = parseInstant('2026-01-05T14:02:30Z');

describe('time', () => {
  it('names the day only when it is another one, the year only when it is another one', () => {
    expect(clockTime('2026-01-05T09:30:00.000Z', now)).toBe('09:30 UTC');
    expect(clockTime('2026-01-04T09:30:00.000Z', now)).toBe('4 Jan 09:30 UTC');
    expect(clockTime(parseInstant('2025-12-31T23:59:00Z'), now)).toBe('31 Dec 2025 23:59 UTC');
  });

  it('tells durations in the two parts that matter', () => {
    expect(duration(45_000)).toBe('45 s');
    expect(duration(12 * 60_000 + 30_000)).toBe('12 min');
    expect(duration(3 * 3_600_000 + 20 * 60_000)).toBe('3 h 20 min');
    expect(duration(4 * 3_600_000)).toBe('4 h');
    expect(duration(52 * 3_600_000)).toBe('2 d 4 h');
  });

  it('tells how far away a moment is', () => {
    expect(fromNow(instant(now + 500), now)).toBe('just now');
    expect(fromNow(instant(now - 120_000), now)).toBe('2 min ago');
    expect(deadline(parseInstant('2026-01-05T18:22:30Z'), now)).toBe('in 4 h 20 min (18:22 UTC)');
  });

  it('gives no negative age to what a feed dates ahead', () => {
    expect(ageMs(instant(now + 900), now)).toBe(0);
  });
});
