import { atLeast } from './bound.ts';
import { feesAndFundingPct, percent, times } from './figure.ts';
import type { Guard } from './guard.ts';

const name = 'feeEdge';

/** The first target must pay for the round trip with something left: distance ≥ edge × (2 × taker + slippage + funding). */
export const feeEdge: Guard = {
  name,
  describe: (limits) => `The first target is at least ${times(limits.feeEdge)} the cost of the round trip away.`,
  check({ entryPrice, firstTarget, intent, costs }, limits) {
    const gain = firstTarget === undefined ? undefined : intent.side === 'buy' ? firstTarget - entryPrice : entryPrice - firstTarget;
    return atLeast({
      guard: name,
      what: 'the distance to the first target',
      figure: gain === undefined || !(entryPrice > 0) ? undefined : (gain / entryPrice) * 100,
      limit: limits.feeEdge * (feesAndFundingPct(costs) + costs.slippageBps / 100),
      show: percent,
      text: (figure, limit) => `The first target is ${figure} away; after fees, slippage and funding it takes at least ${limit} to be worth it.`,
    });
  },
};
