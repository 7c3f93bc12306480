import { describe, expect, it } from 'vitest';
import type { Leg } from '#src/analysis/smc/legs.ts';
import { SAMPLE_START, sampleAt } from '#src/analysis/smc/sample.ts';
import { type Candidate, draftOf } from './draft.ts';
import type { Plan } from './plan.ts';
import { SAMPLE_SETTINGS, sampleContext } from './sample.ts';
import type { Scene, Score } from './score.ts';
import type { Setup } from './setups.ts';

const SETUP: Setup = {
  side: 'long',
  regime: 'tight_smc',
  pattern: 'gap_fill',
  structure: { kind: 'fvg', timeframe: '15m', openedAt: SAMPLE_START },
  depth: 1,
  entry: 1000,
  invalidation: 992,
};
const LEG: Leg = {
  side: 'long',
  from: { kind: 'low', price: 950, openedAt: sampleAt('1h', 1), index: 1 },
  to: { kind: 'high', price: 1050, openedAt: sampleAt('1h', 8), index: 8 },
};
const PLAN: Plan = {
  entry: 1000,
  stop: 990,
  targets: [1012, 1025],
  final: { price: 1077.2, leg: LEG, extension: 1.272 },
  risk: 10,
  cost: 1,
};
const SCORE: Score = {
  total: 82,
  structures: 18,
  fib: 20,
  bias: 20,
  adx: 7,
  cost: 17,
  evidence: [SETUP.structure, { ...SETUP.structure, kind: 'leg', timeframe: '1h' }],
};
const SCENE: Scene = { now: SAMPLE_START, views: [], bias: 'long', adx: 22, costBps: 10 };

const drafted = (setup: Partial<Setup> = {}, plan: Partial<Plan> = {}, scene: Partial<Scene> = {}, score: Partial<Score> = {}) => {
  const candidate: Candidate = { setup: { ...SETUP, ...setup }, plan: { ...PLAN, ...plan }, score: { ...SCORE, ...score } };
  const context = sampleContext({ price: 1005 });
  return draftOf(candidate, context, { ...SCENE, ...scene }, 12.34567, SAMPLE_SETTINGS, SAMPLE_SETTINGS.profiles.intraday);
};

describe('draftOf', () => {
  it('splits 50/40/10 in a tight regime and 35/35/30 in a wide one, the last share at the final target', () => {
    expect(drafted().targets).toEqual([
      { price: '1012', sharePct: 50 },
      { price: '1025', sharePct: 40 },
      { price: '1077.2', sharePct: 10 },
    ]);
    expect(drafted({ regime: 'wide_structure' }).targets.map(({ sharePct }) => sharePct)).toEqual([35, 35, 30]);
  });

  it('leaves the runner to the trailing stop when there is no final target', () => {
    expect(drafted({}, { final: undefined }).targets.map(({ sharePct }) => sharePct)).toEqual([50, 40]);
  });

  it('begins the runner’s trail where target 2 is, also when costs have pushed it out', () => {
    expect(drafted().exits.trail[0]).toEqual({ fromR: 2.5, atr: 1.5 });
    expect(drafted({}, { targets: [1030, 1035.55] }).exits.trail.slice(0, 2)).toEqual([
      { fromR: 3, atr: 1.8 },
      { fromR: 3.55, atr: 1.5 },
    ]);
  });

  it('crosses toward the level from where price is', () => {
    expect(drafted().entry).toEqual({ type: 'price', is: 'crossesBelow', level: '1000' });
    expect(drafted({}, { entry: 1010 }).entry).toEqual({ type: 'price', is: 'crossesAbove', level: '1010' });
  });

  it('is invalid once a candle closes beyond the structure', () => {
    expect(drafted().invalidation).toEqual({ type: 'candle', timeframe: '15m', closes: 'below', level: '992' });
    expect(drafted({ side: 'short', invalidation: 1008 }).invalidation).toMatchObject({ closes: 'above', level: '1008' });
  });

  it('names its evidence', () => {
    expect(drafted().evidence).toEqual(['fvg:15m:2026-01-05T00:00', 'leg:1h:2026-01-05T00:00']);
  });

  it('carries risk, expiry, time limit, ATR and price', () => {
    const { riskPct, expiresAt, exits, referencePrice, score } = drafted();
    expect([riskPct, expiresAt - SAMPLE_START, exits.timeLimitMs, exits.atr, referencePrice, score]).toEqual([
      1,
      21_600_000,
      6_000_000,
      '12.34567',
      '1005',
      82,
    ]);
  });
});

describe('what a draft says', () => {
  const theses = {
    order_block_retest: 'buyers left an order block on 15m that price has not come back to. Buy when price comes back to it at 1,000;',
    gap_fill: 'buyers left a fair value gap on 15m that is not filled yet. Buy when price comes back into it at 1,000;',
    support_bounce: 'price is testing an open fair value gap on 15m that buyers left. Buy when price rises out of it at 1,000;',
    trend_pullback: 'price has broken above its last swing on 15m. Buy the pull-back at 1,000;',
    momentum_breakout: 'a fresh break above the last swing on 15m is holding. Buy when price makes a new high beyond 1,000;',
  } as const;

  for (const [pattern, middle] of Object.entries(theses) as [Setup['pattern'], string][]) {
    it(`tells a ${pattern} in two sentences`, () => {
      expect(drafted({ pattern }).thesis).toBe(
        `BTC/USDT:USDT leans up on 4h, and ${middle} the idea is wrong once a 15m candle closes below 992.`,
      );
    });
  }

  it('is turned round for a short, and says when there is no direction', () => {
    const { thesis } = drafted({ side: 'short', pattern: 'trend_pullback', invalidation: 1008 }, {}, { bias: 'neutral' });
    expect(thesis).toBe(
      'BTC/USDT:USDT has no clear direction on 4h, and price has broken below its last swing on 15m. Sell when price is back below 1,000; the idea is wrong once a 15m candle closes above 1,008.',
    );
  });

  it('admits the weakest part of the score', () => {
    const against = (score: Partial<Score>, adx: number | undefined = 22) =>
      drafted({}, {}, { adx }, { structures: 25, fib: 20, bias: 20, adx: 15, cost: 20, ...score }).against;
    expect(against({ bias: 10 })).toBe('The 4h trend is not behind it.');
    expect(against({ adx: 7 })).toBe('The trend could be stronger: ADX on 1h is 22.');
    expect(against({ adx: 0 }, 14)).toBe('There is hardly a trend: ADX on 1h is 14.');
    expect(drafted({}, {}, { adx: undefined }, { adx: 0 }).against).toMatch('ADX on 1h is not warm');
    expect(against({ cost: 5 })).toBe('Costs eat 10 % of what is risked.');
    expect(against({ fib: 0 })).toBe('The entry does not lie at a good retracement of the last swing.');
    expect(against({ structures: 7 })).toBe('Few structures stand between the entry and the stop.');
  });
});
