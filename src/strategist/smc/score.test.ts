import { describe, expect, it } from 'vitest';
import type { StructureBreak } from '#src/analysis/smc/breaks.ts';
import type { Leg } from '#src/analysis/smc/legs.ts';
import { SAMPLE_START, sampleAt } from '#src/analysis/smc/sample.ts';
import type { StructureView } from '#src/analysis/smc/structures.ts';
import type { Zone } from '#src/analysis/smc/zone.ts';
import type { Plan } from './plan.ts';
import { SAMPLE_SETTINGS } from './sample.ts';
import { adxPoints, type Scene, scoreOf } from './score.ts';
import type { Setup } from './setups.ts';

const SETUP: Setup = {
  side: 'long',
  regime: 'wide_structure',
  pattern: 'trend_pullback',
  structure: { kind: 'bos', timeframe: '1h', openedAt: SAMPLE_START },
  depth: 0,
  entry: 1000,
  invalidation: 985,
};
const PLAN: Plan = { entry: 1000, stop: 980, targets: [1020, 1050], final: undefined, risk: 20, cost: 1 };
const EMPTY: StructureView = { timeframe: '1h', blocks: [], gaps: [], break: undefined, leg: () => undefined, ageOf: () => 0 };

const zone = (kind: Zone['kind'], bottom: number, top: number, different: Partial<Zone> = {}): Zone => ({
  kind,
  side: 'long',
  bottom,
  top,
  openedAt: sampleAt('1h', 3),
  index: 3,
  touchedAt: undefined,
  ...different,
});
const BROKEN: StructureBreak = { kind: 'choch', side: 'long', level: 990, openedAt: sampleAt('1h', 5), index: 5, extreme: 1030 };
const leg = (from: number, to: number): Leg => ({
  side: 'long',
  from: { kind: 'low', price: from, openedAt: sampleAt('1h', 1), index: 1 },
  to: { kind: 'high', price: to, openedAt: sampleAt('1h', 8), index: 8 },
});

/** A scene in which nothing earns points but what is given. */
const scored = (view: Partial<StructureView> = {}, scene: Partial<Scene> = {}, plan: Plan = PLAN) =>
  scoreOf(
    SETUP,
    plan,
    { now: sampleAt('1h', 20), views: [{ ...EMPTY, ...view }], bias: 'short', adx: undefined, costBps: 1000, ...scene },
    SAMPLE_SETTINGS,
  );

describe('scoreOf', () => {
  it('gives nothing for nothing', () => {
    expect(scored()).toEqual({ total: 0, structures: 0, fib: 0, bias: 0, adx: 0, cost: 0, evidence: [SETUP.structure] });
  });

  it('gives 10 for an order block between entry and stop, once', () => {
    expect(scored({ blocks: [zone('block', 985, 995)] }).structures).toBe(10);
    expect(scored({ blocks: [zone('block', 985, 995), zone('block', 982, 990)] }).structures).toBe(10);
    expect(scored({ blocks: [zone('block', 985, 995)] }).evidence).toContainEqual({
      kind: 'ob',
      timeframe: '1h',
      openedAt: sampleAt('1h', 3),
    });
  });

  it('gives nothing for a block that lies elsewhere, is on the other side, or was used', () => {
    expect(scored({ blocks: [zone('block', 970, 979)] }).structures).toBe(0);
    expect(scored({ blocks: [zone('block', 1001, 1010)] }).structures).toBe(0);
    expect(scored({ blocks: [zone('block', 985, 995, { side: 'short' })] }).structures).toBe(0);
    expect(scored({ blocks: [zone('block', 985, 995, { touchedAt: sampleAt('1h', 10) })] }).structures).toBe(0);
    expect(scored({ blocks: [zone('block', 985, 995, { touchedAt: sampleAt('1h', 17) })] }).structures).toBe(10);
  });

  it('gives 8 for an open gap between entry and stop', () => {
    expect(scored({ gaps: [zone('gap', 985, 995)] }).structures).toBe(8);
  });

  it('gives 7 for a break in force on the side', () => {
    expect(scored({ break: BROKEN }).structures).toBe(7);
    expect(scored({ break: BROKEN }).evidence).toContainEqual({ kind: 'choch', timeframe: '1h', openedAt: sampleAt('1h', 5) });
    expect(scored({ break: { ...BROKEN, side: 'short' } }).structures).toBe(0);
  });

  it('gives 25 for all three, from whatever timeframe', () => {
    const views = [
      { ...EMPTY, blocks: [zone('block', 985, 995)] },
      { ...EMPTY, timeframe: '5m' as const, gaps: [zone('gap', 985, 995)], break: BROKEN },
    ];
    expect(scored({}, { views }).structures).toBe(25);
  });

  it('gives 15 for an entry between 0.618 and 0.786 of a leg', () => {
    expect(scored({ leg: () => leg(970, 1060) }).fib).toBe(15); // 0.667
    expect(scored({ leg: () => leg(964.5, 1093) }).fib).toBe(15); // 0.724
    expect(scored({ leg: () => leg(980, 1080) }).fib).toBe(0); // 0.8
  });

  it('gives 10 for an entry at another level, within 3 % of the leg', () => {
    expect(scored({ leg: () => leg(950, 1050) }).fib).toBe(10); // 0.5
    expect(scored({ leg: () => leg(938.2, 1038.2) }).fib).toBe(10); // 0.382
    expect(scored({ leg: () => leg(956, 1056) }).fib).toBe(0); // 0.56
  });

  it('prefers the zone of a fine timeframe to a level of a coarse one', () => {
    const views = [
      { ...EMPTY, leg: () => leg(950, 1050) },
      { ...EMPTY, leg: () => leg(970, 1060) },
    ];
    expect(scored({}, { views }).fib).toBe(15);
  });

  it('gives 5 for a final target at an extension, beside zone or level', () => {
    const plan: Plan = { ...PLAN, final: { price: 1090, leg: leg(970, 1060), extension: 1.272 } };
    expect(scored({}, {}, plan).fib).toBe(5);
    expect(scored({ leg: () => leg(970, 1060) }, {}, plan).fib).toBe(20);
  });

  it('gives 20 with the bias, 10 with a neutral one, 0 against it', () => {
    expect([scored({}, { bias: 'long' }).bias, scored({}, { bias: 'neutral' }).bias, scored({}, { bias: 'short' }).bias]).toEqual([
      20, 10, 0,
    ]);
  });

  it('gives 15, 12, 10, 7 or 0 for the ADX', () => {
    const { adx } = SAMPLE_SETTINGS.points;
    expect([60, 40, 39.9, 30, 29.9, 25, 24.9, 20, 19.9, undefined].map((value) => adxPoints(value, adx))).toEqual([
      15, 15, 12, 12, 10, 10, 7, 7, 0, 0,
    ]);
    expect(scored({}, { adx: 31 }).adx).toBe(12);
  });

  it('gives 20, 15, 10, 5 or 0 for the cost', () => {
    expect([0, 10, 10.1, 20, 20.1, 30, 30.1, 50, 50.1].map((costBps) => scored({}, { costBps }).cost)).toEqual([
      20, 20, 15, 15, 10, 10, 5, 5, 0,
    ]);
  });

  it('adds up to 100 for a setup that has everything', () => {
    const view = { blocks: [zone('block', 985, 995)], gaps: [zone('gap', 985, 995)], break: BROKEN, leg: () => leg(970, 1060) };
    const plan: Plan = { ...PLAN, final: { price: 1090, leg: leg(970, 1060), extension: 1.272 } };
    expect(scored(view, { bias: 'long', adx: 45, costBps: 8 }, plan)).toMatchObject({
      total: 100,
      structures: 25,
      fib: 20,
      bias: 20,
      adx: 15,
      cost: 20,
    });
  });
});
