import { describe, expect, it } from 'vitest';
import type { StructureBreak } from '#src/analysis/smc/breaks.ts';
import type { Leg } from '#src/analysis/smc/legs.ts';
import { sampleAt } from '#src/analysis/smc/sample.ts';
import type { StructureView } from '#src/analysis/smc/structures.ts';
import type { Zone } from '#src/analysis/smc/zone.ts';
import type { Side } from '#src/domain/condition.ts';
import { SAMPLE_SETTINGS } from './sample.ts';
import { setupsOf } from './setups.ts';

const EMPTY: StructureView = { timeframe: '1h', blocks: [], gaps: [], break: undefined, leg: () => undefined, ageOf: () => 0 };
const NOW = sampleAt('1h', 20);
const OFFSET = 1;

const zone = (kind: Zone['kind'], side: Side, touched?: number): Zone => ({
  kind,
  side,
  bottom: 990,
  top: 1000,
  openedAt: sampleAt('1h', 3),
  index: 3,
  touchedAt: touched === undefined ? undefined : sampleAt('1h', touched),
});
const BROKEN: StructureBreak = { kind: 'bos', side: 'long', level: 1050, openedAt: sampleAt('1h', 15), index: 15, extreme: 1100 };
const LEG: Leg = {
  side: 'long',
  from: { kind: 'low', price: 1000, openedAt: sampleAt('1h', 8), index: 8 },
  to: { kind: 'high', price: 1100, openedAt: sampleAt('1h', 16), index: 16 },
};

const offered = (side: Side, price: number, view: Partial<StructureView>) =>
  setupsOf(side, [{ ...EMPTY, ...view }], price, NOW, OFFSET, SAMPLE_SETTINGS.fib).map(({ pattern, regime, entry, invalidation }) => [
    pattern,
    regime,
    Number(entry.toFixed(6)),
    invalidation,
  ]);

describe('setupsOf', () => {
  it('waits for the retest of an order block that price has left', () => {
    expect(offered('long', 1010, { blocks: [zone('block', 'long')] })).toEqual([['order_block_retest', 'tight_smc', 1000, 990]]);
    expect(offered('short', 980, { blocks: [zone('block', 'short')] })).toEqual([['order_block_retest', 'tight_smc', 990, 1000]]);
  });

  it('waits for price to come back into a gap', () => {
    expect(offered('long', 1010, { gaps: [zone('gap', 'long')] })).toEqual([['gap_fill', 'tight_smc', 1000, 990]]);
    expect(offered('long', 1010, { gaps: [zone('gap', 'long', 5)] })).toHaveLength(1);
  });

  it('waits for price to leave the zone that it is testing', () => {
    expect(offered('long', 995, { blocks: [zone('block', 'long', 18)] })).toEqual([['support_bounce', 'tight_smc', 1001, 990]]);
    expect(offered('short', 995, { blocks: [zone('block', 'short', 18)] })).toEqual([['support_bounce', 'tight_smc', 989, 1000]]);
  });

  it('leaves alone a block that was mitigated before, one that has failed, and the other side', () => {
    expect(offered('long', 1010, { blocks: [zone('block', 'long', 18)] })).toEqual([]);
    expect(offered('long', 995, { blocks: [zone('block', 'long', 10)] })).toEqual([]);
    expect(offered('long', 990, { blocks: [zone('block', 'long')] })).toEqual([]);
    expect(offered('short', 1010, { blocks: [zone('block', 'long')] })).toEqual([]);
  });

  it('offers the retest of a broken level, the pull-back into the leg, and the continuation, all wrong below the start of the leg', () => {
    expect(offered('long', 1090, { break: BROKEN, leg: () => LEG })).toEqual([
      ['trend_pullback', 'wide_structure', 1038.2, 1000],
      ['trend_pullback', 'wide_structure', 1050, 1000],
      ['momentum_breakout', 'wide_structure', 1101, 1000],
    ]);
  });

  it('waits for the way back up when price is below the level already', () => {
    expect(offered('long', 1030, { break: BROKEN, leg: () => LEG })[0]).toEqual(['trend_pullback', 'wide_structure', 1039.2, 1000]);
  });

  it('sees no momentum in an old break', () => {
    const old = offered('long', 1090, { break: BROKEN, leg: () => LEG, ageOf: () => 11 });
    expect(old.map(([pattern]) => pattern)).toEqual(['trend_pullback', 'trend_pullback']);
  });

  it('offers no trend without a break on that side, without a leg, or below its start', () => {
    expect(offered('short', 1090, { break: BROKEN, leg: () => LEG })).toEqual([]);
    expect(offered('long', 1090, { break: BROKEN })).toEqual([]);
    expect(offered('long', 1000, { break: BROKEN, leg: () => LEG })).toEqual([]);
  });

  it('says which structure and which timeframe each is based on', () => {
    const views = [EMPTY, { ...EMPTY, timeframe: '15m' as const, gaps: [zone('gap', 'long')] }];
    const [setup] = setupsOf('long', views, 1010, NOW, OFFSET, SAMPLE_SETTINGS.fib);
    expect(setup).toMatchObject({ depth: 1, structure: { kind: 'fvg', timeframe: '15m', openedAt: sampleAt('1h', 3) } });
  });
});
