import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseInstant } from '#src/domain/clock.ts';
import { decimal, toText } from '#src/domain/decimal.ts';
import { readableInstant, readableNumber } from './readable.ts';

describe('a readable number', () => {
  it.each([
    ['1', '1'],
    ['999', '999'],
    ['1000', '1,000'],
    ['123456', '123,456'],
    ['1234567.1234567', '1,234,567.1234567'],
    ['0.0000123', '0.0000123'],
    ['64000.00', '64,000'],
    ['1e6', '1,000,000'],
    ['-1234.5', '-1,234.5'],
  ])('%s reads %s', (text, read) => {
    expect(readableNumber(text)).toBe(read);
  });

  it('loses no digit', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 10n ** 25n }), fc.integer({ min: -12, max: 5 }), (digits, exponent) => {
        const text = `${digits}e${exponent}`;
        expect(readableNumber(text).replaceAll(',', '')).toBe(toText(decimal(text)));
      }),
    );
  });
});

describe('a readable instant', () => {
  it('is in UTC and shows seconds only where there are some', () => {
    expect(readableInstant(parseInstant('2026-01-05T09:00:00+01:00'))).toBe('5 Jan 08:00');
    expect(readableInstant(parseInstant('2026-12-31T23:59:07Z'), true)).toBe('31 Dec 2026 23:59:07');
  });
});
