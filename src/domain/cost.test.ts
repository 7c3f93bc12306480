import { expect, it } from 'vitest';
import { roundTripCostPct } from './cost.ts';

it('a round trip pays the fee and the slippage twice, in percent of notional', () => {
  expect(roundTripCostPct({ takerFeePct: 0.1, slippageBps: 1 })).toBeCloseTo(0.22, 12);
  expect(roundTripCostPct({ takerFeePct: 0, slippageBps: 0 })).toBe(0);
});
