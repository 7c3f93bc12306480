import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instant, VirtualClock } from '#src/domain/clock.ts';
import { decimal, fromNumber, toNumber } from '#src/domain/decimal.ts';
import { SAMPLE_MARKET } from '#src/guards/sample.ts';
import { paperVenue } from '#src/venue/paper/paperVenue.ts';
import { PAPER_DEFAULTS } from '#src/venue/paper/settings.ts';
import { liquidationPriceOf } from './liquidation.ts';

/** Where the paper venue would close a position that is all that its account has. */
async function venueSays(
  side: 'buy' | 'sell',
  entry: number,
  amount: number,
  leverage: number,
  cash: number,
  maintenanceMarginPct: number,
): Promise<number | undefined> {
  const clock = new VirtualClock(instant(0));
  const venue = paperVenue({ name: 'paper', markets: [SAMPLE_MARKET], clock, settings: { ...PAPER_DEFAULTS, maintenanceMarginPct } });
  const open = fromNumber(side === 'buy' ? amount : -amount, 3);
  venue.restore({
    balances: new Map([['USDT', fromNumber(cash, 2)]]),
    orders: [],
    positions: [{ market: SAMPLE_MARKET.symbol, amount: open, entryPrice: fromNumber(entry, 1), leverage }],
  });
  const [position] = await venue.positions();
  return position?.liquidationPrice && toNumber(position.liquidationPrice);
}

describe('liquidationPriceOf', () => {
  it('is where the own margin is used up but for the maintenance', () => {
    expect(liquidationPriceOf(60_000, 6_000, { side: 'buy', leverage: 10 }, 0.005, 1e9)).toBeCloseTo(54_271.36, 2);
    expect(liquidationPriceOf(60_000, 6_000, { side: 'sell', leverage: 10 }, 0.005, 1e9)).toBeCloseTo(65_671.64, 2);
  });

  it('is nearer where the account has less than that margin, and at the entry where it has nothing', () => {
    expect(liquidationPriceOf(60_000, 6_000, { side: 'buy', leverage: 10 }, 0.005, 300)).toBeCloseTo(57_286.43, 2);
    expect(liquidationPriceOf(60_000, 6_000, { side: 'buy', leverage: 10 }, 0.005, 0)).toBeGreaterThan(60_000);
    expect(liquidationPriceOf(60_000, 6_000, { side: 'sell', leverage: 10 }, 0.005, 0)).toBeLessThan(60_000);
  });

  it('never lies farther from the entry than where the paper venue, with its cross margin, would close the position', async () => {
    const cases = fc.record({
      side: fc.constantFrom('buy' as const, 'sell' as const),
      entry: fc.integer({ min: 1_000, max: 90_000 }),
      amount: fc.integer({ min: 1, max: 50_000 }).map((steps) => steps / 1_000),
      leverage: fc.integer({ min: 1, max: 20 }),
      spare: fc.double({ min: 1, max: 30, noNaN: true }),
      maintenancePct: fc.constantFrom(0.5, 1, 2.5, 4),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ side, entry, amount, leverage, spare, maintenancePct }) => {
        const notional = entry * amount;
        const cash = Math.ceil((notional / leverage) * spare);
        const ours = liquidationPriceOf(entry, notional, { side, leverage }, maintenancePct / 100, cash);
        const theirs = await venueSays(side, entry, amount, leverage, cash, maintenancePct);
        const tick = toNumber(decimal('0.1'));
        if (side === 'buy') expect(ours).toBeGreaterThanOrEqual((theirs ?? 0) - tick);
        else expect(ours).toBeLessThanOrEqual((theirs ?? Number.POSITIVE_INFINITY) + tick);
      }),
      { numRuns: 300 },
    );
  });
});
