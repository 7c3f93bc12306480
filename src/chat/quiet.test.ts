import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { later, parseInstant } from '#src/domain/clock.ts';
import { isQuiet, parseSpan, zoneNamed } from './quiet.ts';

const chat = (from: string | null, to: string | null, zone = 'UTC') => ({ quiet_from: from, quiet_to: to, quiet_zone: zone });

describe('parseSpan', () => {
  it('reads hours with and without minutes', () => {
    expect(parseSpan('22:00-07:00')).toEqual({ from: '22:00', to: '07:00' });
    expect(parseSpan('22-7')).toEqual({ from: '22:00', to: '07:00' });
    expect(parseSpan('9:30 – 10:15')).toEqual({ from: '09:30', to: '10:15' });
  });

  it('refuses what is no span of a day', () => {
    for (const typed of ['', 'night', '22:00', '25:00-07:00', '22:60-07:00', '22:00-22:00', '22:00-07:00-08:00', '24:00-07:00'])
      expect(parseSpan(typed), typed).toBeUndefined();
  });
});

describe('zoneNamed', () => {
  it('knows zones under any spelling of their letters, and nothing else', () => {
    expect(zoneNamed('europe/berlin')).toBe('Europe/Berlin');
    expect(zoneNamed('UTC')).toBe('UTC');
    expect(zoneNamed('Berlin')).toBeUndefined();
  });
});

describe('isQuiet', () => {
  it('goes over midnight, from its first minute to the one before its last', () => {
    const night = chat('22:00', '07:00');
    const at = (time: string) => parseInstant(`2026-01-05T${time}Z`);
    expect(
      ['21:59:59', '22:00:00', '23:59:59', '00:00:00', '06:59:59', '07:00:00', '12:00:00'].map((time) => isQuiet(night, at(time))),
    ).toEqual([false, true, true, true, true, false, false]);
  });

  it('follows the clocks of its zone, also over a change of them', () => {
    const night = chat('22:00', '07:00', 'Europe/Berlin');
    // In winter 07:00 in Berlin is 06:00 UTC, in summer 05:00 UTC; the clocks changed on 29 March.
    expect(isQuiet(night, parseInstant('2026-03-28T05:59:00Z'))).toBe(true);
    expect(isQuiet(night, parseInstant('2026-03-28T06:00:00Z'))).toBe(false);
    expect(isQuiet(night, parseInstant('2026-03-29T04:59:00Z'))).toBe(true);
    expect(isQuiet(night, parseInstant('2026-03-29T05:00:00Z'))).toBe(false);
  });

  it('is never without hours, and a span and its opposite share the day between them', () => {
    const noon = parseInstant('2026-06-01T12:00:00Z');
    expect(isQuiet(undefined, noon)).toBe(false);
    expect(isQuiet(chat(null, null), noon)).toBe(false);
    const minute = fc.integer({ min: 0, max: 1439 });
    const text = (m: number): string => `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`;
    fc.assert(
      fc.property(minute, minute, minute, (from, to, now) => {
        fc.pre(from !== to);
        const at = later(noon, now * 60_000);
        expect(isQuiet(chat(text(from), text(to)), at)).toBe(!isQuiet(chat(text(to), text(from)), at));
      }),
    );
  });
});
