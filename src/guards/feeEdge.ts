import { atLeast, isKnown } from './bound.ts';
import { feesAndFundingPct, percent, slippagePct, times } from './figure.ts';
import type { Guard } from './guard.ts';

const name = 'feeEdge';

/** The first target must pay for the round trip with something left: distance ≥ edge × (2 × taker + slippage + funding). */
export const feeEdge: Guard = {
  name,
  describe: (limits) => `The first target is at least ${times(limits.feeEdge)} the cost of the round trip away.`,
  check({ entryPrice, firstTarget, intent, costs }, limits) {
    const known = isKnown(entryPrice) && entryPrice > 0 && isKnown(firstTarget);
    const awayPct = known ? (firstTarget / entryPrice - 1) * (intent.side === 'buy' ? 100 : -100) : undefined;
    return atLeast({
      guard: name,
      what: 'the distance to the first target',
      figure: awayPct,
      limit: limits.feeEdge * (feesAndFundingPct(costs) + slippagePct(costs)),
      show: percent,
      text: (figure, limit) =>
        `The first target is ${figure} away; after fees, slippage and funding it takes at least ${limit} to be worth it.`,
    });
  },
};
