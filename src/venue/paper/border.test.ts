import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal, toMultiple, toText } from '#src/domain/decimal.ts';
import { amountFrom, floorTo, gridOf, isOn, priceFrom } from './border.ts';

const price = (value: number, tick: string): string => toText(priceFrom(value, gridOf(decimal(tick))));
const amount = (value: number, step: string): string => toText(amountFrom(value, gridOf(decimal(step))));

describe('the border between floats and exact numbers', () => {
  it('rounds a price to the nearest tick and never to zero', () => {
    expect([price(100.004, '0.01'), price(100.005001, '0.01'), price(0.1 + 0.2, '0.1')]).toEqual(['100', '100.01', '0.3']);
    expect([price(100.2, '0.5'), price(100.3, '0.5'), price(12_345, '10'), price(12_344, '10')]).toEqual([
      '100',
      '100.5',
      '12350',
      '12340',
    ]);
    expect(price(0.000001, '0.01')).toBe('0.01');
  });

  it('rounds a size down to the step, but forgives what floats get wrong', () => {
    expect([amount(0.0019, '0.001'), amount(0.3 / 0.1, '1'), amount(0.7 * 3, '0.1'), amount(7.9, '2.5')]).toEqual([
      '0.001',
      '3',
      '2.1',
      '7.5',
    ]);
    expect(amount(0, '0.001')).toBe('0');
  });

  it('needs no division for powers of ten and means the same as with one', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e9 }),
        fc.constantFrom('1', '0.1', '0.001', '0.00000001', '10', '0.5', '0.25', '5'),
        (value, step) => {
          const exact = decimal(`${value}e-5`);
          const floored = floorTo(exact, gridOf(decimal(step)));
          expect(toText(floored)).toBe(toText(toMultiple(exact, decimal(step), 'down')));
          expect(isOn(exact, gridOf(decimal(step)))).toBe(toText(floored) === toText(exact));
        },
      ),
    );
  });
});
