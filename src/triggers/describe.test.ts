import fc from 'fast-check';
import { describe as about, expect, it } from 'vitest';
import { leaf, treeOf } from './arbitrary.ts';
import { describe } from './describe.ts';
import type { Trigger } from './trigger.ts';

const price = (level: string): Trigger => ({ type: 'price', is: 'crossesAbove', level });
const rsi = { name: 'rsi', length: 14, timeframe: '1h' } as const;
const A: Trigger = { type: 'indicator', indicator: rsi, is: 'above', than: { value: '70' } };
const B: Trigger = { type: 'candle', timeframe: '15m', closes: 'below', level: '62900' };
const C: Trigger = price('64000');
const all = (...of: Trigger[]): Trigger => ({ type: 'all', of });
const any = (...of: Trigger[]): Trigger => ({ type: 'any', of });

about('how a trigger reads', () => {
  it.each<[string, Trigger]>([
    ['BTC/USDT crosses above 64,000', C],
    ['BTC/USDT is below 1,234,567.891', { type: 'price', is: 'below', level: '1234567.8910' }],
    ['BTC/USDT crosses below 0.00000001', { type: 'price', is: 'crossesBelow', level: '1e-8' }],
    ['a 15m candle closes below 62,900', B],
    ['RSI(14, 1h) is above 70', A],
    [
      'EMA(20, 1h) crosses below SMA(200, 4h)',
      {
        type: 'indicator',
        indicator: { name: 'ema', length: 20, timeframe: '1h' },
        is: 'crossesBelow',
        than: { indicator: { name: 'sma', length: 200, timeframe: '4h' } },
      },
    ],
    ['between 5 Jan 08:00 and 5 Jan 14:00 UTC', { type: 'window', from: '2026-01-05T08:00:00Z', until: '2026-01-05T15:00:00+01:00' }],
    [
      'between 31 Dec 2026 22:00 and 1 Jan 2027 02:00:30 UTC',
      { type: 'window', from: '2026-12-31T22:00:00Z', until: '2027-01-01T02:00:30Z' },
    ],
    ['from 5 Jan 2026 08:00 UTC on', { type: 'window', from: '2026-01-05T08:00:00Z' }],
    ['before 5 Jan 2026 08:00 UTC', { type: 'window', until: '2026-01-05T08:00:00Z' }],
    ['RSI(14, 1h) is above 70 and a 15m candle closes below 62,900', all(A, B)],
    ['RSI(14, 1h) is above 70 or (a 15m candle closes below 62,900 and BTC/USDT crosses above 64,000)', any(A, all(B, C))],
    ['(RSI(14, 1h) is above 70 or a 15m candle closes below 62,900) and BTC/USDT crosses above 64,000', all(all(any(A, B)), C)],
    ['RSI(14, 1h) is above 70', all(any(A))],
    ['not (RSI(14, 1h) is above 70)', { type: 'not', of: A }],
    ['not (RSI(14, 1h) is above 70) or BTC/USDT crosses above 64,000', any({ type: 'not', of: all(A) }, C)],
    ['not (RSI(14, 1h) is above 70 or BTC/USDT crosses above 64,000)', { type: 'not', of: any(A, C) }],
  ])('%s', (sentence, trigger) => {
    expect(describe(trigger, 'BTC/USDT')).toBe(sentence);
  });

  it('speaks of the price where no market is named', () => {
    expect(describe({ type: 'not', of: C })).toBe('not (the price crosses above 64,000)');
  });

  it('never throws, names every level, and closes what it opens', () => {
    fc.assert(
      fc.property(treeOf(leaf), fc.option(fc.constant('BTC/USDT'), { nil: undefined }), (trigger, market) => {
        const sentence = describe(trigger, market);
        expect(sentence.trim()).not.toBe('');
        expect(sentence).not.toMatch(/undefined|NaN|never/);
        expect(sentence.split('(').length).toBe(sentence.split(')').length);
      }),
    );
  });

  it('gives different sentences to trees that differ in grouping', () => {
    expect(describe(all(any(A, B), C))).not.toBe(describe(any(A, all(B, C))));
  });
});
