import type { ConditionDraft } from './condition.ts';
import { type Decimal, fromNumber, isLess, multiply, subtract, toNumber, ZERO } from './decimal.ts';
import { faultOfAmount, floorAmount, type Market, notionalOf, roundPrice } from './market.ts';

/** What a size is made from. Prices and money in quote, as floats: the result is rounded down to the market's step, so a float cannot enlarge it. */
export interface SizeInputs {
  readonly market: Market;
  readonly equity: number;
  /** Percent of equity to lose at the stop, costs included. */
  readonly riskPct: number;
  readonly entryPrice: number;
  readonly stopPrice: number;
  /** Loss per unit of notional from both fees and slippage, percent. */
  readonly costPct: number;
  /** The largest amount, however large the equity is: what somebody said yes to. */
  readonly most?: number;
  /** Largest notional that limits and cash leave room for. */
  readonly room: number;
  /** Prices at which it is meant to be left: it must be worth enough for the venue there too. */
  readonly exitPrices: readonly number[];
}

export type Sized =
  | { readonly amount: Decimal; readonly riskAmount: number; readonly notional: number; readonly clamped: boolean }
  | { readonly amount: undefined; readonly why: string };

/**
 * Size from risk and stop distance: amount = risk ÷ (|entry − stop| + costs per unit), at most `room`, down to the step. Van Tharp's fixed
 * fractional sizing, with costs counted as part of the loss. `why` says in words why there is no size.
 */
export function sizeOf(inputs: SizeInputs): Sized {
  const { market, equity, riskPct, most = Number.POSITIVE_INFINITY, entryPrice, room, exitPrices } = inputs;
  const unit = toNumber(market.contractSize);
  const lossPerUnit = lossPerUnitOf(inputs);
  if (!(equity > 0)) return { amount: undefined, why: 'there is no equity to risk' };
  if (!(lossPerUnit > 0) || !Number.isFinite(lossPerUnit)) return { amount: undefined, why: 'the stop is at the entry price' };
  const wanted = Math.min((equity * riskPct) / 100 / lossPerUnit, most);
  const allowed = Math.max(0, room) / (entryPrice * unit);
  const clamped = allowed < wanted;
  const raw = Math.min(wanted, allowed);
  if (!Number.isFinite(raw)) return { amount: undefined, why: 'a figure for the size is missing' };
  const amount = floorAmount(market, raw > 0 ? fromNumber(raw, 12) : ZERO);
  const price = roundPrice(market, fromNumber(entryPrice, 12));
  const fault = faultOfAmount(market, amount, price) ?? faultOnLeaving(market, amount, exitPrices);
  if (fault !== undefined) return { amount: undefined, why: clamped ? `${fault}; the limits leave no room for more` : fault };
  return { amount, riskAmount: toNumber(amount) * lossPerUnit, notional: toNumber(notionalOf(market, amount, price)), clamped };
}

/** Where a condition means to leave. */
export const exitPricesOf = ({ stop, targets }: Pick<ConditionDraft, 'stop' | 'targets'>): number[] => [
  Number(stop),
  ...targets.map(({ price }) => Number(price)),
];

/** An entry that is just large enough can be too small to be left where the price is lower. */
function faultOnLeaving(market: Market, amount: Decimal, exitPrices: readonly number[]): string | undefined {
  const lowest = Math.min(...exitPrices);
  if (!Number.isFinite(lowest)) return undefined;
  const fault = faultOfAmount(market, amount, roundPrice(market, fromNumber(lowest, 12)));
  return fault && `${fault} at ${lowest}, where it is meant to be left`;
}

/** What one unit of amount loses at the stop, costs included, in quote. */
export const lossPerUnitOf = ({
  market,
  entryPrice,
  stopPrice,
  costPct,
}: Pick<SizeInputs, 'market' | 'entryPrice' | 'stopPrice' | 'costPct'>): number =>
  (Math.abs(entryPrice - stopPrice) + (entryPrice * costPct) / 100) * toNumber(market.contractSize);

/** What is lost at the first stop, without costs: the R of a trade is measured in it. */
export function plannedRiskOf(enteredAmount: Decimal, enteredCost: Decimal, stop: Decimal, contractSize: Decimal): Decimal {
  const atStop = multiply(multiply(enteredAmount, stop), contractSize);
  return isLess(atStop, enteredCost) ? subtract(enteredCost, atStop) : subtract(atStop, enteredCost);
}
