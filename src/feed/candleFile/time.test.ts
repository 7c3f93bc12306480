import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instant, parseInstant, toIso } from '#src/domain/clock.ts';
import { lacksZone, timeIn } from './time.ts';

const read = (text: string): number => timeIn(Buffer.from(`"${text}"`), 1, text.length + 1);

describe('a time in a file', () => {
  const march = 1_677_628_800_000;

  it.each([
    ['1677628800', march],
    ['1677628800.0', march],
    ['1.6776288e9', march],
    ['1677628800000', march],
    ['1677628800000000', march],
    ['1677628800000000000', march],
    ['2023-03-01T00:00:00Z', march],
    ['2023-03-01 00:00:00+00:00', march],
    ['2023-03-01 00:00:00 UTC', march],
    ['2023-03-01 00:00Z', march],
    ['2023-03-01T00:00:00.000Z', march],
    ['2023-03-01T00:00:00,250000000z', march + 250],
    ['2023-03-01T01:30:00+01:30', march],
    ['2023-02-28T19:00:00-0500', march],
    ['2023-03-01 02:00:00+02', march],
    ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
    ['1999-12-31T23:59:59Z', Date.UTC(1999, 11, 31, 23, 59, 59)],
  ])('reads %s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it.each([
    '',
    'yesterday',
    '2023-03-01',
    '2023-03-01 00:00:00',
    '2023-02-30T00:00:00Z',
    '2023-02-29T00:00:00Z',
    '2023-13-01T00:00:00Z',
    '2023-03-01T24:00:00Z',
    '2023-03-01T00:60:00Z',
    '2023-03-01T00:00:00.Z',
    '2023-03-01T00:00:00Zulu',
    '2023-03-01T00:00:00+1',
    '2023-03-01T00:00:00+01:3',
    '2023-03-01T00:00:00 EST',
    '2023-03-01T00:00:00+24:00',
    '2023/03/01 00:00:00Z',
    '01.03.2023 00:00',
    '0x1F',
    'Infinity',
  ])('does not read %j', (text) => {
    expect(read(text)).toBeNaN();
  });

  it('agrees with the clock of the domain on every moment and offset', () => {
    const moments = fc.integer({ min: 0, max: 4_102_444_799_999 });
    const offsets = fc.tuple(fc.constantFrom('+', '-'), fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }));
    fc.assert(
      fc.property(moments, offsets, (ms, [sign, hours, minutes]) => {
        const zone = `${sign}${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
        const text = toIso(instant(ms)).replace('Z', zone);
        expect(read(text)).toBe(parseInstant(text));
      }),
    );
  });

  it('tells a time that only lacks its zone from one that is none', () => {
    for (const text of ['2023-03-01', '2023-03-01 00:00', '2023-03-01T00:00:00', '2023-03-01 00:00:00.000'])
      expect(lacksZone(text)).toBe(true);
    for (const text of ['', '1677628800', '2023-03-01 00:00:00Z', '2023-03-01 nonsense']) expect(lacksZone(text)).toBe(false);
  });
});
