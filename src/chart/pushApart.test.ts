import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pushApart } from './pushApart.ts';

describe('boxes that are pushed apart', () => {
  it('stay where they want to be when nobody is in the way', () => {
    expect(pushApart([100, 300, 200], 20, 4, 0, 600)).toEqual([90, 290, 190]);
  });

  it('share the way when two want the same place', () => {
    expect(pushApart([100, 100], 20, 4, 0, 600)).toEqual([78, 102]);
  });

  it('stay within their bounds, in their order, pushing others along', () => {
    expect(pushApart([595, 590, 5], 20, 4, 0, 600)).toEqual([580, 556, 0]);
  });

  it('never overlap, keep the order of what they want and stay in bounds, whatever that is', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -200, max: 900 }), { maxLength: 12 }), (middles) => {
        const tops = pushApart(middles, 36, 5, 100, 600);
        const boxes = middles.map((middle, i) => ({ middle, top: tops[i] as number })).sort((a, b) => a.top - b.top);
        for (const [i, { middle, top }] of boxes.entries()) {
          expect(top).toBeGreaterThanOrEqual(100 - 1e-6);
          expect(top).toBeLessThanOrEqual(564 + 1e-6);
          const next = boxes[i + 1];
          if (next === undefined) continue;
          expect(next.top - top).toBeGreaterThanOrEqual(41 - 1e-6);
          expect(next.middle).toBeGreaterThanOrEqual(middle);
        }
      }),
    );
  });
});
