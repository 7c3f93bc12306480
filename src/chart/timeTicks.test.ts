import { describe, expect, it } from 'vitest';
import { LocalTime } from './localTime.ts';
import { timeTicks } from './timeTicks.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const every = (ms: number, from: string, count: number): number[] => Array.from({ length: count }, (_, i) => Date.parse(from) + i * ms);
const texts = (instants: readonly number[], zone: string, apartMs: number): string[] =>
  timeTicks(instants, new LocalTime(zone), apartMs).map(({ text, isMajor }) => (isMajor ? `*${text}` : text));

describe('ticks of time', () => {
  it('are hours, and days where one begins', () => {
    expect(texts(every(HOUR, '2026-01-05T08:00:00Z', 48), 'UTC', 6 * HOUR)).toEqual([
      '12:00',
      '18:00',
      '*6 Jan',
      '06:00',
      '12:00',
      '18:00',
      '*7 Jan',
      '06:00',
    ]);
  });

  it('stand at the midnights and full hours of the zone', () => {
    expect(texts(every(HOUR, '2026-01-05T20:00:00Z', 16), 'Asia/Tokyo', 6 * HOUR)).toEqual(['06:00', '12:00', '18:00']);
    expect(texts(every(HOUR / 2, '2026-01-05T16:00:00Z', 16), 'Asia/Kolkata', 2 * HOUR)).toEqual(['22:00', '*6 Jan', '02:00', '04:00']);
  });

  it('keep to the clock on the wall when it is put forward, and do not repeat when it is put back', () => {
    expect(texts(every(HOUR, '2026-03-28T22:00:00Z', 10), 'Europe/Berlin', HOUR)).toEqual(
      ['*29 Mar', '01:00', '03:00', '04:00', '05:00', '06:00', '07:00', '08:00', '09:00'].slice(0, 9),
    );
    expect(texts(every(HOUR, '2026-10-24T22:00:00Z', 6), 'Europe/Berlin', HOUR)).toEqual(['01:00', '02:00', '03:00', '04:00']);
  });

  it('are days, weeks that begin on Monday, months and years as the span grows', () => {
    expect(texts(every(HOUR, '2026-01-05T08:00:00Z', 80), 'UTC', 20 * HOUR)).toEqual(['6 Jan', '7 Jan', '8 Jan']);
    expect(texts(every(DAY, '2026-01-05T00:00:00Z', 30), 'UTC', 5 * DAY)).toEqual(['12 Jan', '19 Jan', '26 Jan', '2 Feb']);
    expect(texts(every(DAY, '2025-11-15T00:00:00Z', 120), 'UTC', 20 * DAY)).toEqual(['Dec', '*2026', 'Feb', 'Mar']);
    expect(texts(every(30 * DAY, '2020-05-15T00:00:00Z', 60), 'UTC', 360 * DAY)).toEqual(['*2021', '*2022', '*2023', '*2024', '*2025']);
  });

  it('stand at the first candle behind a hole, with the time that it has', () => {
    const instants = [...every(HOUR, '2026-01-05T09:00:00Z', 3), ...every(HOUR, '2026-01-05T15:00:00Z', 4)];
    expect(texts(instants, 'UTC', 6 * HOUR)).toEqual(['15:00', '18:00']);
  });
});
