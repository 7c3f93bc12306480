import { toIso } from '#src/domain/clock.ts';
import { type Condition, paramsHashOf } from '#src/domain/condition.ts';
import { roundTripCostPct } from '#src/domain/cost.ts';
import { toNumber } from '#src/domain/decimal.ts';
import { type Market, smallestAmount } from '#src/domain/market.ts';
import type { OrderIntent } from '#src/domain/order.ts';
import type { Quote } from '#src/domain/quote.ts';
import { exitPricesOf, lossPerUnitOf, sizeOf } from '#src/domain/size.ts';
import { sizeFactorOf } from '#src/guards/drawdown.ts';
import type { Denial } from '#src/guards/guard.ts';
import { review } from '#src/guards/review.ts';
import type { ApprovalRow } from '#src/ledger/approvals.ts';
import type { LedgerTx } from '#src/ledger/ledger.ts';
import { contextOf, type EntryFigures } from './context.ts';
import { roomOf } from './exposure.ts';
import { gradeFactor } from './modifiers.ts';
import type { SniperState } from './state.ts';
import { type Prepared, prepare, send } from './submit.ts';

const quoteText = ({ bid, ask, last, at }: Quote): string => `${bid}/${ask}/${last}@${toIso(at)}`;

/** The trigger is true: size it, ask the guards, write the order, send it. A no is written too, with the figure that decided. */
export function enter(state: SniperState, condition: Condition, quote: Quote): void {
  const prepared = state.ledger.transact((tx) => prepareEntry(state, tx, condition, quote));
  state.watches.get(condition.market)?.disarm(condition.id);
  send(state, prepared);
}

function prepareEntry(state: SniperState, tx: LedgerTx, condition: Condition, quote: Quote): Prepared {
  const { id, accountId } = condition;
  const deny = (denied: Denial): Prepared => {
    const { guard, figure, limit, text } = denied;
    tx.append({ kind: 'condition.denied', subject: id, actor: 'sniper', cause: causeOf(state, id), data: { guard, figure, limit, text } });
    return { denied };
  };
  const approval = tx.memory.approvals.get(id);
  const unapproved = faultOfApproval(approval, condition, toIso(state.clock.now()));
  if (approval === undefined || unapproved !== undefined) return deny(unapproved ?? NO_APPROVAL);
  // In the first minute after a start nobody has looked yet at what was lost: look now, rather than deny for want of a look.
  const meter = state.riskMeters.get(accountId);
  if (meter?.reading().drawdownPct === undefined) meter?.read(state.valuations.get(accountId)?.equity() ?? Number.NaN, quote.at);
  const market = tx.memory.markets.get(condition.market);
  if (market === undefined)
    return deny({ guard: 'symbolList', figure: condition.market, limit: 'a listed market', text: 'The market is not listed.' });
  const sized = sizeEntry(state, tx, condition, quote, market, approval.id);
  if ('guard' in sized) return deny(sized);
  const prepared = prepare(state, tx, sized.intent, condition, undefined, sized.figures, () =>
    tx.append({ kind: 'condition.triggered', subject: id, actor: 'sniper', cause: causeOf(state, id), data: { quote: quoteText(quote) } }),
  );
  return 'denied' in prepared ? deny(prepared.denied) : prepared;
}

const NO_APPROVAL: Denial = {
  guard: 'approval',
  figure: 'none',
  limit: 'an approval of these parameters',
  text: 'There is no approval for exactly these parameters.',
};

/** `now` is the clock's: the close of a candle can come later than the quote that it is judged by. */
function faultOfApproval(approval: ApprovalRow | undefined, condition: Condition, now: string): Denial | undefined {
  if (approval === undefined || approval.params_hash !== paramsHashOf(condition, condition.deskId, condition.accountId)) return NO_APPROVAL;
  if (approval.expires_at > now) return undefined;
  return { guard: 'approval', figure: approval.expires_at, limit: now, text: 'The approval has expired.' };
}

/** The order that the condition amounts to at this quote, or why there is none. */
function sizeEntry(
  state: SniperState,
  tx: LedgerTx,
  condition: Condition,
  quote: Quote,
  market: Market,
  approvalId: string,
): { readonly intent: OrderIntent; readonly figures: EntryFigures } | Denial {
  const { id, deskId, accountId, side } = condition;
  const limits = state.settings.guards;
  const leverage = market.kind === 'spot' ? 1 : Math.min(state.settings.desk.leverage, market.maxLeverage);
  const modifier = gradeFactor(tx.memory, condition, quote.at);
  if (modifier.factor === 0) {
    const text = `${modifier.why} is benched: its trades lost more than chance explains.`;
    return { guard: 'bench', figure: modifier.why, limit: 'not benched', text };
  }
  const entryPrice = side === 'long' ? quote.ask : quote.bid;
  const at = { market, entryPrice, stopPrice: Number(condition.stop), costPct: roundTripCostPct(state.venue.profile) };
  if ((entryPrice - at.stopPrice) * (side === 'long' ? 1 : -1) <= 0) {
    // A trigger that is not a price (a window, an indicator) can come true when the idea is wrong already.
    const text = `No order: the price is beyond the stop at ${condition.stop} already.`;
    return { guard: 'size', figure: String(entryPrice), limit: condition.stop, text };
  }
  const degraded = sizeFactorOf({ drawdownPct: state.riskMeters.get(accountId)?.reading().drawdownPct }, limits);
  const sized = sizeOf({
    ...at,
    equity: state.valuations.get(accountId)?.equity() ?? Number.NaN,
    riskPct: riskPctOf(condition.riskPct, modifier.factor, limits.riskPct) * degraded,
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
    const intent = { ...order, tradeId: state.ids.next('t'), amount: sized.amount };
    return { intent, figures: { entryPrice, riskAmount: sized.riskAmount } };
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

const causeOf = (state: SniperState, conditionId: string): number | undefined => state.causes.get(conditionId);
