import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal, sum, toText } from '#src/domain/decimal.ts';
import { joinedSum } from './joinedSum.ts';

const amount = fc
  .tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.integer({ min: 0, max: 18 }), fc.integer({ min: 0, max: 28 }))
  .map(([units, places, shrink]) => toText(decimal(`${units / 10n ** BigInt(shrink)}e-${places}`)));

describe('joinedSum', () => {
  it('equals the sum of the decimals, whatever their length', () => {
    fc.assert(
      fc.property(fc.array(amount, { minLength: 1, maxLength: 60 }), (texts) => {
        expect(toText(joinedSum(texts.join(' ')))).toBe(toText(sum(texts.map(decimal))));
      }),
    );
  });

  it('stays exact where the sum of safe integers is none', () => {
    const texts = Array.from({ length: 40 }, () => '999999999999.99');
    expect(toText(joinedSum(texts.join(' ')))).toBe('39999999999999.6');
  });

  it('is zero when there are no rows', () => {
    expect(toText(joinedSum(null))).toBe('0');
  });
});
