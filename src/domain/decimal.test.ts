import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { by, exact, type Fraction, fraction, minus, order, plus, rounded, times } from '#test/fraction.ts';
import {
  absolute,
  add,
  compare,
  type Decimal,
  decimal,
  divide,
  fromNumber,
  isDecimalText,
  isEqual,
  isLess,
  isMore,
  isNegative,
  isPositive,
  isZero,
  larger,
  multiply,
  negate,
  placesOf,
  smaller,
  subtract,
  sum,
  TextSum,
  toMultiple,
  toNumber,
  toPlaces,
  toText,
  ZERO,
} from './decimal.ts';

/** Canonical text: up to 24 digits, up to 18 of them behind the point, often few, often zero. */
const amount = fc
  .tuple(fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }), fc.nat(18), fc.nat(24))
  .map(([units, places, shrink]) => exact(fraction(`${units / 10n ** BigInt(shrink)}e-${places}`)));
const nonZero = amount.filter((text) => text !== '0');
const mode = fc.constantFrom('down', 'halfUp', 'halfEven', 'up');
const same = (found: Decimal, truth: Fraction): void => expect(toText(found)).toBe(exact(truth));

describe('exact numbers', () => {
  it('are added, subtracted, multiplied and compared without a rounding', () => {
    fc.assert(
      fc.property(amount, amount, (a, b) => {
        const [x, y] = [decimal(a), decimal(b)];
        const [p, q] = [fraction(a), fraction(b)];
        same(add(x, y), plus(p, q));
        same(subtract(x, y), minus(p, q));
        same(multiply(x, y), times(p, q));
        same(negate(x), minus(fraction(0), p));
        same(absolute(x), p.over < 0n ? minus(fraction(0), p) : p);
        const ordered = order(p, q);
        expect(compare(x, y)).toBe(ordered);
        expect([isLess(x, y), isEqual(x, y), isMore(x, y)]).toEqual([ordered < 0, ordered === 0, ordered > 0]);
        expect(toText(smaller(x, y))).toBe(ordered > 0 ? b : a);
        expect(toText(larger(x, y))).toBe(ordered < 0 ? b : a);
        expect([isNegative(x), isZero(x), isPositive(x)]).toEqual([p.over < 0n, p.over === 0n, p.over > 0n]);
      }),
      { numRuns: 1_000 },
    );
  });

  it('are divided, and cut to places, as the truth is rounded', () => {
    fc.assert(
      fc.property(amount, nonZero, fc.nat(18), mode, (a, b, places, rounding) => {
        expect(toText(divide(decimal(a), decimal(b), places, rounding))).toBe(
          noMinusZero(rounded(by(fraction(a), fraction(b)), places, rounding)),
        );
        expect(toText(toPlaces(decimal(a), places, rounding))).toBe(noMinusZero(rounded(fraction(a), places, rounding)));
      }),
      { numRuns: 1_000 },
    );
  });

  it('are exact on both sides of what a float holds', () => {
    const edge = fc
      .tuple(fc.bigInt({ min: 2n ** 53n - 40n, max: 2n ** 53n + 40n }), fc.nat(24), fc.nat(3), fc.boolean())
      .map(([units, places, shrink, isNegative]) => exact(fraction(`${(isNegative ? -units : units) / 10n ** BigInt(shrink)}e-${places}`)));
    const near = fc.oneof(edge, amount, fc.constantFrom('1', '-1', '10', '0.1', '0.000000000000000001'));
    fc.assert(
      fc.property(edge, near, mode, (a, b, rounding) => {
        const [x, y] = [decimal(a), decimal(b)];
        const [p, q] = [fraction(a), fraction(b)];
        same(add(x, y), plus(p, q));
        same(subtract(y, x), minus(q, p));
        same(multiply(x, y), times(p, q));
        expect(compare(x, y)).toBe(order(p, q));
        expect(toNumber(x)).toBe(Number(a));
        // Equal numbers are the same in every field, however they came about.
        expect(subtract(add(x, y), y)).toEqual(x);
        if (b !== '0') expect(toText(divide(x, y, 9, rounding))).toBe(noMinusZero(rounded(by(p, q), 9, rounding)));
      }),
      { numRuns: 1_000 },
    );
  });

  it('divide a half to the even neighbor, also when the half shows only far behind', () => {
    expect(toText(divide(decimal('1'), decimal('8'), 2))).toBe('0.12');
    expect(toText(divide(decimal('3'), decimal('8'), 2))).toBe('0.38');
    // 0.125 + 10⁻²⁰: a hair more than a half, so it goes up.
    expect(toText(divide(decimal('0.12500000000000000001'), decimal('1'), 2))).toBe('0.13');
  });

  it('are divided by nothing never', () => {
    expect(() => divide(decimal('1'), ZERO)).toThrow(RangeError);
  });

  it('are brought to a multiple of a step that does not exceed what was asked for', () => {
    const step = fc.constantFrom('0.00000001', '0.001', '0.05', '0.25', '1', '7', '1000');
    fc.assert(
      fc.property(amount, step, mode, (a, by_, rounding) => {
        const count = rounded(by(fraction(a), fraction(by_)), 0, rounding);
        same(toMultiple(decimal(a), decimal(by_), rounding), times(fraction(count), fraction(by_)));
      }),
      { numRuns: 500 },
    );
    expect(toText(toMultiple(decimal('0.29'), decimal('0.1'), 'down'))).toBe('0.2');
  });
});

describe('decimal text', () => {
  it('is canonical: equal numbers have equal text, however they were written', () => {
    fc.assert(
      fc.property(amount, fc.nat(6), (text, zeros) => {
        const padded = `${text}${text.includes('.') ? '' : '.'}${'0'.repeat(zeros)}`;
        expect(toText(decimal(padded))).toBe(text);
        expect(toText(decimal(`${text}e0`))).toBe(text);
        expect(toText(decimal(text))).toMatch(/^(?:0|-?(?:0\.\d*[1-9]|[1-9]\d*(?:\.\d*[1-9])?))$/);
        expect(toNumber(decimal(text))).toBe(Number(text));
      }),
    );
    expect(toText(decimal('-0'))).toBe('0');
    expect(toText(decimal('-0.000'))).toBe('0');
    expect(toText(negate(ZERO))).toBe('0');
    expect(toText(multiply(decimal('-3'), ZERO))).toBe('0');
    expect(toText(decimal('1e-18'))).toBe('0.000000000000000001');
    expect(toText(decimal('1e21'))).toBe('1000000000000000000000');
  });

  it('refuses everything else, with RangeError and nothing else', () => {
    for (const text of [
      '',
      ' ',
      'NaN',
      'Infinity',
      '-Infinity',
      '0x10',
      '1_000',
      '1,000',
      '1 ',
      ' 1',
      '+1',
      '--1',
      '1e',
      'e5',
      '.',
      '1.2.3',
      '1e9999',
      '٣',
      '1\n',
    ]) {
      expect(isDecimalText(text), text).toBe(false);
      expect(() => decimal(text), text).toThrow(RangeError);
    }
    fc.assert(
      fc.property(fc.string(), (text) => {
        if (isDecimalText(text)) expect(toText(decimal(text))).toBe(exact(fraction(text)));
        else expect(() => decimal(text)).toThrow(RangeError);
      }),
    );
  });

  it('tells how many places a step needs', () => {
    expect(['1', '10', '0.5', '0.05', '1e-8', '0.250'].map((step) => placesOf(decimal(step)))).toEqual([0, 0, 1, 2, 8, 2]);
  });
});

describe('the door from floats', () => {
  it('gives the shortest number within half a unit of the last place', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e15, max: 1e15, noNaN: true }), fc.nat(12), (value, places) => {
        const found = fromNumber(value, places);
        expect(toText(found)).toBe(toText(decimal(value.toFixed(places))));
        expect(placesOf(found)).toBeLessThanOrEqual(places);
      }),
    );
    expect(toText(fromNumber(0.1 + 0.2, 8))).toBe('0.3');
    expect(toText(fromNumber(-0, 2))).toBe('0');
  });

  it('is closed for what is not finite', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
      expect(() => fromNumber(value, 2)).toThrow(RangeError);
  });

  it('leaves no other way in: a number is no decimal', () => {
    expect(() => decimal(1 as unknown as string)).toThrow();
    expect(() => add(1 as unknown as Decimal, ZERO)).toThrow();
  });
});

describe('sums', () => {
  it('are the same one by one, all at once, and by text, in any order', () => {
    fc.assert(
      fc.property(fc.array(amount, { maxLength: 40 }), (texts) => {
        const truth = exact(texts.map(fraction).reduce(plus, fraction(0)));
        expect(toText(sum(texts.map(decimal)))).toBe(truth);
        for (const order of [texts, texts.toReversed()]) {
          const total = new TextSum();
          for (const text of order) total.add(text);
          expect(total.text()).toBe(truth);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('of texts are refused when one is no number', () => {
    for (const text of ['x', '1.2.3', 'NaN']) expect(() => new TextSum().add(text), text).toThrow();
  });

  it('of texts come to zero without a sign or a point', () => {
    const total = new TextSum();
    for (const text of ['0.3', '-0.1', '-0.2']) total.add(text);
    expect(total.text()).toBe('0');
  });
});

const noMinusZero = (text: string): string => (text === '-0' ? '0' : text);
