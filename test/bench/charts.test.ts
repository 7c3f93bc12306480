import { describe, expect, it } from 'vitest';
import { chartCosts } from './charts.ts';

describe('the cost of a picture', () => {
  it('is measured for each kind, beside an empty one of the same size', async () => {
    const costs = await chartCosts(2);
    expect(costs.map(({ kind }) => kind)).toEqual(['candles', 'equity', 'scores']);
    for (const { elapsedMs, ofEmpty } of costs) expect(Math.min(elapsedMs.min, ofEmpty)).toBeGreaterThan(0);
  });
});
