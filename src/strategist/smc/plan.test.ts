import { describe, expect, it } from 'vitest';
import type { Leg } from '#src/analysis/smc/legs.ts';
import { SAMPLE_START, sampleAt } from '#src/analysis/smc/sample.ts';
import { type Plan, planOf, type Terms } from './plan.ts';
import { SAMPLE_SETTINGS } from './sample.ts';
import type { SmcSettings } from './settings.ts';
import type { Setup } from './setups.ts';

const LONG: Setup = {
  side: 'long',
  regime: 'tight_smc',
  pattern: 'order_block_retest',
  structure: { kind: 'ob', timeframe: '1h', openedAt: SAMPLE_START },
  depth: 0,
  entry: 1000,
  invalidation: 990,
};
const SHORT: Setup = { ...LONG, side: 'short', invalidation: 1010 };
const WIDE: Setup = { ...LONG, regime: 'wide_structure', pattern: 'trend_pullback' };
/** An ATR of 10 and no costs, so that a figure in ATR is a tenth of a price. */
const TERMS: Terms = { atr: 10, tick: 0.01, costBps: 0, finest: 2, legs: [] };

function planned(setup: Setup, terms: Partial<Terms> = {}, settings: SmcSettings = SAMPLE_SETTINGS): Plan {
  const plan = planOf(setup, { ...TERMS, ...terms }, settings);
  if ('fault' in plan) throw new Error(`no plan: ${plan.fault}`);
  return plan;
}

const leg = (from: number, to: number): Leg => ({
  side: from < to ? 'long' : 'short',
  from: { kind: from < to ? 'low' : 'high', price: from, openedAt: sampleAt('1h', 0), index: 0 },
  to: { kind: from < to ? 'high' : 'low', price: to, openedAt: sampleAt('1h', 9), index: 9 },
});

describe('planOf', () => {
  it('puts a tight stop 0.15 ATR beyond a structure of the decision timeframe, up to 0.30 beyond the finest', () => {
    expect(planned(LONG).stop).toBeCloseTo(988.5);
    expect(planned({ ...LONG, depth: 1 }).stop).toBeCloseTo(987.75);
    expect(planned({ ...LONG, depth: 2 }).stop).toBeCloseTo(987);
    expect(planned(SHORT).stop).toBeCloseTo(1011.5);
  });

  it('puts a wide stop 0.50 to 0.60 ATR beyond', () => {
    expect(planned(WIDE).stop).toBeCloseTo(985);
    expect(planned({ ...WIDE, depth: 2 }).stop).toBeCloseTo(984);
  });

  it('moves a stop out of the noise, a tick beyond half an ATR', () => {
    expect(planned({ ...LONG, invalidation: 999 }).stop).toBeCloseTo(994.99);
    const settings = { ...SAMPLE_SETTINGS, stop: { ...SAMPLE_SETTINGS.stop, noiseAtr: 2 } };
    expect(planned(LONG, {}, settings).stop).toBeCloseTo(979.99);
  });

  it('gives up when the stop would be too far', () => {
    expect(planOf({ ...LONG, invalidation: 950 }, TERMS, SAMPLE_SETTINGS)).toEqual({
      fault: 'stop',
      figure: expect.closeTo(5.15),
      limit: 4,
    });
  });

  it('gives up when costs eat more than 15 % of a wide risk, and not for a tight one', () => {
    // 30 bps of 1000 are 3, a fifth of the risk of 15.
    expect(planOf(WIDE, { ...TERMS, costBps: 30 }, SAMPLE_SETTINGS)).toEqual({ fault: 'cost', figure: expect.closeTo(20), limit: 15 });
    expect(planned(LONG, { costBps: 30 }).cost).toBeCloseTo(3);
    expect(planned(WIDE, { costBps: 22 }).cost).toBeCloseTo(2.2);
  });

  it('puts target 1 at 1 R and target 2 at 2.5 R where trading is free', () => {
    const { targets } = planned(LONG);
    expect(targets[0]).toBeCloseTo(1011.5);
    expect(targets[1]).toBeCloseTo(1028.75);
    expect(planned(SHORT).targets[1]).toBeCloseTo(971.25);
  });

  it('puts target 1 where reward is the risk net of costs, and keeps target 2 half an R beyond', () => {
    for (const costBps of [1, 10, 24, 60]) {
      const { entry, stop, targets, cost, risk } = planned(LONG, { costBps });
      expect((targets[0] - entry - cost) / (entry - stop + cost)).toBeGreaterThanOrEqual(1 - 1e-9);
      expect(targets[1] - targets[0]).toBeGreaterThanOrEqual(0.5 * risk - 1e-9);
    }
    expect(planned(LONG, { costBps: 60 }).targets[0]).toBeCloseTo(1023.5);
  });

  it('puts the final target at the nearest extension beyond target 2', () => {
    // Extensions of the leg 960 → 1010: 1023.6 lies before target 2 at 1028.75 and 1040.9 beyond it.
    const { final } = planned(LONG, { legs: [leg(960, 1010)] });
    expect(final).toMatchObject({ extension: 1.618, leg: { side: 'long' } });
    expect(final?.price).toBeCloseTo(1040.9);
    expect(planned(SHORT, { legs: [leg(1040, 990)] }).final?.price).toBeCloseTo(959.1);
  });

  it('takes the nearer of two legs, and none when no extension is far enough', () => {
    expect(planned(LONG, { legs: [leg(960, 1010), leg(900, 1012)] }).final?.price).toBeCloseTo(1040.9);
    expect(planned(LONG, { legs: [leg(990, 1010)] }).final).toBeUndefined();
  });

  it('wants at least 2 R for a tight and 1.5 R for a wide final target, whatever the ladder says', () => {
    const settings = { ...SAMPLE_SETTINGS, targets: { ...SAMPLE_SETTINGS.targets, firstR: 0.5, secondR: 0.6, minRewardRisk: 0 } };
    // The extensions of 1000 → 1015 from 1000: 1019.08 is 1.66 R of a tight plan and 1.27 R of a wide one; 1024.27 is 2.1 and 1.6 R.
    expect(planned(LONG, { legs: [leg(1000, 1015)] }, settings).final?.extension).toBe(1.618);
    expect(planned(WIDE, { legs: [leg(1000, 1015)] }, settings).final?.extension).toBe(1.618);
    const bold = { ...settings, tight: { ...settings.tight, finalR: 1.5 } };
    expect(planned(LONG, { legs: [leg(1000, 1015)] }, bold).final?.extension).toBe(1.272);
  });

  it('keeps every price on the tick', () => {
    const { entry, stop, targets } = planned({ ...LONG, entry: 1000.37, invalidation: 991.111 }, { tick: 0.5, costBps: 7 });
    for (const price of [entry, stop, ...targets]) expect(Math.abs(price / 0.5 - Math.round(price / 0.5))).toBeLessThan(1e-9);
  });

  it('refuses targets below zero', () => {
    expect(planOf({ ...SHORT, entry: 20, invalidation: 30 }, TERMS, SAMPLE_SETTINGS)).toMatchObject({ fault: 'zero' });
  });
});
