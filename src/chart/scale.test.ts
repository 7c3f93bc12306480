import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scaleOf, stepOf, ticksOf } from './scale.ts';

describe('a scale', () => {
  it('puts values on pixels, the low one below', () => {
    const y = scaleOf(100, 200, 600, 100);
    expect([y.at(100), y.at(150), y.at(200)]).toEqual([600, 350, 100]);
  });

  it('has a middle when there is only one value', () => {
    const y = scaleOf(64_000, 64_000, 600, 100);
    expect(y.at(64_000)).toBeCloseTo(350);
    expect(y.high).toBeGreaterThan(y.low);
    expect(scaleOf(0, 0, 600, 100).at(0)).toBeCloseTo(350);
  });
});

describe('steps', () => {
  it('are 1, 2, 2.5 or 5 of some power of ten', () => {
    expect(stepOf(1_000, 5)).toEqual({ step: 200, places: 0 });
    expect(stepOf(1_200, 5)).toEqual({ step: 250, places: 0 });
    expect(stepOf(4_000, 5)).toEqual({ step: 1_000, places: 0 });
    expect(stepOf(0.00001, 5).places).toBe(6);
    expect(stepOf(1.2, 5)).toEqual({ step: 0.25, places: 2 });
  });

  it('give ticks within the scale, no more than wanted, that their places write in full, at prices from 0.000001 to 1,000,000', () => {
    fc.assert(
      fc.property(fc.double({ min: -6, max: 6, noNaN: true }), fc.double({ min: -4, max: 0.3, noNaN: true }), (size, share) => {
        const middle = 10 ** size;
        const room = middle * 10 ** share;
        const scale = scaleOf(middle - room, middle + room, 600, 100);
        const { values, places } = ticksOf(scale, 7);
        expect(values.length).toBeGreaterThan(1);
        expect(values.length).toBeLessThanOrEqual(8);
        for (const value of values) {
          expect(scale.at(value)).toBeGreaterThan(99.9);
          expect(scale.at(value)).toBeLessThan(600.1);
          expect(Number(value.toFixed(places)) - value).toBeCloseTo(0, 8);
        }
        expect(new Set(values.map((value) => value.toFixed(places))).size).toBe(values.length);
      }),
    );
  });

  it('are never finer than a tick', () => {
    expect(ticksOf(scaleOf(100, 100.3, 600, 100), 6, 0.1).values).toHaveLength(4);
  });
});
