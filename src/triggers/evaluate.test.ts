import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instant, parseInstant } from '#src/domain/clock.ts';
import { blindableLeaf, candleAt, leaf, seen, T0, treeOf, viewFrom, viewOf } from './arbitrary.ts';
import { evaluate } from './evaluate.ts';
import type { Pair, Relation, Trigger, Verdict } from './trigger.ts';

const price = (is: Relation, level: string): Trigger => ({ type: 'price', is, level });
const at = (now: number, before?: number) => viewOf({ price: { now, before } });
const not = (of: Trigger): Trigger => ({ type: 'not', of });

describe('a price trigger', () => {
  it.each<[Relation, number | undefined, number, Verdict]>([
    ['above', undefined, 101, true],
    ['above', undefined, 100, true],
    ['above', undefined, 99.99, false],
    ['below', undefined, 99, true],
    ['below', undefined, 100, true],
    ['below', undefined, 100.01, false],
    ['crossesAbove', 99, 101, true],
    ['crossesAbove', 99, 100, true],
    ['crossesAbove', 100, 101, false],
    ['crossesAbove', 101, 102, false],
    ['crossesAbove', 98, 99, false],
    ['crossesAbove', 101, 99, false],
    ['crossesAbove', undefined, 101, undefined],
    ['crossesBelow', 101, 99, true],
    ['crossesBelow', 101, 100, true],
    ['crossesBelow', 100, 99, false],
    ['crossesBelow', 98, 99, false],
    ['crossesBelow', 99, 101, false],
    ['crossesBelow', undefined, 99, undefined],
  ])('%s 100, from %s to %s: %s', (is, before, now, verdict) => {
    expect(evaluate(price(is, '100'), at(now, before))).toBe(verdict);
  });

  it('holds a cross once on the way through a level, not while the price stays beyond it', () => {
    const path = [98, 99, 100, 100, 101, 105, 100, 99, 100];
    const crossings = path.map((now, index) => evaluate(price('crossesAbove', '100'), at(now, path[index - 1])));
    expect(crossings).toEqual([undefined, false, true, false, false, false, false, false, true]);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -1])('takes %s for a missing price', (broken) => {
    for (const is of ['above', 'below', 'crossesAbove', 'crossesBelow'] as const) {
      expect(evaluate(price(is, '100'), at(broken, 99))).toBeUndefined();
      expect(evaluate(not(price(is, '100')), at(broken, 101))).toBeUndefined();
    }
    expect(evaluate(price('crossesAbove', '100'), at(101, broken))).toBeUndefined();
    expect(evaluate(price('crossesBelow', '100'), at(99, broken))).toBeUndefined();
  });
});

describe('a candle trigger', () => {
  const closes = (side: 'above' | 'below'): Trigger => ({ type: 'candle', timeframe: '15m', closes: side, level: '100' });
  const closing = (close: number) => viewOf({ closed: (timeframe) => (timeframe === '15m' ? candleAt(close) : undefined) });

  it('looks at the close of its own timeframe, a touch included', () => {
    expect(evaluate(closes('above'), closing(101))).toBe(true);
    expect(evaluate(closes('above'), closing(100))).toBe(true);
    expect(evaluate(closes('above'), closing(99))).toBe(false);
    expect(evaluate(closes('below'), closing(99))).toBe(true);
    expect(evaluate({ type: 'candle', timeframe: '1h', closes: 'above', level: '100' }, closing(101))).toBeUndefined();
  });

  it('knows nothing between two closes', () => {
    expect(evaluate(closes('above'), at(101))).toBeUndefined();
    expect(evaluate(not(closes('above')), at(101))).toBeUndefined();
    expect(evaluate(closes('above'), closing(Number.NaN))).toBeUndefined();
  });
});

describe('an indicator trigger', () => {
  const rsi = { name: 'rsi', length: 14, timeframe: '1h' } as const;
  const fast = { name: 'ema', length: 20, timeframe: '1h' } as const;
  const slow = { name: 'ema', length: 20, timeframe: '4h' } as const;
  const rsiIs = (is: Relation): Trigger => ({ type: 'indicator', indicator: rsi, is, than: { value: '70' } });
  const closing = (pair: Pair, ...closed: string[]) =>
    viewOf({ indicator: () => pair, closed: (timeframe) => (closed.includes(timeframe) ? candleAt(1) : undefined) });

  it('compares with a value', () => {
    expect(evaluate(rsiIs('above'), closing({ now: 70, before: undefined }))).toBe(true);
    expect(evaluate(rsiIs('above'), closing({ now: 69, before: undefined }))).toBe(false);
    expect(evaluate(rsiIs('crossesAbove'), closing({ now: 71, before: 69 }, '1h'))).toBe(true);
    expect(evaluate(rsiIs('crossesAbove'), closing({ now: 71, before: undefined }, '1h'))).toBeUndefined();
    expect(evaluate(rsiIs('above'), closing({ now: Number.NaN, before: 69 }, '1h'))).toBeUndefined();
    expect(evaluate(rsiIs('above'), viewOf())).toBeUndefined();
  });

  it('holds a cross only at the close that made it', () => {
    expect(evaluate(rsiIs('crossesAbove'), closing({ now: 71, before: 69 }, '15m'))).toBe(false);
    expect(evaluate(not(rsiIs('crossesAbove')), closing({ now: 71, before: 69 }))).toBe(true);
  });

  it('compares two indicators', () => {
    const trigger: Trigger = { type: 'indicator', indicator: fast, is: 'crossesAbove', than: { indicator: { ...fast, length: 50 } } };
    const view = (left: Pair | undefined, right: Pair | undefined) =>
      viewOf({ indicator: ({ length }) => (length === 20 ? left : right), closed: () => candleAt(1) });
    expect(evaluate(trigger, view({ now: 11, before: 9 }, { now: 10, before: 10 }))).toBe(true);
    expect(evaluate(trigger, view({ now: 11, before: 9 }, { now: 10, before: 8 }))).toBe(false);
    expect(evaluate(trigger, view({ now: 11, before: 9 }, undefined))).toBeUndefined();
    expect(evaluate(trigger, view(undefined, { now: 10, before: 10 }))).toBeUndefined();
    expect(evaluate(trigger, view({ now: 11, before: 9 }, { now: 10, before: undefined }))).toBeUndefined();
  });

  it('compares two timeframes at the same step', () => {
    const trigger: Trigger = { type: 'indicator', indicator: fast, is: 'crossesAbove', than: { indicator: slow } };
    const view = (left: Pair, right: Pair, ...closed: string[]) =>
      viewOf({
        indicator: ({ timeframe }) => (timeframe === '1h' ? left : right),
        closed: (timeframe) => (closed.includes(timeframe) ? candleAt(1) : undefined),
      });
    // The slow one was at 8 four hours ago and has been at 10 since: this hour the fast one went through it.
    expect(evaluate(trigger, view({ now: 11, before: 9 }, { now: 10, before: 8 }, '1h'))).toBe(true);
    // Both moved at this close, and the fast one was already ahead.
    expect(evaluate(trigger, view({ now: 11, before: 9 }, { now: 10, before: 8 }, '1h', '4h'))).toBe(false);
  });
});

describe('a window', () => {
  const window: Trigger = { type: 'window', from: '2026-01-05T08:00:00Z', until: '2026-01-05T15:00:00+01:00' };
  const when = (text: string) => viewOf({ now: parseInstant(text) });

  it('holds from its first moment until just before its end', () => {
    expect(evaluate(window, when('2026-01-05T07:59:59.999Z'))).toBe(false);
    expect(evaluate(window, when('2026-01-05T08:00:00Z'))).toBe(true);
    expect(evaluate(window, when('2026-01-05T13:59:59.999Z'))).toBe(true);
    expect(evaluate(window, when('2026-01-05T14:00:00Z'))).toBe(false);
  });

  it('may be open at one end', () => {
    expect(evaluate({ type: 'window', from: '2026-01-05T08:00:00Z' }, when('2031-01-01T00:00:00Z'))).toBe(true);
    expect(evaluate({ type: 'window', until: '2026-01-05T08:00:00Z' }, when('2026-01-05T08:00:00Z'))).toBe(false);
    expect(evaluate({ type: 'window' }, when('2026-01-05T08:00:00Z'))).toBeUndefined();
  });
});

describe('all, any and not', () => {
  const T = price('above', '1');
  const F = price('above', '1000');
  const U: Trigger = { type: 'candle', timeframe: '1h', closes: 'above', level: '1' };
  const verdict = (type: 'all' | 'any', ...of: Trigger[]): Verdict => evaluate({ type, of }, at(100));

  it('follow Kleene: what is missing decides nothing that is already decided', () => {
    expect([verdict('all', T, T), verdict('all', U, F), verdict('all', F, U), verdict('all', T, U), verdict('all', U, T)]).toEqual([
      true,
      false,
      false,
      undefined,
      undefined,
    ]);
    expect([verdict('any', F, F), verdict('any', U, T), verdict('any', T, U), verdict('any', F, U), verdict('any', U, F)]).toEqual([
      false,
      true,
      true,
      undefined,
      undefined,
    ]);
    expect([not(T), not(F), not(U), not(not(U))].map((trigger) => evaluate(trigger, at(100)))).toEqual([false, true, undefined, undefined]);
  });

  it('match nothing when they combine nothing, whatever is around them', () => {
    for (const type of ['all', 'any'] as const) {
      expect(verdict(type)).toBeUndefined();
      expect(evaluate(not({ type, of: [] }), at(100))).toBeUndefined();
    }
  });

  it('never match on what is missing, however it is nested', () => {
    fc.assert(
      fc.property(treeOf(blindableLeaf), (trigger) => {
        expect(evaluate(trigger, viewOf())).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });

  it('never match on numbers that are none, however they are nested', () => {
    const broken = fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY);
    fc.assert(
      fc.property(treeOf(blindableLeaf), broken, (trigger, value) => {
        const pair = { now: value, before: value };
        expect(evaluate(trigger, viewOf({ price: pair, indicator: () => pair, closed: () => candleAt(value) }))).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });

  it('keep a verdict when what was missing becomes known', () => {
    fc.assert(
      fc.property(treeOf(leaf), seen, seen, (trigger, some, more) => {
        const verdict = evaluate(trigger, viewFrom(some));
        fc.pre(verdict !== undefined);
        // The closes of the moment stay: whether a candle closed is never unknown, only its figures are.
        const filled = { ...some, price: some.price ?? more.price, indicator: some.indicator ?? more.indicator };
        expect(evaluate(trigger, viewFrom(filled))).toBe(verdict);
      }),
      { numRuns: 1000 },
    );
  });

  it('are each other through not (De Morgan)', () => {
    fc.assert(
      fc.property(treeOf(leaf, 3), treeOf(leaf, 3), seen, (a, b, some) => {
        const view = viewFrom(some);
        expect(evaluate(not({ type: 'all', of: [a, b] }), view)).toBe(evaluate({ type: 'any', of: [not(a), not(b)] }, view));
      }),
      { numRuns: 500 },
    );
  });

  it('know nothing of a type outside the language', () => {
    expect(evaluate({ type: 'xor' } as unknown as Trigger, viewOf({ now: instant(T0) }))).toBeUndefined();
  });
});
