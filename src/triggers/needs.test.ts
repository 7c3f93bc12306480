import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leaf, treeOf } from './arbitrary.ts';
import { priceLevels } from './levels.ts';
import { indicatorsOf, timeframesOf } from './needs.ts';
import type { IndicatorRef, Trigger } from './trigger.ts';

const rsi: IndicatorRef = { name: 'rsi', length: 14, timeframe: '1h' };
const ema: IndicatorRef = { name: 'ema', length: 50, timeframe: '4h' };
const tree: Trigger = {
  type: 'all',
  of: [
    { type: 'price', is: 'crossesAbove', level: '64000' },
    {
      type: 'not',
      of: {
        type: 'any',
        of: [
          { type: 'price', is: 'below', level: '62900.5' },
          { type: 'window', until: '2026-01-05T14:00:00Z' },
        ],
      },
    },
    { type: 'indicator', indicator: { ...rsi }, is: 'above', than: { value: '70' } },
    { type: 'indicator', indicator: { ...ema, length: 20 }, is: 'above', than: { indicator: ema } },
    { type: 'not', of: { type: 'indicator', indicator: rsi, is: 'above', than: { value: '80' } } },
    { type: 'candle', timeframe: '15m', closes: 'above', level: '1' },
  ],
};

describe('what a trigger needs', () => {
  it('names the levels of price triggers anywhere in the tree, and of no others', () => {
    expect(priceLevels(tree)).toEqual([{ level: 64_000 }, { level: 62_900.5 }]);
  });

  it('names each indicator once, on both sides of a comparison', () => {
    expect(indicatorsOf(tree)).toEqual([rsi, { ...ema, length: 20 }, ema]);
  });

  it('names the timeframes of candles and indicators, shortest first', () => {
    expect(timeframesOf(tree)).toEqual(['15m', '1h', '4h']);
    expect(timeframesOf({ type: 'price', is: 'above', level: '1' })).toEqual([]);
  });

  it('misses nothing that is written in the trigger', () => {
    fc.assert(
      fc.property(treeOf(leaf), (trigger) => {
        const written = [...new Set(JSON.stringify(trigger).match(/(?<="timeframe":")\w+/g))].sort();
        expect([...timeframesOf(trigger)].sort()).toEqual(written);
        expect(priceLevels(trigger).length).toBe((JSON.stringify(trigger).match(/"type":"price"/g) ?? []).length);
      }),
    );
  });
});
