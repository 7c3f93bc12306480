import { describe, expect, it } from 'vitest';
import { instant, VirtualClock } from '#src/domain/clock.ts';
import { seededRng } from '#src/domain/rng.ts';
import { simulatedMarket } from '#src/feed/simulated/markets.ts';
import { Perpetuals } from './perpetuals.ts';
import type { Raw } from './source.ts';

const BTC = 'BTC/USDT:USDT';
const ETH = 'ETH/USDT:USDT';
const SECOND = 1_000;

/** A venue whose rates are 0.01 % for whatever interval its markets have; `inRate` where it names that beside the rate. */
async function told(intervals: Record<string, string> | Error | undefined, inRate?: string) {
  const clock = new VirtualClock(instant(Date.UTC(2026, 0, 5)));
  const failures: unknown[] = [];
  const asked: string[] = [];
  let known = intervals;
  const rate = (symbol: string): Raw => ({ symbol, fundingRate: '0.0001', ...(inRate === undefined ? {} : { interval: inRate }) });
  const perpetuals = new Perpetuals({
    source: {
      has: { fetchFundingRate: true, fetchFundingRates: true, fetchFundingIntervals: intervals !== undefined },
      fetchFundingRate: async (symbol) => rate(symbol),
      fetchFundingRates: async (symbols = []) => Object.fromEntries(symbols.map((symbol) => [symbol, rate(symbol)])),
      fetchFundingIntervals: async () => {
        asked.push('intervals');
        if (known instanceof Error) throw known;
        return Object.fromEntries(Object.entries(known ?? {}).map(([symbol, interval]) => [symbol, { symbol, interval }]));
      },
      fetchMarkPrice: () => Promise.reject(new Error('nobody asks')),
    },
    markets: [BTC, ETH].map((symbol) => simulatedMarket(symbol)),
    wall: clock,
    rng: seededRng(1),
    failed: (error) => failures.push(error),
  });
  await perpetuals.start();
  const pass = async (seconds: number): Promise<void> => {
    for (let i = 0; i < seconds; i += 5) {
      clock.advanceTo(instant(clock.now() + 5 * SECOND));
      for (let turn = 0; turn < 12; turn++) await Promise.resolve();
    }
  };
  const change = (next: Record<string, string> | Error): void => {
    known = next;
  };
  return { perpetuals, failures, asked, pass, change };
}

describe('what a perpetual costs to hold', () => {
  it('is told for eight hours: twice the rate where funding falls due every four, as a list of its own says', async () => {
    const { perpetuals } = await told({ [BTC]: '4h' });
    expect(perpetuals.fundingPct(BTC)).toBeCloseTo(0.02, 12);
    expect(perpetuals.fundingPct(ETH)).toBeCloseTo(0.01, 12);
    perpetuals.stop();
  });

  it('goes by the interval that comes with the rate where one does', async () => {
    const { perpetuals } = await told({ [BTC]: '4h' }, '1h');
    expect(perpetuals.fundingPct(BTC)).toBeCloseTo(0.08, 12);
    perpetuals.stop();
  });

  it('is for eight hours where the venue tells of no interval at all', async () => {
    const { perpetuals, asked } = await told(undefined);
    expect(perpetuals.fundingPct(BTC)).toBeCloseTo(0.01, 12);
    expect(asked).toEqual([]);
    perpetuals.stop();
  });

  it('follows a change of the interval within the hour, and asks for it no more often', async () => {
    const { perpetuals, asked, pass, change } = await told({});
    expect(perpetuals.fundingPct(BTC)).toBeCloseTo(0.01, 12);
    change({ [BTC]: '4h' });
    await pass(3_600);
    expect(perpetuals.fundingPct(BTC)).toBeCloseTo(0.02, 12);
    change({});
    await pass(3_605);
    expect(perpetuals.fundingPct(BTC)).toBeCloseTo(0.01, 12);
    expect(asked.length).toBeLessThanOrEqual(4);
    perpetuals.stop();
  });

  it('is not told while the interval is not known: a rate for another time would be half or twice the cost', async () => {
    const { perpetuals, failures, change, pass } = await told(new Error('no answer'));
    expect([perpetuals.fundingPct(BTC), failures.length]).toEqual([0, 1]);
    change({ [BTC]: '4h' });
    await pass(120);
    expect(perpetuals.fundingPct(BTC)).toBeCloseTo(0.02, 12);
    perpetuals.stop();
  });
});
