import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Wire, wireSchema } from './wire.ts';

const CONDITION: Wire['conditions'][number] = {
  market: 'BTC/USDT',
  side: 'long',
  entry: { kind: 'crosses_above', price: 64_300, timeframe: null },
  stop: 63_300,
  targets: [{ price: 66_000, sharePct: 50 }],
  riskPct: 0.5,
  expiryHours: 6,
  pattern: 'momentum_breakout',
  thesis: 'A break of 64,300 goes on.',
  against: 'The trend is young.',
  invalidation: null,
};
const ANSWER: Wire = {
  opinions: [{ market: 'BTC/USDT', direction: 'up', strength: 0.6 }],
  conditions: [CONDITION],
  note: 'One break.',
};
const withCondition = (different: object): unknown => ({ ...ANSWER, conditions: [{ ...CONDITION, ...different }] });

describe('the form of an answer', () => {
  it('takes a full answer and an empty one', () => {
    expect(wireSchema.parse(ANSWER)).toEqual(ANSWER);
    expect(wireSchema.safeParse({ opinions: [], conditions: [], note: '' }).success).toBe(true);
  });

  it.each([
    ['a field that nobody knows', { ...ANSWER, approve: true }],
    ['a field that nobody knows in a condition', withCondition({ leverage: 100 })],
    ['a field that nobody knows in an entry', withCondition({ entry: { ...CONDITION.entry, amount: 3 } })],
    ['a side that does not exist', withCondition({ side: 'buy' })],
    ['a pattern that does not exist', withCondition({ pattern: 'moon_shot' })],
    ['a timeframe that is not watched', withCondition({ entry: { kind: 'closes_above', price: 64_300, timeframe: '1m' } })],
    ['a price as text', withCondition({ stop: '63300' })],
    ['no price', withCondition({ stop: null })],
    ['a price below zero', withCondition({ stop: -63_300 })],
    ['an endless price', withCondition({ stop: Number.POSITIVE_INFINITY })],
    ['a huge price', withCondition({ stop: 1e300 })],
    ['no target', withCondition({ targets: [] })],
    ['five targets', withCondition({ targets: Array.from({ length: 5 }, () => ({ price: 66_000, sharePct: 20 })) })],
    ['a share of nothing', withCondition({ targets: [{ price: 66_000, sharePct: 0 }] })],
    ['a risk of nothing', withCondition({ riskPct: 0 })],
    ['an endless thesis', withCondition({ thesis: 'x'.repeat(301) })],
    ['a missing invalidation', { ...ANSWER, conditions: [{ ...CONDITION, invalidation: undefined }] }],
    ['four conditions', { ...ANSWER, conditions: Array.from({ length: 4 }, () => CONDITION) }],
    ['a probability above one', { ...ANSWER, opinions: [{ market: 'BTC/USDT', direction: 'up', strength: 60 }] }],
    ['a list instead of an object', [ANSWER]],
  ])('refuses %s', (_, written) => {
    expect(wireSchema.safeParse(written).success).toBe(false);
  });

  it('is written so that every server can take it: each field required, each object closed, no tuple, record or optional field', () => {
    const schema = JSON.stringify(z.toJSONSchema(wireSchema));
    for (const word of ['prefixItems', 'patternProperties', 'propertyNames', '"not"', 'allOf']) expect(schema).not.toContain(word);
    const objects = objectsOf(z.toJSONSchema(wireSchema));
    expect(objects.length).toBeGreaterThan(4);
    for (const { properties, required, additionalProperties } of objects) {
      expect(required).toEqual(Object.keys(properties));
      expect(additionalProperties).toBe(false);
    }
  });
});

interface Closed {
  readonly properties: object;
  readonly required: readonly string[];
  readonly additionalProperties: boolean;
}

function objectsOf(value: unknown): Closed[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(objectsOf);
  return 'properties' in value ? [value as unknown as Closed, ...inner] : inner;
}
