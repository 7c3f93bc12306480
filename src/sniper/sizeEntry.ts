import type { Condition } from '#src/domain/condition.ts';
import { roundTripCostPct } from '#src/domain/cost.ts';
import { toNumber } from '#src/domain/decimal.ts';
import { type Market, smallestAmount } from '#src/domain/market.ts';
import type { OrderIntent } from '#src/domain/order.ts';
import { likelyEntry } from '#src/domain/sense.ts';
import { exitPricesOf, lossPerUnitOf, sizeOf } from '#src/domain/size.ts';
import { sizeFactorOf } from '#src/guards/drawdown.ts';
import type { Denial } from '#src/guards/guard.ts';
import { review } from '#src/guards/review.ts';
import { contextOf, type EntryFigures } from './context.ts';
import { roomOf } from './exposure.ts';
import type { Modifier } from './modifiers.ts';
import type { SniperState } from './state.ts';

/** The risk on the card is rounded to eight places, and is divided by the loss of one unit again. */
const ROUNDING = 1e-7;

/** The size that the card showed: what is lost at the stop from the likely entry. */
function shownAmountOf(condition: Condition, market: Market, costPct: number): number {
  const entryPrice = likelyEntry(condition, Number(condition.referencePrice));
  return toNumber(condition.riskAmount) / lossPerUnitOf({ market, entryPrice, stopPrice: Number(condition.stop), costPct });
}

/** An entry as it would happen: at this price, with this approval, by what was learned. */
export interface EntryScene {
  readonly market: Market;
  /** Of one unit in quote. */
  readonly entryPrice: number;
  readonly approvalId: string | undefined;
  readonly modifier: Pick<Modifier, 'factor'>;
  /** Asked when there is a size, and only then. */
  readonly tradeId: () => string;
}

export interface SizedEntry {
  readonly intent: OrderIntent;
  readonly figures: EntryFigures;
  /** What the risk was multiplied by, within the limits. */
  readonly factor: number;
}

/** The order that a condition amounts to at a price, or why there is none. Reads only. */
export function sizeEntry(
  state: SniperState,
  condition: Condition,
  { market, entryPrice, approvalId, modifier, tradeId }: EntryScene,
): SizedEntry | Denial {
  const { id, deskId, accountId, side } = condition;
  const limits = state.settings.guards;
  const leverage = market.kind === 'spot' ? 1 : Math.min(state.settings.desk.leverage, market.maxLeverage);
  const at = { market, entryPrice, stopPrice: Number(condition.stop), costPct: roundTripCostPct(state.venue.profile) };
  if ((entryPrice - at.stopPrice) * (side === 'long' ? 1 : -1) <= 0) {
    // A trigger that is not a price (a window, an indicator) can come true when the idea is wrong already.
    const text = `No order: the price is beyond the stop at ${condition.stop} already.`;
    return { guard: 'size', figure: String(entryPrice), limit: condition.stop, text };
  }
  const riskPct = riskPctOf(condition.riskPct, modifier.factor, limits.riskPct);
  const degraded = sizeFactorOf({ drawdownPct: state.riskMeters.get(accountId)?.reading().drawdownPct }, limits);
  const factor = condition.riskPct > 0 ? riskPct / condition.riskPct : 1;
  const sized = sizeOf({
    ...at,
    equity: state.valuations.get(accountId)?.equity() ?? Number.NaN,
    riskPct: riskPct * degraded,
    // An account that has grown since is no reason to trade more than the card said; what was learned is, within its own limit.
    most: shownAmountOf(condition, market, at.costPct) * Math.max(1, factor) * (1 + ROUNDING),
    room: roomOf(state, market, accountId, limits, leverage),
    exitPrices: exitPricesOf(condition),
  });
  const order: Omit<OrderIntent, 'tradeId' | 'amount'> = {
    deskId,
    accountId,
    conditionId: id,
    market: condition.market,
    purpose: 'entry',
    side: side === 'long' ? 'buy' : 'sell',
    type: 'market',
    reduceOnly: false,
    leverage,
    approvalId,
  };
  if (sized.amount !== undefined) {
    const intent = { ...order, tradeId: tradeId(), amount: sized.amount };
    return { intent, figures: { entryPrice, riskAmount: sized.riskAmount }, factor: Number(factor.toPrecision(6)) };
  }
  // Where a limit is used up, its guard says so about the smallest order that there is.
  const smallest: OrderIntent = { ...order, tradeId: 'none', amount: smallestAmount(market, entryPrice) };
  const riskAmount = toNumber(smallest.amount) * lossPerUnitOf(at);
  const answer = review(smallest, contextOf(state, smallest, market, condition, { entryPrice, riskAmount }), limits);
  if ('denied' in answer) return answer.denied;
  return { guard: 'size', figure: sized.why, limit: 'a size that can be traded', text: `No order: ${sized.why}.` };
}

/** Favor makes a size larger up to the limit and not beyond (LRN-3); a condition that asks for more than the limit itself is the guard's to deny. */
const riskPctOf = (asked: number, factor: number, limit: number): number =>
  factor > 1 ? Math.max(asked, Math.min(asked * factor, limit)) : asked * factor;
