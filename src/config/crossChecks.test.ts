import { describe, expect, it } from 'vitest';
import { OutsideError } from '#src/domain/errors.ts';
import { CROSS_CHECKS } from './crossChecks.ts';
import { loadSettings } from './load.ts';

const load = (sets: readonly string[]): string => {
  try {
    loadSettings({ env: {}, sets, folder: '/nonexistent' });
    return 'good';
  } catch (error) {
    if (error instanceof OutsideError) return error.message;
    throw error;
  }
};

/** Each contradiction, and the nearest settings that are still good. */
const CASES: readonly { says: string; bad: readonly string[]; good: readonly string[]; with: string }[] = [
  {
    says: 'sizes are halved before Heron halts',
    bad: ['guards.drawdownDegradedPct=15'],
    good: ['guards.drawdownDegradedPct=14.9'],
    with: 'guards.drawdownDegradedPct must be less than guards.drawdownHaltPct',
  },
  {
    says: 'a bad day does not reach the halt',
    bad: ['guards.dailyLossPct=15'],
    good: ['guards.dailyLossPct=14.9'],
    with: 'guards.dailyLossPct must be less than guards.drawdownHaltPct',
  },
  {
    says: 'the desk risks no more than the guard allows',
    bad: ['desk.riskPct=1.1'],
    good: ['desk.riskPct=1.1', 'guards.riskPct=1.1'],
    with: 'desk.riskPct must be at most guards.riskPct',
  },
  {
    says: 'the desk borrows no more than the guard allows',
    bad: ['desk.leverage=11'],
    good: ['desk.leverage=10'],
    with: 'desk.leverage must be at most guards.leverageMax',
  },
  {
    says: 'real money is traded at a real venue',
    bad: ['mode=live'],
    good: ['mode=live', 'feed.source=binance'],
    with: 'live trading needs a venue in feed.source',
  },
  {
    says: 'what is approved by itself may be approved at all',
    bad: ['policy.autoUpToPct=2.1'],
    good: ['policy.autoUpToPct=2'],
    with: 'policy.autoUpToPct must be at most policy.neverAbovePct',
  },
  {
    says: 'SYNC-12: a lifetime covers the interval that checks it',
    bad: ['jobs.pruneHours=49', 'jobs.traceDays=2'],
    good: ['jobs.pruneHours=48', 'jobs.traceDays=2'],
    with: 'jobs.traceDays',
  },
  {
    says: 'a feed is not dead while its quotes count',
    bad: ['feed.deadAfterSeconds=4.9'],
    good: ['feed.deadAfterSeconds=5'],
    with: 'guards.quoteAgeMs must be at most feed.deadAfterSeconds',
  },
  {
    says: 'a simulated market is not dead between two of its quotes',
    bad: ['simulated.tickSeconds=5'],
    good: ['simulated.tickSeconds=4'],
    with: 'feed.deadAfterSeconds must be more than two of simulated.tickSeconds',
  },
  {
    says: 'a real market has no such quotes',
    bad: ['simulated.tickSeconds=6'],
    good: ['simulated.tickSeconds=6', 'feed.source=binance'],
    with: 'simulated.tickSeconds',
  },
  {
    says: 'a grade needs more trades than none',
    bad: ['learning.minTradesUnknown=11'],
    good: ['learning.minTradesUnknown=10'],
    with: 'learning.minTradesReduced',
  },
  {
    says: 'a bench needs more trades than a reduction',
    bad: ['learning.minTradesReduced=16'],
    good: ['learning.minTradesReduced=15'],
    with: 'learning.minTradesBenched',
  },
  {
    says: 'proposals of swing expire in time',
    bad: ['condition.maxExpiryHours=23'],
    good: ['condition.maxExpiryHours=24'],
    with: 'smc.profiles.swing.expiryHours',
  },
  {
    says: 'proposals of intraday expire in time',
    bad: ['smc.profiles.intraday.expiryHours=72', 'condition.maxExpiryHours=71'],
    good: ['smc.profiles.intraday.expiryHours=72'],
    with: 'smc.profiles.intraday.expiryHours',
  },
  {
    says: 'a market is written as one',
    bad: ['desk.markets=[BTCUSDT]'],
    good: ['desk.markets=["BTC/USDT:USDT"]'],
    with: '"BTCUSDT" in desk.markets is not a market',
  },
  {
    says: 'markets are priced in the desk’s asset',
    bad: ['desk.markets=[BTC/EUR]'],
    good: ['desk.markets=[BTC/EUR]', 'desk.quote=EUR'],
    with: 'BTC/EUR in desk.markets is priced in EUR',
  },
  {
    says: 'a market stands in the list once',
    bad: ['desk.markets=[BTC/USDT, BTC/USDT]'],
    good: ['desk.markets=[BTC/USDT]'],
    with: 'twice',
  },
  {
    says: 'the simulated market starts at an instant',
    bad: ['simulated.startAt=2026-01-05 08:00'],
    good: ['simulated.startAt=2026-01-05T08:00+01:00'],
    with: 'simulated.startAt must be an instant',
  },
  {
    says: 'an answer of the model is forgotten before the next question',
    bad: ['model.cacheMinutes=60'],
    good: ['model.cacheMinutes=60', 'llm.asks=4h'],
    with: 'model.cacheMinutes must be less than llm.asks',
  },
  {
    says: 'a change is replayed over candles that are kept',
    bad: ['reflection.replayDays=36'],
    good: ['reflection.replayDays=36', 'jobs.candleDays=40'],
    with: 'a change cannot be replayed over candles that are gone',
  },
  {
    says: 'the model’s conditions live no longer than any other',
    bad: ['llm.expiryHours=24', 'condition.maxExpiryHours=24', 'condition.maxExpiryHours=23'],
    good: ['llm.expiryHours=24'],
    with: 'llm.expiryHours must be at most condition.maxExpiryHours',
  },
  {
    says: 'a strategist that is a model has one',
    bad: ['desk.strategist=llm'],
    good: ['desk.strategist=llm', 'model.name=some-model'],
    with: 'no model is named in model.name',
  },
  {
    says: 'a key belongs to a model',
    bad: ['model.token=sk-0123456789'],
    good: ['model.token=sk-0123456789', 'model.name=some-model'],
    with: 'there is a key in model.token',
  },
  {
    says: 'news have a file and a model that reads them',
    bad: ['news.enabled=true', 'news.path=news.jsonl'],
    good: ['news.enabled=true', 'news.path=news.jsonl', 'model.name=some-model'],
    with: 'news need a file in news.path and a model',
  },
];

describe('settings that contradict each other', () => {
  it.each(CASES)('are refused: $says', ({ bad, good, with: text }) => {
    expect(load(bad)).toContain(text);
    expect(load(good)).toBe('good');
  });

  it('are each covered by a case', () => {
    for (const { keys } of CROSS_CHECKS) expect(CASES.some(({ bad }) => keys.some((key) => load(bad).includes(key)))).toBe(true);
  });

  it('show no key: that there is one says enough', () => {
    expect(load(['model.token=sk-0123456789'])).toContain('Found: model.token is "[set]" (--set), model.name is "" (default).');
  });

  it('are shown with both values and where they were set', () => {
    expect(load(['desk.leverage=11'])).toBe(
      'desk.leverage must be at most guards.leverageMax: otherwise every order of a perpetual would be denied. Found: desk.leverage is 11 (--set), guards.leverageMax is 10 (default).',
    );
  });
});
