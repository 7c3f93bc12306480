import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SAMPLE_CONDITION, SAMPLE_MARKET } from '#src/guards/sample.ts';
import { decimal, isEqual, toMultiple, toNumber, toText } from './decimal.ts';
import { smallestAmount } from './market.ts';
import { exitPricesOf, lossPerUnitOf, plannedRiskOf, type SizeInputs, sizeOf } from './size.ts';

/** 1 % of 10,000 with a stop 2.5 % away. */
const inputs = (different: Partial<SizeInputs> = {}): SizeInputs => ({
  market: SAMPLE_MARKET,
  equity: 10_000,
  riskPct: 1,
  entryPrice: 60_000,
  stopPrice: 58_500,
  costPct: 0.2,
  room: 1e9,
  exitPrices: [58_500, 62_000],
  ...different,
});

const amountOf = (different: Partial<SizeInputs>): string | undefined => {
  const { amount } = sizeOf(inputs(different));
  return amount && toText(amount);
};

describe('sizeOf', () => {
  it('loses at the stop what was to be risked, costs included, and not a step more', () => {
    const sized = sizeOf(inputs());
    expect(sized).toMatchObject({ clamped: false });
    expect(sized.amount && toText(sized.amount)).toBe('0.061'); // 100 ÷ (1,500 + 120)
    expect(sized.amount !== undefined && sized.riskAmount).toBeCloseTo(98.82, 2);
    expect(sized.amount !== undefined && sized.notional).toBe(3_660);
  });

  it('is the same for a short', () => {
    expect(amountOf({ stopPrice: 61_500, exitPrices: [61_500, 58_000] })).toBe('0.061');
  });

  it('stays within the room that limits and cash leave', () => {
    const sized = sizeOf(inputs({ room: 2_000 }));
    expect(sized).toMatchObject({ clamped: true });
    expect(sized.amount && toText(sized.amount)).toBe('0.033');
  });

  it.each<[string, Partial<SizeInputs>, RegExp]>([
    ['there is no equity', { equity: 0 }, /no equity/],
    ['the equity is not known', { equity: Number.NaN }, /no equity/],
    ['the stop is not known', { stopPrice: Number.NaN }, /stop/],
    ['the stop is at the entry and nothing costs', { stopPrice: 60_000, costPct: 0 }, /stop is at the entry/],
    ['the room is not known', { room: Number.NaN }, /missing/],
    ['the room is used up', { room: -5 }, /zero after rounding down.*no room for more/],
    ['the risk buys less than a step', { riskPct: 0.001 }, /zero after rounding down/],
    ['it is worth less than the venue takes', { market: { ...SAMPLE_MARKET, minNotional: decimal('5000') } }, /worth less/],
    [
      'it would be worth less where it is left',
      { market: { ...SAMPLE_MARKET, minNotional: decimal('3600') } },
      /worth less than the venue takes at 58500, where it is meant to be left/,
    ],
  ])('says why there is no size: %s', (_, different, why) => {
    expect(sizeOf(inputs(different))).toMatchObject({ amount: undefined, why: expect.stringMatching(why) });
  });

  it('never risks more than was asked, never exceeds the room, and lies on the step', () => {
    const figures = fc.record({
      equity: fc.double({ min: 1, max: 1e7, noNaN: true }),
      riskPct: fc.double({ min: 0.01, max: 10, noNaN: true }),
      entryPrice: fc.double({ min: 1_000, max: 100_000, noNaN: true }),
      away: fc.double({ min: 0.001, max: 0.3, noNaN: true }),
      room: fc.double({ min: -100, max: 1e7, noNaN: true }),
      unit: fc.constantFrom('1', '0.001', '10'),
    });
    fc.assert(
      fc.property(figures, ({ away, unit, ...rest }) => {
        const given = inputs({
          ...rest,
          stopPrice: rest.entryPrice * (1 - away),
          exitPrices: [],
          market: { ...SAMPLE_MARKET, contractSize: decimal(unit) },
        });
        const sized = sizeOf(given);
        if (sized.amount === undefined) return;
        expect(isEqual(toMultiple(sized.amount, given.market.step, 'down'), sized.amount)).toBe(true);
        expect(sized.riskAmount).toBeLessThanOrEqual(((given.equity * given.riskPct) / 100) * (1 + 1e-9));
        expect(sized.riskAmount).toBeCloseTo(toNumber(sized.amount) * lossPerUnitOf(given), 6);
        expect(toNumber(sized.amount) * given.entryPrice * Number(unit)).toBeLessThanOrEqual(Math.max(0, given.room) * (1 + 1e-9));
      }),
    );
  });
});

describe('plannedRiskOf', () => {
  it('is what the first stop loses without costs, on both sides', () => {
    expect(toText(plannedRiskOf(decimal('0.03'), decimal('1800'), decimal('58500'), decimal('1')))).toBe('45');
    expect(toText(plannedRiskOf(decimal('0.03'), decimal('1800'), decimal('61500'), decimal('1')))).toBe('45');
    expect(toText(plannedRiskOf(decimal('30'), decimal('1800'), decimal('58500'), decimal('0.001')))).toBe('45');
  });
});

describe('exitPricesOf', () => {
  it('names the stop and every target', () => {
    expect(exitPricesOf(SAMPLE_CONDITION)).toEqual([58_500, 62_000]);
  });
});

describe('smallestAmount', () => {
  it('is the smallest that the venue takes, by amount and by worth', () => {
    expect(toText(smallestAmount(SAMPLE_MARKET, 60_000))).toBe('0.001');
    expect(toText(smallestAmount(SAMPLE_MARKET, 2_000))).toBe('0.003');
    expect(toText(smallestAmount({ ...SAMPLE_MARKET, contractSize: decimal('0.1') }, 2_000))).toBe('0.025');
  });
});
