import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { PLACES } from '#test/histories.ts';
import { instant, later } from './clock.ts';
import type { ConditionDraft } from './condition.ts';
import { draftSchema } from './draft.ts';
import type { Market } from './market.ts';
import { faultOfDraft, likelyEntry, type SenseContext } from './sense.ts';

const NOW = instant(1_767_600_000_000);
const SPOT = PLACES[0]?.market as Market;
const PERPETUAL = PLACES.find(({ market }) => market.symbol === 'BTC/USDT:USDT')?.market as Market;
const CONTEXT: SenseContext = {
  now: NOW,
  market: SPOT,
  price: 63_800,
  deskMarkets: ['BTC/USDT', 'BTC/USDT:USDT'],
  costPct: 0.22,
  limits: { minStopAtr: 0.5, minRewardRisk: 1, maxTriggerDistancePct: 5, maxExpiryHours: 72 },
};
const GOOD: ConditionDraft = {
  market: 'BTC/USDT',
  side: 'long',
  entry: { type: 'price', is: 'crossesAbove', level: '64000' },
  stop: '62900',
  targets: [
    { price: '65500', sharePct: 50 },
    { price: '67000', sharePct: 50 },
  ],
  riskPct: 1,
  expiresAt: later(NOW, 6 * 3_600_000),
  exits: { trail: [], breakEvenAfter: 1, timeLimitMs: 0, atr: '500' },
  thesis: 'A fresh break is holding.',
  evidence: [],
  referencePrice: '63800',
};
const SHORT: ConditionDraft = {
  ...GOOD,
  market: 'BTC/USDT:USDT',
  side: 'short',
  entry: { type: 'price', is: 'crossesBelow', level: '63600' },
  stop: '64700',
  targets: [{ price: '62000', sharePct: 60 }],
};

const faultOf = (changes: Partial<ConditionDraft>, context: Partial<SenseContext> = {}): string | undefined =>
  faultOfDraft({ ...GOOD, ...changes }, { ...CONTEXT, ...context });

describe('a draft that makes sense', () => {
  it('passes, long or short', () => {
    expect(faultOf({})).toBeUndefined();
    expect(faultOf(SHORT, { market: PERPETUAL })).toBeUndefined();
  });
});

describe('a draft is refused with a sentence', () => {
  it.each<[string, Partial<ConditionDraft>, Partial<SenseContext>, RegExp]>([
    ['for another market', { market: 'ETH/USDT' }, {}, /ETH\/USDT is not a market of this desk/],
    ['for a market that the desk does not have', {}, { deskMarkets: ['ETH/USDT'] }, /not a market of this desk/],
    ['to sell short at a spot market', { ...SHORT, market: 'BTC/USDT' }, {}, /cannot be sold short/],
    ['with the stop above a long', { stop: '64100' }, {}, /stop 64100 is on the wrong side/],
    ['with the stop at the entry', { stop: '64000' }, {}, /wrong side/],
    ['with the stop within the noise', { stop: '63800' }, {}, /inside the noise/],
    ['with a target on the losing side', { targets: [{ price: '63000', sharePct: 100 }] }, {}, /profit side/],
    [
      'with targets in the wrong order',
      {
        targets: [
          { price: '67000', sharePct: 50 },
          { price: '65500', sharePct: 50 },
        ],
      },
      {},
      /one behind the other/,
    ],
    [
      'with the same target twice',
      {
        targets: [
          { price: '67000', sharePct: 50 },
          { price: '67000', sharePct: 50 },
        ],
      },
      {},
      /one behind the other/,
    ],
    [
      'that takes more than everything',
      {
        targets: [
          { price: '65500', sharePct: 60 },
          { price: '67000', sharePct: 60 },
        ],
      },
      {},
      /120 %/,
    ],
    ['that costs eat', { targets: [{ price: '64900', sharePct: 100 }] }, {}, /reward to risk is 0\.\d+ after costs/],
    [
      'far from the price',
      { entry: { type: 'price', is: 'crossesAbove', level: '70000' }, targets: [{ price: '90000', sharePct: 100 }] },
      {},
      /more than 5 % away/,
    ],
    ['that has expired', { expiresAt: NOW }, {}, /expired already/],
    ['that stays open too long', { expiresAt: later(NOW, 73 * 3_600_000) }, {}, /more than 72 h/],
    ['while there is no price', {}, { price: Number.NaN }, /no price/],
  ])('%s', (_, changes, context, said) => {
    expect(faultOf(changes, context)).toMatch(said);
  });

  it('for a short as for a long: stop below, target above', () => {
    const context = { market: PERPETUAL };
    expect(faultOf({ ...SHORT, stop: '62900' }, context)).toMatch(/wrong side/);
    expect(faultOf({ ...SHORT, targets: [{ price: '65000', sharePct: 100 }] }, context)).toMatch(/profit side/);
  });

  it.each<[string, Partial<ConditionDraft>]>([
    ['a stop as a distance', { stop: '1100' }],
    ['a stop as a ratio', { stop: '0.98' }],
    ['a stop in cents', { stop: '6290000' }],
    ['targets as distances', { targets: [{ price: '1500', sharePct: 100 }] }],
    ['targets as ratios', { targets: [{ price: '1.02', sharePct: 100 }] }],
    ['an entry in cents', { entry: { type: 'price', is: 'crossesAbove', level: '6400000' } }],
    [
      'everything in cents',
      { entry: { type: 'price', is: 'crossesAbove', level: '6400000' }, stop: '6290000', targets: [{ price: '6700000', sharePct: 100 }] },
    ],
    ['an expiry in seconds', { expiresAt: instant(Math.round((NOW + 6 * 3_600_000) / 1000)) }],
    ['an expiry in microseconds', { expiresAt: instant((NOW + 6 * 3_600_000) * 1000) }],
    ['an expiry as a duration', { expiresAt: instant(6 * 3_600_000) }],
    ['a reference price in cents', { referencePrice: '6380000' }],
    ['a reference price of another market', { referencePrice: '3100' }],
    ['an ATR as a percent of nothing', { exits: { ...GOOD.exits, atr: '50000' } }],
  ])('when units were confused: %s', (_, changes) => {
    expect(faultOf(changes)).toMatch(/\S+ .+/);
  });
});

describe('the likely entry', () => {
  it('is the level of the trigger that is nearest to the price, and else the price', () => {
    expect(likelyEntry(GOOD, 63_800)).toBe(64_000);
    expect(likelyEntry({ entry: { type: 'window', from: '2026-01-05T08:00:00Z' } }, 63_800)).toBe(63_800);
    const entry = {
      type: 'any',
      of: [
        { type: 'price', is: 'above', level: '70000' },
        { type: 'not', of: { type: 'price', is: 'below', level: '63000' } },
      ],
    } as const;
    expect(likelyEntry({ entry }, 63_800)).toBe(63_000);
  });
});

describe('whatever a strategist says', () => {
  const odd = fc.oneof(fc.double({ min: 1e-18, max: 1e18, noNaN: true }).map(String), fc.string());
  const mostly = <T, U>(good: fc.Arbitrary<T>, bad: fc.Arbitrary<U>): fc.Arbitrary<T | U> =>
    fc.oneof({ weight: 15, arbitrary: good }, { weight: 1, arbitrary: bad });
  const near = (min: number, max: number): fc.Arbitrary<string> => mostly(fc.integer({ min, max }).map(String), odd);
  const draft = fc.record({
    market: mostly(fc.constantFrom('BTC/USDT', 'BTC/USDT:USDT'), fc.constant('X')),
    side: fc.constantFrom('long', 'short'),
    entry: near(63_000, 64_600).map((level) => ({ type: 'price', is: 'above', level })),
    stop: near(60_000, 67_600),
    targets: mostly(
      near(58_000, 70_000).map((price) => [{ price, sharePct: 100 }]),
      fc.array(fc.record({ price: near(58_000, 70_000), sharePct: fc.double() }), { maxLength: 5 }),
    ),
    riskPct: mostly(fc.constant(1), fc.double()),
    expiresAt: mostly(fc.constant(NOW + 3_600_000), fc.double()),
    exits: fc.record({
      trail: fc.constant([]),
      breakEvenAfter: fc.nat(4),
      timeLimitMs: mostly(fc.constant(0), fc.double()),
      atr: near(100, 900),
    }),
    thesis: mostly(fc.constant('because'), fc.string()),
    evidence: fc.constant([]),
    referencePrice: near(62_000, 65_000),
  });

  it('is refused with a sentence, or has its stop on the losing side, its targets on the winning side, and an end', () => {
    let passed = 0;
    fc.assert(
      fc.property(draft, fc.constantFrom(SPOT, PERPETUAL), (said, market) => {
        const parsed = draftSchema.safeParse(said);
        if (!parsed.success) {
          expect(z.prettifyError(parsed.error)).toMatch(/\S+ .+/);
          return;
        }
        const fault = faultOfDraft(parsed.data, { ...CONTEXT, market });
        if (fault !== undefined) {
          expect(fault).toMatch(/\S+ .+/);
          expect(fault).not.toContain('NaN');
          return;
        }
        passed++;
        const { side, stop, targets, expiresAt } = parsed.data;
        const entry = likelyEntry(parsed.data, CONTEXT.price);
        const sign = side === 'long' ? 1 : -1;
        expect((entry - Number(stop)) * sign).toBeGreaterThan(0);
        for (const target of targets) expect((Number(target.price) - entry) * sign).toBeGreaterThan(0);
        expect(expiresAt).toBeGreaterThan(NOW);
        expect(parsed.data.market).toBe(market.symbol);
      }),
      { numRuns: 2_000, seed: 7 },
    );
    expect(passed).toBeGreaterThan(30);
  });
});
