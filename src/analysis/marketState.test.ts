import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Candle } from '#src/domain/candle.ts';
import { Candles } from '#src/domain/candles.ts';
import { later, parseInstant } from '#src/domain/clock.ts';
import { MarketStates, marketStateOf } from './marketState.ts';
import { sampleAt, walkOf } from './smc/sample.ts';

const HOUR_MS = 3_600_000;

/** Hours whose close moves by `step`, each reaching `reach` beyond. */
const hours = (count: number, step: number, reach: (index: number) => number = () => 20, from = 20_000): Candle[] =>
  Array.from({ length: count }, (_, index) => {
    const open = from + step * index;
    return {
      openedAt: sampleAt('1h', index),
      open,
      high: Math.max(open, open + step) + reach(index),
      low: Math.min(open, open + step) - reach(index),
      close: open + step,
      volume: 1,
    };
  });

const at = (count: number) => sampleAt('1h', count);

describe('the state of a market', () => {
  it.each([
    [12, 'up'],
    [-12, 'down'],
    [0.2, 'flat'],
    [0, 'flat'],
  ] as const)('with a drift of %d an hour is %s', (step, trend) => {
    expect(marketStateOf(hours(140, step), at(140)).trend).toBe(trend);
  });

  it.each([
    ['wide hours after narrow ones', (index: number) => (index < 130 ? 20 + (index % 7) : 90), 'high'],
    ['narrow hours after wide ones', (index: number) => (index < 130 ? 90 + (index % 7) : 10), 'low'],
    ['hours like those before', (index: number) => 20 + ((index + 5) % 7), 'normal'],
  ] as const)('knows %s', (_, reach, volatility) => {
    expect(marketStateOf(hours(140, 0, reach), at(140)).volatility).toBe(volatility);
  });

  it('is normal where every hour is as wide as every other, and where none has any width', () => {
    expect(marketStateOf(hours(140, 0), at(140))).toMatchObject({ volatility: 'normal', trend: 'flat' });
    expect(
      marketStateOf(
        hours(140, 0, () => 0),
        at(140),
      ),
    ).toMatchObject({ volatility: 'normal', trend: 'flat' });
  });

  it('is not known before there are enough hours: 50 for the trend, 133 for the volatility', () => {
    const state = (count: number) => marketStateOf(hours(count, 12), at(count));
    expect(marketStateOf([], at(0))).toMatchObject({ trend: undefined, volatility: undefined });
    expect([state(49).trend, state(50).trend]).toEqual([undefined, 'up']);
    expect([state(132).volatility, state(133).volatility]).toEqual([undefined, 'normal']);
  });

  it('carries session, weekday and hour of the moment, in UTC', () => {
    expect(marketStateOf([], parseInstant('2026-01-05T17:20:00Z'))).toMatchObject({ session: 'america', weekday: 'Mon', hour: 17 });
  });

  it('does not look ahead: an hour counts from its close on, and not a moment before', () => {
    const calm = hours(140, 12);
    const shock: Candle = { ...(calm.at(-1) as Candle), openedAt: at(140), high: 90_000, low: 1, close: 100 };
    const before = marketStateOf(calm, later(at(141), -1));
    expect(marketStateOf([...calm, shock], later(at(141), -1))).toEqual(before);
    expect(marketStateOf([...calm, shock], at(141)).volatility).toBe('high');
    fc.assert(
      fc.property(fc.integer(), fc.integer(), fc.integer({ min: 0, max: 200 }), (seed, other, cut) => {
        const mine = walkOf('1h', 200, seed);
        const elsewhere = [...mine.slice(0, cut), ...walkOf('1h', 200, other).slice(cut)];
        expect(marketStateOf(elsewhere, at(cut))).toEqual(marketStateOf(mine, at(cut)));
      }),
      { numRuns: 40 },
    );
  });

  it('from kept candles is the same, however many are kept and whenever it is asked', () => {
    const all = walkOf('1h', 1_500, 7);
    const kept = new Candles();
    const states = new MarketStates(kept);
    const seen = new Set<string>();
    all.forEach((candle, index) => {
      kept.put('BTC/USDT', '1h', candle);
      const moment = later(candle.openedAt, HOUR_MS + 1_000);
      const state = states.of('BTC/USDT', moment);
      seen.add(`${state.trend} ${state.volatility}`);
      if (index % 37 === 0 || index === all.length - 1) expect(state).toEqual(marketStateOf(all.slice(0, index + 1), moment));
      expect(states.of('ETH/USDT', moment)).toMatchObject({ trend: undefined, volatility: undefined });
    });
    expect(seen.size).toBeGreaterThan(8);
  });
});
