import { atMost } from './bound.ts';
import { feesAndFundingPct, isWide, percent, percentOf } from './figure.ts';
import type { Guard } from './guard.ts';

const name = 'wideCost';

/** Wide stops make small positions that are held long: funding and fees must not eat what is risked for the move. */
export const wideCost: Guard = {
  name,
  describe: ({ wideCostPctOfRisk }) => `In a wide regime funding and fees are at most ${percent(wideCostPctOfRisk)} of the money at risk.`,
  check({ condition, costs, notional, riskAmount }, { wideCostPctOfRisk }) {
    if (!isWide(condition?.regime)) return undefined;
    return atMost({
      guard: name,
      what: 'the cost in percent of the money at risk',
      figure: percentOf(Math.max(0, (notional * feesAndFundingPct(costs)) / 100), riskAmount),
      limit: wideCostPctOfRisk,
      show: percent,
      text: (figure, limit) => `Funding and fees would be ${figure} of the money at risk; in a wide regime at most ${limit} is allowed.`,
    });
  },
};
