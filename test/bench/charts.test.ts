import { describe, expect, it } from 'vitest';
import { chartCosts } from './charts.ts';

describe('the cost of a picture', () => {
  it('is less than what the canvas takes to encode an empty one', async () => {
    for (const { kind, elapsedMs, ofEmpty } of await chartCosts(10)) {
      expect(ofEmpty, `${kind}: median ${elapsedMs.median.toFixed(1)} ms`).toBeLessThan(1.2);
    }
  });
});
