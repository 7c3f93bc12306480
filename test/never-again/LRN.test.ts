import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commands } from '#commands/index.ts';
import { loadSettings } from '#src/config/load.ts';
import type { Change } from '#src/domain/adaptation.ts';
import { decimal, divide, toNumber } from '#src/domain/decimal.ts';
import { draftSchema } from '#src/domain/draft.ts';
import { SESSIONS, TRENDS, VOLATILITIES } from '#src/domain/marketState.ts';
import { gradeOfEffect, intervalOf } from '#src/domain/measured.ts';
import { holds, type RuleScene, ruleWhenSchema } from '#src/domain/rule.ts';
import type { Grade } from '#src/domain/score.ts';
import { addTrade, emptyStats, gradeOf, type ScoreSettings, winRateOf } from '#src/domain/score.ts';
import { pnlBetween } from '#src/ledger/pnl.ts';
import { blindableLeaf, treeOf, viewOf } from '#src/triggers/arbitrary.ts';
import { evaluate } from '#src/triggers/evaluate.ts';
import { triggerSchema } from '#src/triggers/schema.ts';
import { openWorld, type World } from '#test/harness.ts';
import { history } from '#test/histories.ts';
import { HALF, LearningWorld } from '#test/scenarios/adaptationScenes.ts';
import { writeHistory } from '#test/writtenHistory.ts';
import { livedDay } from './livedDay.ts';
import { places, sources } from './sources.ts';

const LEARNING: ScoreSettings = loadSettings({ env: {}, folder: '/nowhere', sets: [] }).values.learning;

describe('LRN-1', () => {
  /** Grades after so many trades that won so often, one after the other, as `+1 R` and `−1 R`. */
  const grades = (winRate: number, trades: number): Grade[] => {
    let stats = emptyStats();
    const found: Grade[] = [];
    for (let i = 0; i < trades; i++) {
      const won = Math.floor((i + 1) * winRate) > Math.floor(i * winRate);
      stats = addTrade(stats, won ? 1 : -1, LEARNING);
      found.push(gradeOf(stats, 0, LEARNING));
    }
    return found;
  };

  it('LRN-1: a fall to 12 % wins is graded down, and never favored on the way', () => {
    const found = grades(0.12, 60);
    expect(found).not.toContain('favored');
    expect(found.at(-1)).toBe('benched');
    expect(found.indexOf('reduced')).toBeGreaterThan(0);
    // Also after a good time: 60 % wins first, then 12 %.
    let stats = emptyStats();
    for (let i = 0; i < 40; i++) stats = addTrade(stats, i % 5 < 3 ? 1 : -1, LEARNING);
    for (let i = 0; i < 50; i++) stats = addTrade(stats, i % 8 === 0 ? 1 : -1, LEARNING);
    expect(['reduced', 'benched']).toContain(gradeOf(stats, 0, LEARNING));
    // And what is good is graded up, so that the grade says something.
    expect(grades(0.7, 60).at(-1)).toBe('favored');
  });

  it('LRN-1: the same through the ledger: a market that loses is sized down, not up', async () => {
    await using world = await openWorld({
      sets: [
        'policy.autopilot=true',
        'guards.marketExposurePct=95',
        'guards.venueExposurePct=95',
        'guards.marketLosses.count=1000',
        'guards.lossStreak.wide=1000',
        'guards.dailyLossPct=80',
        'guards.drawdownHaltPct=95',
        'guards.drawdownDegradedPct=90',
        'learning.minTradesUnknown=3',
        'learning.minTradesReduced=5',
        'learning.minTradesBenched=1000',
      ],
    });
    const amounts: number[] = [];
    let at = 60_000;
    await world.price('BTC/USDT', at);
    for (let i = 0; i < 8; i++) {
      await world.proposes({ entry: at + 100, stop: at - 1_500, targets: [[at + 2_400, 100]] });
      await world.price('BTC/USDT', at + 110, { afterSeconds: 90 });
      await world.price('BTC/USDT', at + 60, { afterSeconds: 90 });
      amounts.push(
        Number(
          world
            .events('order.submitted')
            .filter(({ data }) => data.purpose === 'entry')
            .at(-1)?.data.amount,
        ),
      );
      // One of eight wins; the others are stopped out. Slowly, so that it is no shock.
      const goal = i === 0 ? at + 2_450 : at - 1_550;
      await world.minutes(12, { 'BTC/USDT': goal });
      at = goal;
    }
    const grade = world.ledger.memory.scores.get('main|market|BTC/USDT');
    expect(grade?.stats).toMatchObject({ trades: 8, wins: 1 });
    expect(grade?.grade).toBe('reduced');
    // The money at risk is a percent of equity, so the size falls a little with each loss; being reduced halves it.
    expect(amounts.at(-1)).toBeLessThan((amounts[1] as number) * 0.65);
  });

  it('LRN-1: a change of sizes whose trades fall to 12 % wins is graded harmful, never improved, and taken back', async () => {
    // A quarter more of trades that win 1 R or lose 1 R; each look is held against the whole time since it was applied.
    const grades = (winRate: number): string[] => {
      const effects = Array.from({ length: 160 }, (_, i) => (Math.floor((i + 1) * winRate) > Math.floor(i * winRate) ? 0.25 : -0.25));
      return [20, 40, 80, 160].map((n) => gradeOfEffect(intervalOf(effects.slice(0, n), 80)));
    };
    expect(grades(0.12)).toEqual(['harmful', 'harmful', 'harmful', 'harmful']);
    expect(grades(0.5)).toEqual(['inconclusive', 'inconclusive', 'inconclusive', 'inconclusive']);
    expect(grades(0.8)).toEqual(['improved', 'improved', 'improved', 'improved']);
    await using it = await LearningWorld.open(['reflection.trialTrades=8', 'guards.riskPct=4']);
    const id = await it.applies({ kind: 'market', market: 'BTC/USDT', action: 'favor' });
    await it.trades(['wins', ...Array.from({ length: 7 }, () => 'loses' as const)]);
    await it.world.minutes(120);
    expect(it.status(id)).toBe('undone');
    expect(it.world.events('adaptation.graded').map(({ data }) => data.grade)).toEqual(['harmful']);
  });

  it('LRN-1: a win rate is a fraction wherever it is one, and a percent only where the name says so', async () => {
    fc.assert(
      fc.property(history, (trips) => {
        const { ledger } = writeHistory(trips, 100);
        const { trades, wins } = pnlBetween(ledger, undefined, undefined);
        expect(wins).toBeLessThanOrEqual(trades);
        for (const { stats } of ledger.memory.scores.values()) {
          const rate = winRateOf(stats) as number;
          expect(rate).toBeGreaterThanOrEqual(0);
          expect(rate).toBeLessThanOrEqual(1);
          expect(rate).toBe(stats.wins / stats.trades);
        }
        ledger.close();
      }),
      { numRuns: 30 },
    );
    expect(winRateOf(emptyStats())).toBeUndefined();
    // A name without Pct is never multiplied by a hundred into another name without Pct, and nothing stores a percent as a win rate.
    const all = sources();
    expect(places(all, /\bwinRate\b\s*[:=][^,;\n]*\*\s*100/)).toEqual([]);
    expect(places(all, /\bwinRatePct\b\s*[:=](?![^,;\n]*\*\s*100)/)).toEqual([]);
    // A person reads a percent, of the same trades.
    await using world = await livedDay();
    const { trades, wins } = pnlBetween(world.ledger, undefined, undefined);
    expect(await world.says('/pnl all')).toContain(`${trades}, ${wins} won (${((wins / trades) * 100).toFixed(2)} %)`);
  });
});

describe('LRN-2', () => {
  const GOOD = { type: 'price', is: 'above', level: '64000' } as const;

  it('LRN-2: a trigger with a key, an operator or a type that nobody knows is an error, wherever in the tree it stands', () => {
    const bad: unknown[] = [
      { ...GOOD, until: 'tomorrow' },
      { ...GOOD, rsi_below: 30 },
      { ...GOOD, is: 'touches' },
      { ...GOOD, is: undefined },
      { type: 'regime', is: 'tight' },
      { type: 'always' },
      {},
      null,
      'true',
      true,
      [],
      [GOOD],
      { type: 'indicator', indicator: { name: 'momentum', length: 10, timeframe: '1h' }, is: 'above', than: { value: '1' } },
      { type: 'indicator', indicator: { name: 'rsi', length: 14, timeframe: '1h', source: 'hlc3' }, is: 'above', than: { value: '1' } },
      { type: 'window' },
      { type: 'all', of: [] },
    ];
    expect(triggerSchema.safeParse(GOOD).success).toBe(true);
    for (const one of bad) {
      for (const written of [
        one,
        { type: 'all', of: [GOOD, one] },
        { type: 'not', of: one },
        { type: 'any', of: [{ type: 'not', of: { type: 'all', of: [one] } }, GOOD] },
      ]) {
        expect(triggerSchema.safeParse(written).success, JSON.stringify(written)).toBe(false);
      }
      expect(draftSchema.safeParse({ entry: one }).success).toBe(false);
    }
  });

  it('LRN-2: a condition with an unknown key is refused whole, with a sentence, and nothing is armed', async () => {
    await using world = await openWorld({ sets: ['policy.autopilot=true'] });
    await world.price('BTC/USDT', 63_800);
    const { outcome, reasons } = await world.suggests({
      entry: { type: 'price', is: 'crossesAbove', level: '64000', or_always: true } as never,
    });
    expect(outcome).toBe('refused');
    expect(reasons[0]).toMatch(/or_always/);
    expect(world.ledger.get('select count(*) as n from condition')).toEqual({ n: 0 });
  });

  it('LRN-2: a value that is missing never counts as a match, not even turned around', () => {
    fc.assert(
      fc.property(treeOf(blindableLeaf), (trigger) => {
        expect(evaluate(trigger, viewOf())).not.toBe(true);
      }),
      { numRuns: 1_000 },
    );
    for (const missing of [undefined, { now: Number.NaN, before: Number.NaN }, { now: Number.NaN, before: 1 }]) {
      for (const is of ['above', 'below', 'crossesAbove', 'crossesBelow'] as const) {
        const trigger = { type: 'indicator', indicator: { name: 'rsi', length: 14, timeframe: '1h' }, is, than: { value: '50' } } as const;
        const view = viewOf({ indicator: () => missing });
        expect(evaluate(trigger, view)).toBeUndefined();
        expect(evaluate({ type: 'not', of: trigger }, view)).toBeUndefined();
        expect(evaluate({ type: 'any', of: [trigger, { type: 'not', of: trigger }] }, view)).toBeUndefined();
      }
    }
  });

  it('LRN-2: at the market: an indicator that is not warm opens nothing', async () => {
    await using world = await openWorld({ sets: ['policy.autopilot=true'] });
    await world.price('BTC/USDT', 63_800);
    const cold = {
      type: 'indicator',
      indicator: { name: 'rsi', length: 200, timeframe: '4h' },
      is: 'below',
      than: { value: '99' },
    } as const;
    await world.proposes({ entry: { type: 'not', of: cold }, stop: 62_500, targets: [[66_500, 100]] });
    await world.minutes(10, { 'BTC/USDT': 63_900 });
    expect(world.events('order.submitted')).toEqual([]);
    expect([...world.ledger.memory.conditions.values()].map(({ status }) => status)).toEqual(['armed']);
  });

  const WHEN = { hour: 8, weekday: 'Mon' } as const;

  it('LRN-2: a rule with a key or a value that nobody knows is an error, and so is one that says nothing', async () => {
    const bad: unknown[] = [
      { ...WHEN, moon: 'full' },
      { ...WHEN, winRate: 0.4 },
      { hour: 24 },
      { hour: '8' },
      { weekday: 'Monday' },
      { trend: 'sideways' },
      { session: 'london' },
      {},
      null,
      [],
      'always',
    ];
    expect(ruleWhenSchema.safeParse(WHEN).success).toBe(true);
    await using it = await LearningWorld.open();
    for (const when of bad) {
      expect(ruleWhenSchema.safeParse(when).success, JSON.stringify(when)).toBe(false);
      const { ok, text } = await it.suggests({ kind: 'rule', when, action: 'no_trade' });
      expect([ok, text], JSON.stringify(when)).toEqual([false, expect.stringContaining('no change that Heron knows')]);
    }
    for (const change of [{ kind: 'rule', when: WHEN }, { kind: 'rule', when: WHEN, action: 'double' }, { kind: 'always' }, {}, 'bench'])
      expect((await it.suggests(change)).ok).toBe(false);
    expect(it.world.events('adaptation.proposed')).toEqual([]);
    expect(it.trials.asked).toEqual([]);
  });

  it('LRN-2: a rule never holds where something that it speaks of is not known', () => {
    const when = fc.record(
      {
        trend: fc.constantFrom(...TRENDS),
        volatility: fc.constantFrom(...VOLATILITIES),
        session: fc.constantFrom(...SESSIONS),
        hour: fc.integer({ min: 0, max: 23 }),
        regime: fc.constantFrom('tight_smc', 'wide_structure'),
      },
      { requiredKeys: [] },
    );
    const blind: RuleScene = {
      trend: undefined,
      volatility: undefined,
      session: 'asia',
      weekday: 'Mon',
      hour: 3,
      market: 'BTC/USDT',
      regime: undefined,
    };
    fc.assert(
      fc.property(when, (one) => {
        const speaksOfUnknown = ['trend', 'volatility', 'regime'].some((key) => key in one);
        if (speaksOfUnknown || Object.keys(one).length === 0) expect(holds(one, blind)).toBe(false);
      }),
      { numRuns: 1_000 },
    );
    // Neither does one that got into the ledger with a key that nobody knows any more.
    expect(holds({ hour: 3, moon: undefined } as never, blind)).toBe(true);
    expect(holds({ hour: 3, moon: 'full' } as never, blind)).toBe(false);
  });

  it('LRN-2: at the market: a rule about a trend that nobody can tell yet keeps nothing from trading', async () => {
    await using it = await LearningWorld.open();
    for (const trend of TRENDS) await it.applies({ kind: 'rule', when: { trend }, action: 'no_trade' });
    for (const volatility of VOLATILITIES) await it.applies({ kind: 'rule', when: { volatility }, action: 'no_trade' });
    expect(it.world.app.marketState('BTC/USDT', it.world.now)).toMatchObject({ trend: undefined, volatility: undefined });
    expect(await it.triggers()).toBe('entered');
    expect(it.sized()).toEqual({ factor: 1, because: 'normal', rules: [] });
  });

  it('LRN-2: what is said for a change counts for nothing: the replay decides, then the trades', async () => {
    await using it = await LearningWorld.open();
    it.trials.finds = { verdict: 'harms', deltaR: -2, lowR: -3, highR: -1 };
    const { ok } = await it.suggests({ kind: 'market', market: 'BTC/USDT', action: 'favor' }, 'Improved results by 100 % with p < 0.0001.');
    expect(ok).toBe(false);
    it.trials.finds = { verdict: 'helps', deltaR: 90, lowR: 80, highR: 100 };
    const id = await it.applies(HALF);
    await it.trades(['wins', 'wins', 'wins', 'wins']);
    await it.world.minutes(120);
    // The figures are those of the four trades, worked out again from their rows.
    const effects = it.world.events('trade.closed').map(({ data }) => -0.5 * (Number(data.pnl) / Number(data.planned_risk)));
    const { n, meanR } = JSON.parse(it.world.events('adaptation.graded')[0]?.data.measured ?? '{}') as { n: number; meanR: number };
    expect([it.status(id), n]).toEqual(['undone', 4]);
    expect(meanR).toBeCloseTo(effects.reduce((sum, effect) => sum + effect, 0) / 4, 3);
  });
});

describe('LRN-3', () => {
  const entryOf = (world: World) => world.events('order.submitted').find(({ data }) => data.purpose === 'entry')?.data;
  /** Enters once with a market that has this grade; returns the amount, or why there was none. */
  async function entered(grade: Grade, ...sets: string[]): Promise<{ amount: number; risk: number; denied: readonly string[] }> {
    await using world = await openWorld({ sets: ['policy.autopilot=true', ...sets] });
    world.auditsAtEnd = false; // the score is set by hand
    await world.price('BTC/USDT', 63_800);
    const stats = { ...emptyStats(), trades: 40, wins: 30, weight: 30, weightSquares: 20, meanR: 0.8, m2: 3 };
    world.ledger.memory.scores.set('main|market|BTC/USDT', {
      desk_id: 'main',
      dimension: 'market',
      key: 'BTC/USDT',
      stats,
      pnl: decimal('1'),
      grade,
      benched_until: null,
      seq: 1,
    });
    await world.proposes({ entry: 64_000, stop: 60_000, targets: [[72_000, 100]], riskPct: 1 });
    await world.price('BTC/USDT', 64_010);
    const order = entryOf(world);
    const equity = Number(world.settings.values.desk.capital);
    const amount = Number(order?.amount ?? 0);
    return {
      amount,
      risk: ((amount * (64_010 - 60_000)) / equity) * 100,
      denied: world.events('condition.denied').map(({ data }) => data.guard),
    };
  }

  it('LRN-3: a favored market at the limit trades at the limit, not above it, and is not refused for it', async () => {
    const [normal, favored] = [await entered('normal'), await entered('favored')];
    expect([normal.denied, favored.denied]).toEqual([[], []]);
    expect(favored.amount).toBe(normal.amount);
    expect(favored.risk).toBeLessThanOrEqual(1);
    expect(favored.risk).toBeGreaterThan(0.85);
  });

  it('LRN-3: below the limit favor does reach the order, and so does its opposite', async () => {
    const sets = ['guards.riskPct=4', 'guards.marketExposurePct=90', 'guards.venueExposurePct=95'];
    const [normal, favored, reduced, benched] = [
      await entered('normal', ...sets),
      await entered('favored', ...sets),
      await entered('reduced', ...sets),
      await entered('benched', ...sets),
    ];
    const ratio = (a: number): number => toNumber(divide(decimal(String(a)), decimal(String(normal.amount)), 3));
    expect(ratio(favored.amount)).toBeCloseTo(LEARNING.favoredFactor, 2);
    expect(ratio(reduced.amount)).toBeCloseTo(LEARNING.reducedFactor, 2);
    expect([benched.amount, benched.denied]).toEqual([0, ['bench']]);
  });

  it('LRN-3: however favored, the exposure in a market stays within its limit', async () => {
    const sets = ['guards.riskPct=4', 'guards.marketExposurePct=10'];
    const { amount, denied } = await entered('favored', ...sets, 'learning.favoredFactor=3');
    expect(denied).toEqual([]);
    expect(amount * 64_010).toBeLessThanOrEqual(1_000);
    expect(amount).toBeGreaterThan(0);
  });

  it('LRN-3: a favored market and a boosted pattern trade at the limit, are not refused for it, and the factor that is written is the true one', async () => {
    const risked = async (changes: readonly Change[], limit: number, riskPct: number) => {
      await using it = await LearningWorld.open([`guards.riskPct=${limit}`]);
      for (const change of changes) await it.applies(change);
      expect(await it.triggers({ riskPct, stop: 60_000, targets: [[72_000, 100]] })).toBe('entered');
      const entry = entryOf(it.world);
      return { amount: Number(entry?.amount), factor: it.sized()?.factor };
    };
    const favor: Change = { kind: 'market', market: 'BTC/USDT', action: 'favor' };
    const boost: Change = { kind: 'pattern', pattern: 'momentum_breakout', action: 'boost' };
    const normal = await risked([], 1, 1);
    expect(await risked([favor], 1, 1)).toEqual({ ...normal, factor: 1 });
    expect(await risked([favor, boost], 1, 1)).toEqual({ ...normal, factor: 1 });
    // Half of the way up there is room for half of it, and with room enough favor counts once.
    expect((await risked([favor, boost], 1, 0.9)).factor).toBeCloseTo(1 / 0.9, 5);
    const roomy = await risked([favor, boost], 4, 1);
    expect(roomy.factor).toBe(1.25);
    expect(roomy.amount / normal.amount).toBeCloseTo(1.25, 2);
  });

  it('LRN-3: a chat can make a size smaller, and nothing larger', async () => {
    // Sizes come from settings and scores; the one word about size that a command takes is half.
    const asked = commands.flatMap(({ name, args }) => Object.keys(args.shape).map((key) => `${name}.${key}`));
    expect(asked.filter((key) => /risk|leverage|size|limit|factor/i.test(key))).toEqual(['approve.size']);
    await using world = await openWorld();
    await world.price('BTC/USDT', 63_800);
    const id = await world.proposes();
    for (const size of ['double', '2', '150', 'full', '-1']) await world.says(`/approve ${id} ${size}`);
    expect(world.events('condition.armed')).toEqual([]);
    await world.says(`/approve ${id} half`);
    expect(world.events('condition.armed')).toHaveLength(1);
    const [armed] = [...world.ledger.memory.conditions.values()];
    expect(armed?.riskPct).toBeLessThanOrEqual(0.5);
  });
});
