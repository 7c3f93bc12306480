import { describe, expect, it } from 'vitest';
import { toNumber } from '#src/domain/decimal.ts';
import { equityOf } from '#src/ledger/equity.ts';
import { openWorld, type World } from '#test/harness.ts';
import type { Idea } from '#test/scriptedStrategist.ts';
import { arms, BTC, denial, ETH, enters, ethIdea, idea } from './acts.ts';

/** Grades come early, and nothing but the score decides the size. */
const SETS = [
  'learning.minTradesUnknown=2',
  'learning.minTradesReduced=3',
  'learning.minTradesBenched=4',
  'guards.marketExposurePct=500',
  'guards.venueExposurePct=500',
  'guards.lossStreak.wide=99',
  'guards.marketLosses.count=99',
  'guards.openPositions=9',
  'guards.dailyLossPct=40',
  'guards.drawdownDegradedPct=50',
  'guards.drawdownHaltPct=60',
];
const world = (sets: readonly string[] = []): Promise<World> =>
  openWorld({ prices: { [BTC]: 63_900, [ETH]: 3_180 }, sets: [...SETS, ...sets] });

const WINS = Array.from({ length: 6 }, () => 'wins' as const);

/** Round trips that end at the final target, or at the stop. */
async function trades(it: World, outcomes: readonly ('wins' | 'loses')[], what: Idea = {}): Promise<void> {
  for (const outcome of outcomes) {
    await it.minutes(3, { [BTC]: 63_900 });
    await enters(it, idea({ targets: [[65_500, 100]], riskPct: 0.2, ...what }));
    await it.minutes(3, { [BTC]: outcome === 'wins' ? 65_550 : 62_950 });
  }
  await it.minutes(3, { [BTC]: 63_900 });
}

const gradeOf = (it: World, dimension: string, key: string): string | undefined =>
  it.ledger.memory.scores.get(`main|${dimension}|${key}`)?.grade;

/** Money that the newest entry puts at risk, in percent of equity. */
async function riskedPct(it: World, what: Idea): Promise<number> {
  const trade = await enters(it, what);
  const position = it.ledger.memory.positions.get(trade);
  const entry = it.events('order.submitted').findLast(({ data }) => data.purpose === 'entry')?.data;
  const quote = it.app.quotes.get(position?.market ?? '');
  const lossPerUnit = (quote?.ask ?? 0) - (what.stop ?? 0) + (quote?.ask ?? 0) * 0.0022;
  return (Number(entry?.amount) * lossPerUnit * 100) / toNumber(equityOf(it.ledger.memory, it.app.quotes, 'paper').equity);
}

/** Another market, pattern and regime. */
const gapIdea = (different: Idea = {}): Idea => ethIdea({ pattern: 'gap_fill', regime: 'tight_smc', ...different });

describe('scores', () => {
  it('grade every market, pattern, regime, strategist, hour and weekday with the trade that closes', async () => {
    await using it = await world();
    await trades(it, WINS);
    const before = it.events('trade.closed').at(-1);
    const after = it.ledger.all<{ dimension: string; key: string; grade: string; seq: number }>(
      'select dimension, key, grade, seq from score order by dimension',
    );
    expect(after.map(({ dimension, key, grade }) => `${dimension} ${key} ${grade}`)).toEqual([
      'desk all favored',
      'hour 08 favored',
      `market ${BTC} favored`,
      'pattern momentum_breakout favored',
      'regime wide_structure favored',
      'strategist smc favored',
      'weekday Mon favored',
    ]);
    expect(after.every(({ seq }) => seq === before?.seq)).toBe(true);
    expect(
      it
        .events('score.graded')
        .filter(({ data }) => data.dimension === 'market')
        .map(({ data }) => `${data.before} → ${data.after}`),
    ).toEqual(['unknown → normal', 'normal → favored']);
  });

  it('make a favored size 1.25 times as large', async () => {
    await using it = await world();
    await trades(it, WINS);
    expect(await riskedPct(it, idea({ riskPct: 0.2 }))).toBeCloseTo(0.25, 2);
  });

  it('never take a favored one beyond the limit, and never deny it for that (LRN-3)', async () => {
    await using it = await world();
    await trades(it, WINS);
    expect(await riskedPct(it, idea({ riskPct: 0.9 }))).toBeCloseTo(1, 2);
    expect(denial(it)).toBeUndefined();
    await using full = await world(['guards.marketExposurePct=25']);
    await trades(full, WINS);
    await enters(full, idea({ riskPct: 1 }));
    expect(denial(full)).toBeUndefined();
  });

  it('halve the size of a reduced one', async () => {
    await using it = await world(['learning.minTradesBenched=99']);
    await trades(it, ['loses', 'loses', 'loses']);
    expect(gradeOf(it, 'market', BTC)).toBe('reduced');
    expect(await riskedPct(it, idea({ riskPct: 0.2 }))).toBeCloseTo(0.1, 2);
  });

  it('halve, where one score is reduced and another one favored', async () => {
    await using it = await world(['learning.minTradesBenched=99', 'learning.priorTrades=0']);
    await trades(it, ['loses', 'loses', 'loses'], { pattern: 'gap_fill' });
    await trades(it, ['wins', 'wins', 'wins', 'wins', 'wins', 'wins'], { pattern: 'support_bounce' });
    expect([gradeOf(it, 'pattern', 'gap_fill'), gradeOf(it, 'pattern', 'support_bounce')]).toEqual(['reduced', 'favored']);
    expect(await riskedPct(it, idea({ riskPct: 0.2, pattern: 'gap_fill' }))).toBeCloseTo(0.1, 2);
  });

  it.each([
    ['market', { market: BTC, pattern: 'gap_fill', regime: 'tight_smc' }, `market ${BTC}`],
    ['pattern', { pattern: 'momentum_breakout' }, 'pattern momentum_breakout'],
    ['regime', { regime: 'wide_structure' }, 'regime wide_structure'],
  ])('deny a benched %s', async (_, different, figure) => {
    await using it = await world();
    await trades(it, ['loses', 'loses', 'loses', 'loses']);
    const what = 'market' in different ? idea(different) : gapIdea(different);
    await arms(it, what);
    await it.price(what.market ?? BTC, what.market === ETH ? 3_201 : 64_010);
    expect(denial(it)).toMatchObject({ guard: 'bench', figure });
  });

  it('let another market with another pattern and regime trade while one is benched', async () => {
    await using it = await world();
    await trades(it, ['loses', 'loses', 'loses', 'loses']);
    await enters(it, gapIdea());
    expect(denial(it)).toBeUndefined();
  });

  it('end a bench after seven days: then sizes are halved, so that it can recover', async () => {
    await using it = await world();
    await trades(it, ['loses', 'loses', 'loses', 'loses']);
    const until = it.ledger.memory.scores.get(`main|market|${BTC}`)?.benched_until;
    expect(until).toBe(new Date(Date.parse(it.events('trade.closed').at(-1)?.data.closed_at ?? '') + 7 * 86_400_000).toISOString());
    await it.restart({ afterMinutes: 7 * 1440 - 60 });
    await it.minutes(2);
    await arms(it);
    await it.price(BTC, 64_010);
    expect(denial(it)?.guard).toBe('bench');
    await it.minutes(61, { [BTC]: 63_900 });
    expect(await riskedPct(it, idea({ riskPct: 0.2 }))).toBeCloseTo(0.1, 2);
  });
});
