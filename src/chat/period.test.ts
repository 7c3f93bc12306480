import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instant, parseInstant, startOfDay, toIso } from '#src/domain/clock.ts';
import { startOfPeriod } from './period.ts';

const start = (period: 'day' | 'week' | 'month' | 'all', at: string, zone: string): string | undefined => {
  const found = startOfPeriod(period, parseInstant(at), zone);
  return found && toIso(found);
};

describe('startOfPeriod', () => {
  it('begins a day, a week on Monday and a month where the owner lives', () => {
    expect(start('day', '2026-01-07T23:30:00Z', 'Europe/Berlin')).toBe('2026-01-07T23:00:00.000Z');
    expect(start('week', '2026-01-07T12:00:00Z', 'UTC')).toBe('2026-01-05T00:00:00.000Z');
    expect(start('week', '2026-01-05T00:00:00Z', 'UTC')).toBe('2026-01-05T00:00:00.000Z');
    expect(start('month', '2026-01-31T23:30:00Z', 'Europe/Berlin')).toBe('2026-01-31T23:00:00.000Z');
    expect(start('month', '2026-01-31T23:30:00Z', 'UTC')).toBe('2026-01-01T00:00:00.000Z');
  });

  it('counts on through the nights in which clocks change', () => {
    expect(start('week', '2026-03-30T12:00:00Z', 'Europe/Berlin')).toBe('2026-03-29T22:00:00.000Z');
    expect(start('month', '2026-03-31T12:00:00Z', 'Europe/Berlin')).toBe('2026-02-28T23:00:00.000Z');
    expect(start('month', '2026-11-15T12:00:00Z', 'America/New_York')).toBe('2026-11-01T04:00:00.000Z');
  });

  it('has no start for all time', () => {
    expect(start('all', '2026-01-07T12:00:00Z', 'UTC')).toBeUndefined();
  });

  it('always finds the start of a day, at most a week or a month back', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1.5e12, max: 2e12 }),
        fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland'),
        (ms, zone) => {
          for (const [period, days] of [
            ['week', 7.1],
            ['month', 31.1],
          ] as const) {
            const found = startOfPeriod(period, instant(ms), zone) ?? instant(0);
            expect(startOfDay(found, zone)).toBe(found);
            expect(ms - found).toBeGreaterThanOrEqual(0);
            expect(ms - found).toBeLessThan(days * 86_400_000);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
