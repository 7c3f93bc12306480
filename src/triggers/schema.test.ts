import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { leaf, treeOf } from './arbitrary.ts';
import { triggerSchema } from './schema.ts';
import type { Trigger } from './trigger.ts';

const price = { type: 'price', is: 'crossesAbove', level: '64000' };
const rsi = { name: 'rsi', length: 14, timeframe: '1h' };

function refusal(written: unknown): string {
  const result = triggerSchema.safeParse(written);
  if (result.success) throw new Error(`accepted: ${JSON.stringify(written).slice(0, 200)}`);
  return z.prettifyError(result.error);
}

const nested = (depth: number): unknown => {
  let trigger: unknown = price;
  for (let level = 1; level < depth; level++) trigger = { type: 'not', of: trigger };
  return trigger;
};
const wide = (leaves: number): unknown => ({ type: 'any', of: Array.from({ length: leaves }, () => price) });

describe('how a trigger is written', () => {
  it('comes back as it was from JSON and the schema', () => {
    fc.assert(
      fc.property(treeOf(leaf), (trigger) => {
        expect(triggerSchema.parse(JSON.parse(JSON.stringify(trigger)))).toEqual(trigger);
      }),
    );
  });

  it('refuses a key that nobody knows, at any depth, and names the known ones', () => {
    expect(refusal({ ...price, lvl: '1' })).toContain('a price trigger has no lvl; it has type, is, level');
    const deep = refusal({ type: 'all', of: [price, { type: 'not', of: { ...price, timeframe: '1h' } }] });
    expect(deep).toContain('a price trigger has no timeframe');
    expect(deep).toContain('of[1].of');
    expect(refusal({ type: 'indicator', indicator: { ...rsi, source: 'hl2' }, is: 'above', than: { value: '70' } })).toContain('source');
    expect(refusal({ type: 'window', until: '2026-01-05T08:00:00Z', zone: 'CET' })).toContain('a window has no zone');
    expect(refusal({ type: 'any', of: [price], atLeast: 1 })).toContain('an any trigger has no atLeast');
    fc.assert(
      fc.property(treeOf(leaf), fc.string({ minLength: 1 }), (trigger, key) => {
        fc.pre(
          !['type', 'is', 'level', 'timeframe', 'closes', 'indicator', 'than', 'from', 'until', 'of'].includes(key) && key !== '__proto__',
        );
        expect(refusal({ ...trigger, [key]: 1 })).toContain(key);
      }),
    );
  });

  it('refuses operators and types outside the language and says what there is', () => {
    expect(refusal({ type: 'price', is: 'equals', level: '1' })).toMatch(/above.*below.*crossesAbove.*crossesBelow/);
    expect(refusal({ type: 'xor', of: [price] })).toContain('price, candle, indicator, window, all, any or not');
    expect(refusal({ type: 'candle', timeframe: '2h', closes: 'above', level: '1' })).toContain('15m');
    expect(refusal({ type: 'candle', timeframe: '1h', closes: 'crossesAbove', level: '1' })).toContain('above');
    for (const written of [undefined, null, 1, 'price', [], {}, [price]]) expect(refusal(written)).toContain('a trigger is an object');
  });

  it.each(['0', '-1', '64,000', '', ' 1', 'NaN', 'Infinity', '0x10', '1e309', '1e-400', '1'.repeat(41), '١'])(
    'refuses %j as a level',
    (level) => {
      expect(refusal({ ...price, level })).toMatch(/a level is a positive number|Too big/);
    },
  );

  it('refuses a level that is not text', () => {
    expect(refusal({ ...price, level: 64_000 })).toContain('in quotes');
  });

  it.each([1, 401, 14.5, '14', Number.NaN])('refuses %j as a length', (length) => {
    expect(refusal({ type: 'indicator', indicator: { ...rsi, length }, is: 'above', than: { value: '70' } })).toContain('indicator.length');
  });

  it('points into a comparison that is almost right, and shows both forms where it is neither', () => {
    const comparing = (than: unknown) => refusal({ type: 'indicator', indicator: rsi, is: 'above', than });
    expect(comparing({ indicator: { ...rsi, length: 500 } })).toContain('than.indicator.length');
    expect(comparing({ value: '-3' })).toContain('a level is a positive number');
    expect(comparing(70)).toContain('compare with {"value": "70"}');
    expect(comparing({ value: '70', indicator: rsi })).not.toBe('');
  });

  it('takes a window with one end or two, in order and with a zone', () => {
    const from = '2026-01-05T08:00:00Z';
    expect(triggerSchema.safeParse({ type: 'window', from }).success).toBe(true);
    expect(triggerSchema.safeParse({ type: 'window', from, until: '2026-01-05T09:00:00+00:30' }).success).toBe(true);
    expect(refusal({ type: 'window', from, until: '2026-01-05T09:00:00+01:00' })).toContain('a window begins before it ends');
    expect(refusal({ type: 'window' })).toContain('needs from, until or both');
    expect(refusal({ type: 'window', from: '2026-01-05T08:00:00' })).toContain('with its zone');
    expect(refusal({ type: 'window', from: 'tomorrow', until: '2026-01-05' })).toContain('with its zone');
  });

  it('refuses to combine nothing', () => {
    for (const type of ['all', 'any']) expect(refusal({ type, of: [] })).toContain('>=1');
  });

  it('takes 6 levels and 20 simple triggers in the whole tree, and no more', () => {
    expect(triggerSchema.safeParse(nested(6)).success).toBe(true);
    expect(refusal(nested(7))).toContain('nests at most 6 deep');
    expect(triggerSchema.safeParse(wide(20)).success).toBe(true);
    expect(refusal(wide(21))).toContain('at most 20 simple triggers');
    expect(triggerSchema.safeParse({ type: 'all', of: [wide(10), wide(10)] }).success).toBe(true);
    expect(refusal({ type: 'all', of: [wide(10), price, wide(10)] })).toContain('at most 20 simple triggers');
  });

  it('answers a hostile depth or width with a sentence', () => {
    expect(refusal(nested(100_000))).toContain('nests at most 6 deep');
    expect(refusal(wide(100_000))).toContain('at most 20');
    const circle: { type: string; of: unknown } = { type: 'not', of: undefined };
    circle.of = circle;
    expect(triggerSchema.safeParse(circle).success).toBe(false);
  });

  it('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (written) => {
        expect(triggerSchema.safeParse(written).success).toBe(false);
      }),
    );
  });

  it('can be given to a model as JSON Schema, recursion included', () => {
    const json = JSON.stringify(z.toJSONSchema(triggerSchema));
    for (const word of ['crossesAbove', '"15m"', '"adx"', '"additionalProperties":false', '$ref']) expect(json).toContain(word);
  });

  it('has a type for each that the contract names', () => {
    const one: Trigger = triggerSchema.parse({ type: 'not', of: { type: 'all', of: [price, { type: 'any', of: [price] }] } });
    expect(one.type).toBe('not');
  });
});
