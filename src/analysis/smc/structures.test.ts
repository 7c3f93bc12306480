import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Candle } from '#src/domain/candle.ts';
import { MAX_OPEN_GAPS } from './gaps.ts';
import { mirrored, walkOf } from './sample.ts';
import { type StructureSettings, Structures } from './structures.ts';

const SETTINGS: StructureSettings = {
  swingWidth: 2,
  lookback: 50,
  displacementRanges: 1.5,
  gapMinPct: 0.07,
  breakCandles: 3,
  atrLength: 14,
  adxLength: 14,
};

const fresh = () => new Structures('15m', SETTINGS);

/** Everything that can be seen at a moment, as text that no later candle can change. */
const seen = (one: Structures): string =>
  JSON.stringify([one.blocks, one.gaps, one.break, one.leg('long'), one.leg('short'), one.atr, one.adx, one.seen]);

function structuresAfter(candles: readonly Candle[], settings = SETTINGS): Structures {
  const structures = new Structures('15m', settings);
  for (const candle of candles) structures.update(candle);
  return structures;
}

describe('Structures', () => {
  it('of a prefix are those that the whole series showed at that moment: nothing looks ahead', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 - 1 }), fc.integer({ min: 1, max: 600 }), (seed, cut) => {
        const candles = walkOf('15m', 600, seed);
        const whole = fresh();
        const views = candles.map((candle) => {
          whole.update(candle);
          return seen(whole);
        });
        expect(seen(structuresAfter(candles.slice(0, cut)))).toBe(views[cut - 1]);
      }),
      { numRuns: 40 },
    );
  });

  it('of a falling market mirror those of a rising one', () => {
    const AXIS = 65_536; // a power of two, so that floats mirror well
    for (const seed of [1, 2, 3, 4, 5]) {
      const candles = walkOf('15m', 800, seed);
      // Percent gaps are measured against price, which a mirror changes: without a least size it does not matter.
      const settings = { ...SETTINGS, gapMinPct: 0 };
      const plain = structuresAfter(candles, settings);
      const mirror = structuresAfter(mirrored(candles, AXIS), settings);
      const flip = (side: string) => (side === 'long' ? 'short' : 'long');
      const zonesOf = (one: Structures) => [...one.blocks, ...one.gaps];
      expect(zonesOf(mirror).map(({ kind, side, index }) => `${kind} ${flip(side)} ${index}`)).toEqual(
        zonesOf(plain).map(({ kind, side, index }) => `${kind} ${side} ${index}`),
      );
      expect(mirror.break?.index).toBe(plain.break?.index);
      expect(mirror.leg('short')?.to.index).toBe(plain.leg('long')?.to.index);
      expect(mirror.leg('long')?.from.index).toBe(plain.leg('short')?.from.index);
    }
  });

  it('find something of every kind in a market that moves', () => {
    const found = { blocks: 0, gaps: 0, bos: 0, choch: 0, legs: 0 };
    const structures = fresh();
    for (const candle of walkOf('15m', 2000, 7)) {
      structures.update(candle);
      found.blocks += structures.blocks.length;
      found.gaps += structures.gaps.length;
      found.legs += structures.leg('long') === undefined ? 0 : 1;
      if (structures.break) found[structures.break.kind]++;
    }
    for (const [kind, count] of Object.entries(found)) expect(count, kind).toBeGreaterThan(0);
  });

  it('keep no more after 50,000 candles than their bound', () => {
    const structures = fresh();
    let most = 0;
    for (const candle of walkOf('15m', 50_000, 11)) {
      structures.update(candle);
      most = Math.max(most, structures.retained);
    }
    // One block per candle of the lookback at most, the open gaps, and the windows of a few candles.
    expect(most).toBeLessThanOrEqual(SETTINGS.lookback + 1 + MAX_OPEN_GAPS + 30);
  });

  it('forget a break after the lookback', () => {
    const young = new Structures('15m', { ...SETTINGS, lookback: 1 });
    const old = new Structures('15m', { ...SETTINGS, lookback: 200 });
    let youngMoments = 0;
    let oldMoments = 0;
    for (const candle of walkOf('15m', 1000, 5)) {
      young.update(candle);
      old.update(candle);
      if (young.break) {
        youngMoments++;
        expect(young.ageOf(young.break.index)).toBeLessThanOrEqual(1);
      }
      if (old.break) oldMoments++;
    }
    expect(youngMoments).toBeGreaterThan(0);
    expect(oldMoments).toBeGreaterThan(youngMoments);
  });
});
