/** What every order at the market costs: the taker fee in percent of notional, and the slippage that is to be expected in basis points. */
export interface MarketCosts {
  readonly takerFeePct: number;
  readonly slippageBps: number;
}

/** Both fees and both slippages of going in and out at the market, in percent of notional; the spread is in the prices. */
export const roundTripCostPct = ({ takerFeePct, slippageBps }: MarketCosts): number => 2 * takerFeePct + (2 * slippageBps) / 100;
