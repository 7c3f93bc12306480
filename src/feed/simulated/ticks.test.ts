import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRng } from '#src/domain/rng.ts';
import { drawTicks, TICK_SECONDS } from './ticks.ts';

const price = fc.double({ min: 1, max: 1e5, noNaN: true });

describe('the ticks inside a minute', () => {
  it('make exactly the candle that they were drawn from', () => {
    fc.assert(
      fc.property(price, price, price, price, fc.constantFrom(...TICK_SECONDS), fc.nat(), (open, close, one, other, seconds, seed) => {
        const high = Math.max(open, close, one, other);
        const low = Math.min(open, close, one, other);
        const ticks = new Float64Array(60 / seconds);
        drawTicks(seededRng(seed), Float64Array.of(0, open, high, low, close, 1), 1, ticks);
        expect([ticks[0], Math.max(...ticks), Math.min(...ticks), ticks.at(-1)]).toEqual([open, high, low, close]);
      }),
    );
  });

  it('wander: most of them differ from the one before', () => {
    const ticks = new Float64Array(30);
    drawTicks(seededRng(1), Float64Array.of(100, 101, 99, 100.5, 1), 0, ticks);
    expect(new Set(ticks).size).toBeGreaterThan(20);
  });
});
