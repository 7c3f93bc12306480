import { describe, expect, it } from 'vitest';
import type { Change } from '#src/domain/adaptation.ts';
import type { Candle } from '#src/domain/candle.ts';
import { later, toIso } from '#src/domain/clock.ts';
import { simulatedFeed } from '#src/feed/simulated/feed.ts';
import { packed, unpacked } from './question.ts';
import { BAD_HOUR, candlesOf, questionOf, START } from './sample.ts';
import { playSide } from './side.ts';
import { tryChange } from './tryChange.ts';

const rule = (hour: number, action: 'no_trade' | 'reduce' | 'caution'): Change => ({ kind: 'rule', when: { hour }, action });

describe('a trial', () => {
  it('of not trading in the hour that loses finds that it helps', async () => {
    const trial = await tryChange(questionOf(rule(BAD_HOUR, 'no_trade')));
    expect(trial.verdict).toBe('helps');
    expect(trial.lowR).toBeGreaterThan(0);
    expect(trial.highR).toBeGreaterThanOrEqual(trial.deltaR);
    expect(trial.without.trades).toBeGreaterThan(80);
    // One proposal a day is in that hour.
    expect(trial.without.trades - trial.with.trades).toBe(12);
    expect(trial.with.meanR ?? 0).toBeGreaterThan(trial.without.meanR ?? 0);
    expect(Number(trial.with.pnl)).toBeGreaterThan(Number(trial.without.pnl));
    expect(trial.with.maxDrawdownPct).toBeLessThan(trial.without.maxDrawdownPct);
    expect(trial.candles).toBe(12 * 1_440);
    for (const side of [trial.without, trial.with]) {
      expect(side.curve.length).toBeGreaterThan(60);
      expect(side.curve.length).toBeLessThanOrEqual(120);
      expect(side.curve[0]?.[1]).toBeCloseTo(10_000, 6);
      expect(side.curve.at(-1)?.[1]).toBeCloseTo(10_000 + Number(side.pnl), 6);
    }
  });

  it('of an hour that wins finds that it harms; of one in which nothing happens, nothing', async () => {
    const harmful = await tryChange(questionOf(rule(3, 'no_trade')));
    expect(harmful).toMatchObject({ verdict: 'harms' });
    const idle = await tryChange(questionOf(rule(4, 'no_trade')));
    expect(idle).toMatchObject({ verdict: 'unclear', deltaR: 0, lowR: 0, highR: 0 });
    expect(idle.with).toEqual(idle.without);
  });

  it('begins where the kept candles do, and so do its curves', async () => {
    const question = questionOf(rule(BAD_HOUR, 'no_trade'), 2);
    const trial = await tryChange({ ...question, from: toIso(later(START, -20 * 86_400_000)) });
    expect(trial).toMatchObject({ from: toIso(START), to: question.to, candles: 2 * 1_440 });
    for (const { curve } of [trial.without, trial.with]) expect(curve[0]).toEqual([toIso(START), 10_000]);
    expect(trial.with.curve.length).toBeGreaterThan(40);
  });

  it('of half the size counts half: the risk that it takes away, and no more', async () => {
    // Without the limit of a market and without scores, so that the risk alone decides the size.
    const free = [
      'learning.favoredFactor=1',
      'guards.marketExposurePct=300',
      'guards.venueExposurePct=300',
      'guards.grossExposurePct=300',
      'desk.riskPct=0.3',
    ];
    const small = (change: Change) => {
      const question = questionOf(change, 12, free);
      return { ...question, conditions: question.conditions.map((row) => ({ ...row, risk_pct: 0.3 })) };
    };
    const none = await tryChange(small(rule(BAD_HOUR, 'no_trade')));
    const half = await tryChange(small(rule(BAD_HOUR, 'reduce')));
    expect(half.verdict).toBe('helps');
    expect(half.with.trades).toBe(half.without.trades);
    expect(half.deltaR / none.deltaR).toBeCloseTo(0.5, 2);
  });

  it('of caution counts as if every answer were no', async () => {
    const asked = await tryChange(questionOf(rule(BAD_HOUR, 'caution')));
    const never = await tryChange(questionOf(rule(BAD_HOUR, 'no_trade')));
    expect(asked.deltaR).toBeCloseTo(never.deltaR, 9);
  });

  it('of benching the market, and of its only pattern, leaves nothing', async () => {
    const changes: Change[] = [
      { kind: 'market', market: 'BTC/USDT', action: 'bench' },
      { kind: 'pattern', pattern: 'momentum_breakout', action: 'deactivate' },
    ];
    for (const change of changes) {
      const trial = await tryChange(questionOf(change));
      expect(trial.with).toMatchObject({ trades: 0, pnl: '0', meanR: null });
      expect(trial.verdict).toBe('harms');
    }
  });

  it('has other changes that are in force on both sides', async () => {
    const change = rule(3, 'no_trade');
    const trial = await tryChange({ ...questionOf(change), others: [rule(BAD_HOUR, 'no_trade')] });
    const alone = await tryChange(questionOf(change));
    expect(alone.without.trades - trial.without.trades).toBe(12);
    expect(trial.without.trades - trial.with.trades).toBe(alone.without.trades - alone.with.trades);
  });

  it('leaves what the desk left because the higher timeframe turned', async () => {
    const question = questionOf(rule(4, 'no_trade'), 4);
    const calm = await playSide(question, []);
    // In the middle of the first trade, and back before the second.
    const at = (minute: number) => later(START, minute * 60_000);
    const turns = [
      { market: 'BTC/USDT', at: at(220), after: 'short' },
      { market: 'BTC/USDT', at: at(350), after: 'neutral' },
    ];
    const turned = await playSide({ ...question, turns }, []);
    expect(turned.trades.length).toBe(calm.trades.length);
    expect(turned.trades[0]?.r).toBeLessThan(calm.trades[0]?.r ?? 0);
    expect(turned.trades[0]?.r).toBeGreaterThan(-0.5);
    expect(turned.trades[1]?.r).toBeCloseTo(calm.trades[1]?.r ?? 0, 3);
    const other = await playSide({ ...question, turns: turns.map((turn) => ({ ...turn, market: 'ETH/USDT' })) }, []);
    expect(other.trades).toEqual(calm.trades);
  });

  it('of a parameter runs the rules anew, with the one value and with the other', async () => {
    const change: Change = { kind: 'parameter', key: 'smc.wide.gate.aligned', before: 60, after: 72 };
    const candles = simulatedFeed({ seed: 7, startAt: START, historyMinutes: 26 * 1_440 }).history('BTC/USDT');
    const [tape] = questionOf(change).tapes;
    const warmup = 12 * 1_440;
    const question = {
      ...questionOf(change, 14),
      from: toIso((candles[warmup] as Candle).openedAt),
      to: toIso(START),
      tapes: [{ market: tape?.market as never, candles: packed(candles), warmup }],
    };
    const trial = await tryChange(question);
    expect(trial.candles).toBe(14 * 1_440);
    expect(trial.without.trades).toBeGreaterThan(5);
    const { smc } = question.settings;
    const set = { ...question.settings, smc: { ...smc, wide: { ...smc.wide, gate: { ...smc.wide.gate, aligned: 72 } } } };
    expect(trial.with).toEqual((await playSide({ ...question, settings: set }, [])).side);
    expect(trial.without).toEqual((await playSide(question, [])).side);
    expect(trial.with).not.toEqual(trial.without);
  });

  it('of too few days, or too few trades, says nothing', async () => {
    const days = await tryChange(questionOf(rule(BAD_HOUR, 'no_trade'), 2));
    expect(days.verdict).toBe('too_little');
    const trades = await tryChange(questionOf(rule(BAD_HOUR, 'no_trade'), 12, ['reflection.minTrades=500']));
    expect(trades.verdict).toBe('too_little');
    const none = await tryChange({ ...questionOf(rule(BAD_HOUR, 'no_trade')), tapes: [] });
    expect(none).toMatchObject({ verdict: 'too_little', candles: 0, deltaR: 0 });
  });

  it('says the same to the same question', async () => {
    expect(await tryChange(questionOf(rule(BAD_HOUR, 'no_trade'), 4))).toEqual(await tryChange(questionOf(rule(BAD_HOUR, 'no_trade'), 4)));
  });
});

it('candles cross to a thread as they are', () => {
  const candles = candlesOf(1);
  expect(unpacked(packed(candles))).toEqual(candles);
});
