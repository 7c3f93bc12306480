import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instant } from './clock.ts';
import { cronOf, dueOfSpan, nextOfSpan, parseRhythm, type Rhythm, rhythmText, rhythmWords, WEEKDAYS } from './due.ts';

const read = (typed: string): Rhythm => {
  const rhythm = parseRhythm(typed);
  if (typeof rhythm === 'string') throw new Error(rhythm);
  return rhythm;
};

describe('a rhythm', () => {
  it.each([
    ['23:30', '23:30', 'every day at 23:30', '30 23 * * *'],
    ['8.05', '08:05', 'every day at 08:05', '5 8 * * *'],
    ['daily at 8:00', '08:00', 'every day at 08:00', '0 8 * * *'],
    ['every day 22:00', '22:00', 'every day at 22:00', '0 22 * * *'],
    ['fri,mon 08:00', 'mon,fri 08:00', 'Mon and Fri at 08:00', '0 8 * * 1,5'],
    ['Monday 08:00', 'mon 08:00', 'every Mon at 08:00', '0 8 * * 1'],
    ['every sundays at 7:00', 'sun 07:00', 'every Sun at 07:00', '0 7 * * 0'],
    ['weekdays 9:15', 'mon,tue,wed,thu,fri 09:15', 'Mon to Fri at 09:15', '15 9 * * 1,2,3,4,5'],
    ['fri-mon 10:00', 'mon,fri,sat,sun 10:00', 'Mon, Fri, Sat and Sun at 10:00', '0 10 * * 1,5,6,0'],
    ['mon-sun 10:00', '10:00', 'every day at 10:00', '0 10 * * *'],
    ['every 6h', 'every 6h', 'every 6 h', undefined],
    ['90 min', 'every 90min', 'every 90 min', undefined],
    ['every 48 hours', 'every 2d', 'every 2 d', undefined],
    ['0  */4 * * 1-5', '0 */4 * * 1-5', 'by cron, 0 */4 * * 1-5', '0 */4 * * 1-5'],
  ])('%s is kept as %s and said as %s', (typed, text, words, cron) => {
    const rhythm = read(typed);
    expect(rhythmText(rhythm)).toBe(text);
    expect(rhythmWords(rhythm)).toBe(words);
    expect(cronOf(rhythm)).toBe(cron);
  });

  it.each([
    '',
    'tonight',
    '24:00',
    '12:60',
    'every',
    'every 0h',
    'every 10s',
    'every 4 min',
    'every 32d',
    'mon',
    'mun 08:00',
    'mon,fri',
    '8',
    '0 8 * *',
    'mo 08:00',
  ])('is not made from "%s", and the answer says why', (typed) =>
    expect(parseRhythm(typed)).toMatch(/^(?:".*" is no time that Heron understands|That is too|\d+:\d+ is no time of day)/),
  );

  it('reads back what it wrote, whatever it is', () => {
    const time = { hour: fc.integer({ min: 0, max: 23 }), minute: fc.integer({ min: 0, max: 59 }) };
    const rhythms: fc.Arbitrary<Rhythm> = fc.oneof(
      fc.record({ kind: fc.constant('daily' as const), ...time }),
      fc.record({ kind: fc.constant('weekly' as const), days: fc.subarray([...WEEKDAYS], { minLength: 1, maxLength: 6 }), ...time }),
      fc.record({ kind: fc.constant('every' as const), ms: fc.integer({ min: 5, max: 31 * 1440 }).map((minutes) => minutes * 60_000) }),
    );
    fc.assert(
      fc.property(rhythms, (rhythm) => {
        expect(parseRhythm(rhythmText(rhythm))).toEqual(rhythm);
      }),
    );
  });
});

describe('a span', () => {
  const HOUR = 3_600_000;

  it('is due once per length, counted from its start, however often and however late anybody looks', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 48 }),
        fc.array(fc.integer({ min: 0, max: 200 * HOUR }), { minLength: 1, maxLength: 30 }),
        (hours, looks) => {
          const ms = hours * HOUR;
          const start = instant(1_000_000);
          let after = start;
          let counted = 0;
          for (const look of looks.sort((a, b) => a - b)) {
            const now = instant(start + look);
            const due = dueOfSpan(ms, start, after, now);
            if (due === undefined) continue;
            expect(due.at).toBeGreaterThan(after);
            expect(due.at).toBeLessThanOrEqual(now);
            expect((due.at - start) % ms).toBe(0);
            counted += 1 + due.missed;
            after = due.at;
          }
          expect(counted).toBe(Math.floor((looks.at(-1) as number) / ms));
          expect(nextOfSpan(ms, start, after)).toBe(after + ms);
        },
      ),
    );
  });
});
