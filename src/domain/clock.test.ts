import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Instant, instant, later, parseInstant, startOfDay, systemClock, toIso, VirtualClock } from './clock.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const at = (text: string): Instant => parseInstant(text);
const moment = fc.integer({ min: Date.UTC(1971, 0, 1), max: Date.UTC(2080, 0, 1) }).map(instant);

describe('an instant', () => {
  it('is written and read back to the same millisecond', () => {
    fc.assert(
      fc.property(moment, (ms) => {
        expect(parseInstant(toIso(ms))).toBe(ms);
        expect(toIso(ms)).toBe(new Date(ms).toISOString());
      }),
    );
    expect(toIso(at('2026-01-05T09:00:00+01:00'))).toBe('2026-01-05T08:00:00.000Z');
    for (const ms of [-1, 0.5, 253_402_300_799_999, 253_402_300_800_000]) expect(toIso(ms as Instant)).toBe(new Date(ms).toISOString());
    expect(at('2026-01-05 08:00Z')).toBe(at('2026-01-05T08:00:00.000Z'));
    expect(at('2026-01-05T08:00+0530')).toBe(at('2026-01-05T02:30Z'));
    expect(at('2024-02-29T00:00Z')).toBe(Date.UTC(2024, 1, 29));
  });

  it('without a time zone is refused, because it would be the local time of somebody', () => {
    for (const text of ['2026-01-05T08:00:00', '2026-01-05 08:00', '2026-01-05', '08:00', ''])
      expect(() => at(text), text).toThrow(RangeError);
  });

  it('that no calendar has is refused', () => {
    for (const text of [
      '2026-02-31T00:00Z',
      '2026-02-29T00:00Z',
      '2100-02-29T00:00Z',
      '2026-04-31T00:00Z',
      '2026-11-31T12:00+02:00',
      '2026-01-32T00:00Z',
      '2026-13-01T00:00Z',
      '2026-00-10T00:00Z',
      '2026-01-00T00:00Z',
      '2026-01-01T24:00Z',
      '2026-01-01T25:00Z',
      '2026-01-01T00:60Z',
      '2026-01-01T00:00:60Z',
      '2026-01-01T00:00+99:00',
    ]) {
      expect(() => at(text), text).toThrow(/not an instant/);
    }
  });

  it('is never a word, whatever the word is', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => parseInstant(text)).toThrow(RangeError);
      }),
    );
    for (const ms of [Number.NaN, Number.POSITIVE_INFINITY]) expect(() => instant(ms)).toThrow(RangeError);
  });
});

describe('the start of a day', () => {
  const dayIn = (ms: number, zone: string): string => new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' }).format(ms);

  it('of days on which the clocks change is midnight there', () => {
    for (const [zone, noon, midnight] of [
      ['Europe/Berlin', '2026-03-28T12:00:00+01:00', '2026-03-27T23:00Z'],
      ['Europe/Berlin', '2026-03-29T12:00:00+02:00', '2026-03-28T23:00Z'], // 23 hours long
      ['Europe/Berlin', '2026-03-30T12:00:00+02:00', '2026-03-29T22:00Z'],
      ['Europe/Berlin', '2026-10-25T12:00:00+01:00', '2026-10-24T22:00Z'], // 25 hours long
      ['Europe/Berlin', '2026-10-26T12:00:00+01:00', '2026-10-25T23:00Z'],
      ['America/New_York', '2026-03-08T12:00:00-04:00', '2026-03-08T05:00Z'],
      ['America/New_York', '2026-03-09T12:00:00-04:00', '2026-03-09T04:00Z'],
      ['America/New_York', '2026-11-01T12:00:00-05:00', '2026-11-01T04:00Z'],
      ['America/New_York', '2026-11-02T12:00:00-05:00', '2026-11-02T05:00Z'],
      ['Asia/Kathmandu', '2026-01-05T12:00:00+05:45', '2026-01-04T18:15Z'],
    ] as const) {
      expect(toIso(startOfDay(at(noon), zone)), `${zone} ${noon}`).toBe(toIso(at(midnight)));
    }
  });

  it('of a day that begins with a jump is the first moment that exists; of one whose midnight comes twice, the first', () => {
    // Havana goes from 0:00 to 1:00 in March, and from 1:00 back to 0:00 in November.
    expect(toIso(startOfDay(at('2026-03-08T12:00:00-04:00'), 'America/Havana'))).toBe('2026-03-08T05:00:00.000Z');
    expect(toIso(startOfDay(at('2026-11-01T12:00:00-05:00'), 'America/Havana'))).toBe('2026-11-01T04:00:00.000Z');
    expect(toIso(startOfDay(at('2026-11-01T04:30:00Z'), 'America/Havana'))).toBe('2026-11-01T04:00:00.000Z');
  });

  it('is in the same day, and a moment before it is not, in every zone', () => {
    const zone = fc.constantFrom(
      'UTC',
      'Europe/Berlin',
      'America/New_York',
      'America/Havana',
      'Asia/Kathmandu',
      'Australia/Lord_Howe',
      'Pacific/Apia',
      'Pacific/Kiritimati',
      'Africa/Cairo',
      'America/St_Johns',
      'Asia/Beirut',
    );
    const since2011 = fc.integer({ min: Date.UTC(2011, 11, 20), max: Date.UTC(2037, 0, 1) }).map(instant);
    fc.assert(
      fc.property(since2011, zone, (ms, name) => {
        const start = startOfDay(ms, name);
        expect(start).toBeLessThanOrEqual(ms);
        expect(ms - start).toBeLessThan(DAY_MS + HOUR_MS);
        expect(dayIn(start, name)).toBe(dayIn(ms, name));
        expect(dayIn(start - 1, name)).not.toBe(dayIn(ms, name));
        expect(startOfDay(start, name)).toBe(start);
      }),
      { numRuns: 2_000 },
    );
  });

  it('before 1970 is not after the moment itself', () => {
    expect(startOfDay(instant(-1), 'UTC')).toBe(-DAY_MS);
  });

  it('in a zone that does not exist is an error', () => {
    expect(() => startOfDay(instant(0), 'Mars/Olympus')).toThrow(RangeError);
  });
});

describe('a virtual clock', () => {
  it('fires what falls due in the order of the due times, each at its time, and never goes back', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 1_000 }), { maxLength: 30 }),
        fc.array(fc.integer({ min: -200, max: 700 }), { maxLength: 10 }),
        (delays, moves) => {
          const clock = new VirtualClock(instant(5_000));
          const fired: { due: number; at: number }[] = [];
          for (const delay of delays) clock.after(delay, () => fired.push({ due: 5_000 + delay, at: clock.now() }));
          let now = 5_000;
          for (const move of moves) {
            clock.advanceTo(instant(now + move));
            now = Math.max(now, now + move);
            expect(clock.now()).toBe(now);
            expect(clock.mono()).toBe(now);
          }
          expect(fired.every(({ due, at: when }) => due === when)).toBe(true);
          expect(fired.map(({ due }) => due)).toEqual(
            delays
              .map((delay) => 5_000 + delay)
              .filter((due) => due <= now)
              .sort((a, b) => a - b),
          );
        },
      ),
    );
  });

  it('repeats what is to be repeated until it is canceled, also from within', () => {
    const clock = new VirtualClock(instant(0));
    const heard: string[] = [];
    const every = clock.every(10, () => {
      heard.push(`every ${clock.now()}`);
      if (clock.now() === 30) every.cancel();
    });
    const once = clock.after(15, () => heard.push('never'));
    clock.after(12, () => once.cancel());
    clock.advanceTo(instant(100));
    expect(heard).toEqual(['every 10', 'every 20', 'every 30']);
  });

  it('runs what a timer sets for the same stretch of time', () => {
    const clock = new VirtualClock(instant(0));
    const heard: number[] = [];
    clock.after(5, () => clock.after(5, () => heard.push(clock.now())));
    clock.advanceTo(instant(20));
    expect(heard).toEqual([10]);
  });

  it('that leaps fires each timer that fell due once, in the order of their times, and repeats go on from there', () => {
    const clock = new VirtualClock(at('2026-01-05T08:00Z'));
    const fired: string[] = [];
    clock.every(60_000, () => fired.push('minute'));
    clock.after(90_000, () => fired.push('once'));
    const canceled = clock.every(10_000, () => fired.push('never'));
    canceled.cancel();
    clock.leapTo(at('2026-01-05T09:00Z'));
    expect(fired).toEqual(['minute', 'once']);
    expect(toIso(clock.now())).toBe('2026-01-05T09:00:00.000Z');
    clock.advanceTo(at('2026-01-05T09:00:59Z'));
    expect(fired).toHaveLength(2);
    clock.advanceTo(at('2026-01-05T09:01Z'));
    expect(fired).toEqual(['minute', 'once', 'minute']);
    clock.leapTo(at('2026-01-05T08:30Z'));
    expect(toIso(clock.now())).toBe('2026-01-05T09:01:00.000Z');
  });
});

describe('the clock of the machine', () => {
  it('tells epoch milliseconds, a time that never goes back, and cancels what it was told to', async () => {
    const clock = systemClock();
    const before = clock.mono();
    expect(Math.abs(clock.now() - Date.now())).toBeLessThan(1_000);
    let fired = 0;
    const never = clock.after(1, () => fired++);
    never.cancel();
    await new Promise<void>((done) => {
      const timer = clock.every(1, () => {
        timer.cancel();
        clock.after(5, done);
      });
    });
    expect(fired).toBe(0);
    expect(clock.mono()).toBeGreaterThan(before);
    expect(later(instant(1), 2)).toBe(3);
  });
});
