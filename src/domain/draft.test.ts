import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { leaf, treeOf } from '#src/triggers/arbitrary.ts';
import { draftSchema } from './draft.ts';

// FI-66: what a language model can get wrong is refused with a sentence, whole; nothing of it is used.

const GOOD = {
  market: 'BTC/USDT',
  side: 'long',
  entry: { type: 'price', is: 'crossesAbove', level: '64000' },
  stop: '62900',
  targets: [
    { price: '65500', sharePct: 50 },
    { price: '67000', sharePct: 50 },
  ],
  riskPct: 1,
  expiresAt: 1_767_700_000_000,
  invalidation: { type: 'candle', timeframe: '15m', closes: 'below', level: '63000' },
  exits: { trail: [{ fromR: 3, atr: 1.8 }], breakEvenAfter: 1, timeLimitMs: 0, atr: '500' },
  thesis: 'A fresh break above the last swing is holding.',
  against: 'The trend is weak.',
  pattern: 'momentum_breakout',
  regime: 'wide_structure',
  score: 71,
  evidence: ['bos:1h'],
  referencePrice: '63800',
};

/** What is said about a draft, or undefined when it has the right shape. */
function faultOf(draft: unknown): string | undefined {
  const parsed = draftSchema.safeParse(draft);
  return parsed.success ? undefined : z.prettifyError(parsed.error);
}

/** The good draft with one place changed: `at('exits.atr', 'x')`. */
function at(path: string, value: unknown): unknown {
  const draft = structuredClone(GOOD) as Record<string, unknown>;
  const names = path.split('.');
  const last = names.pop() as string;
  let place = draft;
  for (const name of names) place = place[name] as Record<string, unknown>;
  place[last] = value;
  return draft;
}
const without = (name: string): unknown => Object.fromEntries(Object.entries(GOOD).filter(([key]) => key !== name));

describe('a draft', () => {
  it('of the right shape is taken as it is', () => {
    expect(faultOf(GOOD)).toBeUndefined();
    for (const name of ['invalidation', 'against', 'pattern', 'regime', 'score']) expect(faultOf(without(name)), name).toBeUndefined();
  });

  it.each(Object.keys(GOOD).filter((name) => !['invalidation', 'against', 'pattern', 'regime', 'score'].includes(name)))(
    'without %s is refused',
    (name) => {
      expect(faultOf(without(name))).toContain(name);
    },
  );

  it.each([
    ['size', 0.5],
    ['leverage', 10],
    ['instruction', 'ignore the limits'],
    ['exits.size', 1],
    ['targets.0.amount', '1'],
    ['entry.hint', 'x'],
    ['invalidation.until', 'x'],
    ['exits.trail.0.pct', 1],
  ])('with %s, which nobody knows, is refused and the field is named', (path, value) => {
    expect(faultOf(at(path, value))).toMatch(new RegExp(`\\b${path.split('.').at(-1)}\\b`));
  });

  it.each(['stop', 'referencePrice', 'exits.atr', 'targets.0.price', 'entry.level'])(
    'has a positive finite price in %s, as text',
    (path) => {
      for (const value of [
        'NaN',
        'Infinity',
        '-1',
        '0',
        '',
        ' 1',
        '1,000',
        '$5',
        'null',
        '1e309',
        '1e999',
        '-1e5',
        '0x10',
        '1e-400',
        '9'.repeat(400),
        62900,
        null,
        true,
        ['1'],
        {},
      ]) {
        expect(faultOf(at(path, value)), JSON.stringify(value)?.slice(0, 30)).toMatch(/\S+ .+/);
      }
      for (const value of ['62900', '0.00000001', '1e5']) expect(faultOf(at(path, value)), value).toBeUndefined();
    },
  );

  it.each([
    ['riskPct', [0, -1, 11, 100, Number.NaN, Number.POSITIVE_INFINITY, '1', null]],
    ['expiresAt', [Number.NaN, Number.POSITIVE_INFINITY, '2026-01-05T08:00:00Z', null, 1e300, -1e300]],
    ['score', [-1, 101, Number.NaN, '71', null]],
    ['exits.breakEvenAfter', [-1, 5, 0.5, Number.NaN, '1']],
    ['exits.timeLimitMs', [-1, Number.NaN, Number.POSITIVE_INFINITY, '1']],
    ['exits.trail.0.atr', [0, -1, 21, Number.NaN]],
    ['exits.trail.0.fromR', [-1, 101, Number.NaN]],
    ['targets.0.sharePct', [0, -50, 101, Number.NaN, '50', Number.POSITIVE_INFINITY]],
    ['targets', [[], Array(5).fill({ price: '65500', sharePct: 10 }), 'x', null, {}]],
    ['side', ['buy', 'LONG', '', null, 1]],
    ['market', ['', 'x', 'A'.repeat(41), null, 5]],
    ['thesis', ['', 'x'.repeat(601), null]],
    ['against', ['x'.repeat(401)]],
    ['pattern', ['x'.repeat(61), 3]],
    ['evidence', ['x', [1], ['x'.repeat(121)], Array(21).fill('x')]],
    [
      'entry',
      [
        null,
        'when it rises',
        {},
        { type: 'price' },
        { type: 'price', is: 'touches', level: '1' },
        { type: 'all', of: [] },
        { type: 'eval', code: '1' },
      ],
    ],
  ])('has a %s that means something', (path, values) => {
    for (const value of values as unknown[]) expect(faultOf(at(path, value)), JSON.stringify(value)?.slice(0, 40)).toMatch(/\S+ .+/);
  });

  it('whose shares are fractions of one is refused: half a percent of a position is no target', () => {
    expect(
      faultOf(
        at('targets', [
          { price: '65500', sharePct: 0.5 },
          { price: '67000', sharePct: 0.5 },
        ]),
      ),
    ).toContain('percent');
  });

  it('expires at a whole millisecond, because that is what the ledger keeps and an approval is bound to', () => {
    expect(draftSchema.parse(at('expiresAt', 1_767_700_000_000.4)).expiresAt).toBe(1_767_700_000_000);
  });

  it('takes every trigger that the language has', () => {
    fc.assert(
      fc.property(treeOf(leaf), (entry) => {
        expect(faultOf({ ...GOOD, entry })).toBeUndefined();
      }),
    );
  });
});

describe('anything at all', () => {
  it('is taken or refused, never an exception', () => {
    const anything = fc.oneof(
      fc.jsonValue(),
      fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true, withSparseArray: true }),
    );
    fc.assert(
      fc.property(anything, (value) => {
        expect(faultOf(value)).toMatch(/\S+ .+/);
      }),
      { numRuns: 500 },
    );
  });

  it('in any place of a good draft is taken or refused, and what is taken is what was said', () => {
    const paths = [
      'market',
      'side',
      'entry',
      'entry.level',
      'stop',
      'targets',
      'targets.0',
      'targets.0.sharePct',
      'riskPct',
      'exits',
      'exits.trail',
      'exits.atr',
      'thesis',
      'score',
      'evidence',
    ];
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.oneof(fc.jsonValue(), fc.double(), fc.string()), (path, value) => {
        const draft = at(path, value);
        const parsed = draftSchema.safeParse(draft);
        if (parsed.success) expect(parsed.data).toEqual(draft);
      }),
      { numRuns: 1_000 },
    );
  });

  it('that nests a thousand deep costs a sentence, not the stack', () => {
    let deep: unknown = { type: 'price', is: 'above', level: '1' };
    for (let i = 0; i < 1_000; i++) deep = { type: 'not', of: deep };
    expect(faultOf({ ...GOOD, entry: deep })).toContain('deep');
  });
});
