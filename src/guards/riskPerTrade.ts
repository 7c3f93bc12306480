import { atMost } from './bound.ts';
import { percent, percentOf } from './figure.ts';
import type { Guard } from './guard.ts';

const name = 'riskPerTrade';

export const riskPerTrade: Guard = {
  name,
  describe: ({ riskPct }) => `A trade risks at most ${percent(riskPct)} of equity, costs included.`,
  check({ riskAmount, equity }, { riskPct }) {
    return atMost({
      guard: name,
      what: 'the money at risk in percent of equity',
      // Nothing at risk means that the stop is not where a stop is.
      figure: riskAmount === 0 ? undefined : percentOf(riskAmount, equity),
      limit: riskPct,
      show: percent,
      text: (figure, limit) => `This trade would risk ${figure} of equity; at most ${limit} is allowed.`,
    });
  },
};
