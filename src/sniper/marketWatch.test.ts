import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Condition } from '#src/domain/condition.ts';
import { SAMPLE_CONDITION, SAMPLE_MARKET } from '#src/guards/sample.ts';
import type { Trigger } from '#src/triggers/trigger.ts';
import { MarketWatch } from './marketWatch.ts';
import { openTrade, refusedOnceMore } from './openTrade.ts';
import { SAMPLE_POSITION } from './sample.ts';

const crosses = (level: number): Trigger => ({ type: 'price', is: 'crossesAbove', level: String(level) });
const conditionAt = (id: string, entry: Trigger, invalidation?: Trigger): Condition => ({ ...SAMPLE_CONDITION, id, entry, invalidation });
const ids = (conditions: readonly Condition[]): string[] => conditions.map(({ id }) => id);

describe('MarketWatch', () => {
  it('looks at a condition once when it is armed, and then only when the price passes its level', () => {
    const watch = new MarketWatch(SAMPLE_MARKET);
    watch.arm(conditionAt('c1', crosses(110)));
    watch.arm(conditionAt('c2', crosses(105)));
    expect(watch.waits).toBe(true);
    expect(ids(watch.touched(Number.NaN, 100))).toEqual(['c1', 'c2']);
    watch.settle(100);
    expect([watch.restless, watch.waits, watch.up, watch.down]).toEqual([false, false, 105, Number.NEGATIVE_INFINITY]);
    expect(ids(watch.touched(100, 104))).toEqual([]);
    expect(ids(watch.touched(104, 106))).toEqual(['c2']);
    expect(ids(watch.touched(120, 100))).toEqual(['c1', 'c2']);
  });

  it('also looks when the invalidation can have come', () => {
    const watch = new MarketWatch(SAMPLE_MARKET);
    watch.arm(conditionAt('c1', crosses(110), { type: 'price', is: 'below', level: '95' }));
    watch.touched(Number.NaN, 100);
    watch.settle(100);
    expect([watch.down, watch.up]).toEqual([95, 110]);
    expect(ids(watch.touched(96, 94))).toEqual(['c1']);
  });

  it('forgets what was disarmed, and does not arm twice', () => {
    const watch = new MarketWatch(SAMPLE_MARKET);
    const condition = conditionAt('c1', crosses(110));
    watch.arm(condition);
    watch.arm(condition);
    watch.disarm('c1');
    watch.disarm('c1');
    watch.settle(100);
    expect([watch.armedIds(), watch.up, ids(watch.touched(100, 120)), watch.waits]).toEqual([[], Number.POSITIVE_INFINITY, [], false]);
  });

  it('asks those that time or candles can change with every closed minute', () => {
    const watch = new MarketWatch(SAMPLE_MARKET);
    watch.arm(conditionAt('c1', crosses(110)));
    watch.arm(conditionAt('c2', { type: 'window', from: '2026-01-05T08:00:00Z' }));
    watch.arm(conditionAt('c3', { type: 'all', of: [crosses(120), { type: 'candle', timeframe: '5m', closes: 'above', level: '100' }] }));
    expect(ids(watch.slow())).toEqual(['c2', 'c3']);
  });

  it('knows the quiet band around a price: between its edges nothing is touched, whatever is armed and in whatever way it was', () => {
    const levels = fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 60 });
    fc.assert(
      fc.property(
        levels,
        levels,
        fc.array(fc.nat(100)),
        fc.integer({ min: 1, max: 400 }),
        fc.array(fc.integer({ min: 1, max: 400 })),
        (one, many, gone, start, path) => {
          const watch = new MarketWatch(SAMPLE_MARKET);
          const all = [
            ...one.map((level, i) => conditionAt(`a${i}`, crosses(level))),
            ...many.map((level, i) => conditionAt(`b${i}`, crosses(level))),
          ];
          for (const condition of all.slice(0, one.length)) watch.arm(condition);
          watch.armMany(all.slice(one.length));
          const left = new Map(all.map((condition) => [condition.id, condition]));
          for (const index of gone) {
            const { id } = all[index % Math.max(1, all.length)] ?? { id: 'none' };
            watch.disarm(id);
            left.delete(id);
          }
          watch.touched(Number.NaN, start);
          watch.settle(start);
          let before = start;
          for (const price of path) {
            const isQuiet = price < watch.up && price > watch.down;
            const crossed = [...left.values()].filter(({ entry }) => {
              const level = entry.type === 'price' ? Number(entry.level) : Number.NaN;
              return level >= Math.min(before, price) && level <= Math.max(before, price);
            });
            if (isQuiet) expect(crossed).toEqual([]);
            else expect(ids(watch.touched(before, price)).sort()).toEqual(ids(crossed).sort());
            if (!isQuiet) watch.settle(price);
            before = price;
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('names the nearest price at which something could happen, of conditions and of open trades', () => {
    const watch = new MarketWatch(SAMPLE_MARKET);
    watch.arm(conditionAt('c1', crosses(63_500)));
    const trade = openTrade(SAMPLE_CONDITION, SAMPLE_POSITION, SAMPLE_MARKET);
    watch.enter(trade);
    expect(watch.nextLevel(60_000, 'up')).toBe(62_000); // target 1
    expect(watch.nextLevel(60_000, 'down')).toBe(58_500); // the stop, which does not rest at the venue
    trade.stopOrderId = 'o1';
    expect(watch.nextLevel(62_000, 'up')).toBe(63_500);
    expect(watch.nextLevel(60_000, 'down')).toBe(Number.NEGATIVE_INFINITY);
  });

  it('stays restless while something that the venue refused has to be tried again', () => {
    const watch = new MarketWatch(SAMPLE_MARKET);
    const trade = openTrade(SAMPLE_CONDITION, SAMPLE_POSITION, SAMPLE_MARKET);
    watch.enter(trade);
    watch.settle(60_000);
    expect(watch.restless).toBe(false);
    trade.stopRefusals = refusedOnceMore(trade.stopRefusals, SAMPLE_CONDITION.createdAt);
    watch.settle(60_000);
    expect(watch.restless).toBe(true);
  });
});
