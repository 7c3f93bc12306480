import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Instant, later, parseInstant } from '#src/domain/clock.ts';
import { RiskMeter } from './riskMeter.ts';

const START = parseInstant('2026-01-05T08:00:00Z');
const MINUTE_MS = 60_000;

/** Reads equity once a minute. */
function read(meter: RiskMeter, equities: readonly number[], from: Instant = START): void {
  equities.forEach((equity, minute) => {
    meter.read(equity, later(from, minute * MINUTE_MS));
  });
}

describe('RiskMeter', () => {
  it('needs two readings for a breach, and takes the milder of them', () => {
    const meter = new RiskMeter('UTC', 0);
    read(meter, [10_000, 10_000, 8_000]);
    expect(meter.reading()).toEqual({ dayLossPct: 0, drawdownPct: 0 });
    meter.read(8_500, later(START, 3 * MINUTE_MS));
    expect(meter.reading()).toEqual({ dayLossPct: 15, drawdownPct: 15 });
    expect(meter.confirmedDrawdownPct).toBe(15);
    meter.read(10_000, later(START, 4 * MINUTE_MS));
    expect(meter.reading().drawdownPct).toBe(0);
    expect(meter.worstDrawdownPct).toBe(15);
  });

  it('does not take several readings of one moment for several', () => {
    const meter = new RiskMeter('UTC', 0);
    read(meter, [10_000, 10_000]);
    const at = later(START, 2 * MINUTE_MS);
    for (let market = 0; market < 5; market++) meter.read(8_000, later(at, market * 1_000));
    expect(meter.confirmedDrawdownPct).toBe(0);
  });

  it('does not take one reading that is too high for a height', () => {
    const meter = new RiskMeter('UTC', 0);
    read(meter, [10_000, 10_000, 13_000, 10_000, 10_000]);
    expect(meter.worstDrawdownPct).toBe(0);
    read(meter, [13_000, 13_000, 10_000, 10_000], later(START, 9 * MINUTE_MS));
    expect(meter.worstDrawdownPct).toBeCloseTo(23.08, 2);
  });

  it('begins with the highest equity on record: the first reading warns the guards, and halts nothing', () => {
    const meter = new RiskMeter('UTC', 10_000, { equity: 9_500, at: START });
    meter.read(8_000, later(START, MINUTE_MS));
    expect(meter.reading().drawdownPct).toBe(20);
    expect(meter.confirmedDrawdownPct).toBe(0);
    meter.read(8_000, later(START, 2 * MINUTE_MS));
    expect(meter.confirmedDrawdownPct).toBe(20);
    expect(meter.reading().dayLossPct).toBeCloseTo(15.79, 2);
  });

  it('knows nothing before the first reading', () => {
    expect(new RiskMeter('UTC', 10_000).reading()).toEqual({ dayLossPct: undefined, drawdownPct: undefined });
  });

  it('begins the day at midnight in the zone, with the lower equity around it', () => {
    const meter = new RiskMeter('Asia/Tokyo', 0);
    read(meter, [10_000, 10_000]);
    const midnight = parseInstant('2026-01-05T15:00:00Z');
    read(meter, [9_400, 9_400], later(midnight, -2 * MINUTE_MS));
    expect(meter.reading().dayLossPct).toBeCloseTo(6, 6);
    read(meter, [9_900, 9_400], midnight); // a glitch at midnight is no start of a day
    expect(meter.reading().dayLossPct).toBe(0);
    read(meter, [9_212, 9_212], later(midnight, 2 * MINUTE_MS));
    expect(meter.reading().dayLossPct).toBeCloseTo(2, 6);
  });

  it('passes over readings that are no numbers', () => {
    const meter = new RiskMeter('UTC', 0);
    read(meter, [10_000, Number.NaN, Number.POSITIVE_INFINITY, 9_000, 9_000]);
    expect(meter.confirmedDrawdownPct).toBe(10);
  });

  it('takes money that comes in or goes out for no PnL', () => {
    const meter = new RiskMeter('UTC', 0);
    read(meter, [10_000, 10_000]);
    meter.transferred(-4_000);
    read(meter, [6_000, 6_000], later(START, 2 * MINUTE_MS));
    expect(meter.reading()).toEqual({ dayLossPct: 0, drawdownPct: 0 });
    meter.transferred(4_000);
    read(meter, [9_500, 9_500], later(START, 4 * MINUTE_MS));
    expect(meter.reading()).toEqual({ dayLossPct: 5, drawdownPct: 5 });
  });

  it('is never worse than what two neighboring readings agree on', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 20_000 }), { minLength: 2, maxLength: 60 }), (equities) => {
        const meter = new RiskMeter('UTC', 0);
        let worst = 0;
        let peak = equities[0] as number;
        equities.forEach((equity, i) => {
          meter.read(equity, later(START, i * MINUTE_MS));
          const before = equities[i - 1] ?? equity;
          peak = Math.max(peak, Math.min(before, equity));
          if (i > 0) worst = Math.max(worst, (1 - Math.max(before, equity) / peak) * 100);
          expect(meter.worstDrawdownPct).toBeLessThanOrEqual(worst + 1e-9);
        });
      }),
    );
  });
});
