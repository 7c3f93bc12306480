import { toIso } from '#src/domain/clock.ts';
import { type Condition, paramsHashOf } from '#src/domain/condition.ts';
import { toNumber } from '#src/domain/decimal.ts';
import { smallestAmount } from '#src/domain/market.ts';
import type { OrderIntent } from '#src/domain/order.ts';
import type { Quote } from '#src/domain/quote.ts';
import { exitPricesOf, lossPerUnitOf, sizeOf } from '#src/domain/size.ts';
import { sizeFactorOf } from '#src/guards/drawdown.ts';
import type { Denial } from '#src/guards/guard.ts';
import { review } from '#src/guards/review.ts';
import type { LedgerTx } from '#src/ledger/ledger.ts';
import { contextOf, roomOf } from './context.ts';
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
  const { id, deskId, accountId, side } = condition;
  const approval = tx.memory.approvals.get(id);
  const deny = (denied: Denial): Prepared => {
    const { guard, figure, limit, text } = denied;
    tx.append({ kind: 'condition.denied', subject: id, actor: 'sniper', cause: causeOf(state, id), data: { guard, figure, limit, text } });
    return { denied };
  };
  if (approval === undefined || approval.params_hash !== paramsHashOf(condition, deskId, accountId)) {
    return deny({
      guard: 'approval',
      figure: 'none',
      limit: 'an approval of these parameters',
      text: 'There is no approval for exactly these parameters.',
    });
  }
  // The close of a candle can come later than the quote that it is judged by.
  const now = toIso(state.clock.now());
  if (approval.expires_at <= now)
    return deny({ guard: 'approval', figure: approval.expires_at, limit: now, text: 'The approval has expired.' });
  // In the first minute after a start nobody has looked yet at what was lost: look now, rather than deny for want of a look.
  const meter = state.riskMeters.get(accountId);
  if (meter?.reading().drawdownPct === undefined) meter?.read(state.valuations.get(accountId)?.equity() ?? Number.NaN, quote.at);
  const market = tx.memory.markets.get(condition.market);
  if (market === undefined)
    return deny({ guard: 'symbolList', figure: condition.market, limit: 'a listed market', text: 'The market is not listed.' });
  const limits = state.settings.guards;
  const leverage = market.kind === 'spot' ? 1 : Math.min(state.settings.desk.leverage, market.maxLeverage);
  const entryPrice = side === 'long' ? quote.ask : quote.bid;
  const modifier = gradeFactor(tx.memory, condition, quote.at);
  if (modifier.factor === 0)
    return deny({
      guard: 'bench',
      figure: modifier.why,
      limit: 'not benched',
      text: `${modifier.why} is benched: its trades lost more than chance explains.`,
    });
  const degraded = sizeFactorOf({ drawdownPct: state.riskMeters.get(accountId)?.reading().drawdownPct }, limits);
  const { takerFeePct, slippageBps } = state.venue.profile;
  const at = { market, entryPrice, stopPrice: Number(condition.stop), costPct: 2 * takerFeePct + (2 * slippageBps) / 100 };
  if ((entryPrice - at.stopPrice) * (side === 'long' ? 1 : -1) <= 0) {
    // A trigger that is not a price (a window, an indicator) can come true when the idea is wrong already.
    return deny({
      guard: 'size',
      figure: String(entryPrice),
      limit: condition.stop,
      text: `No order: the price is beyond the stop at ${condition.stop} already.`,
    });
  }
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
    approvalId: approval.id,
  };
  if (sized.amount === undefined) {
    // Where a limit is used up, its guard says so about the smallest order that there is.
    const smallest: OrderIntent = { ...order, tradeId: 'none', amount: smallestAmount(market, entryPrice) };
    const riskAmount = toNumber(smallest.amount) * lossPerUnitOf(at);
    const answer = review(smallest, contextOf(state, smallest, market, condition, { entryPrice, riskAmount }), limits);
    if ('denied' in answer) return deny(answer.denied);
    return deny({ guard: 'size', figure: sized.why, limit: 'a size that can be traded', text: `No order: ${sized.why}.` });
  }
  const intent: OrderIntent = { ...order, tradeId: state.ids.next('t'), amount: sized.amount };
  const prepared = prepare(state, tx, intent, condition, undefined, { entryPrice, riskAmount: sized.riskAmount }, () =>
    tx.append({ kind: 'condition.triggered', subject: id, actor: 'sniper', cause: causeOf(state, id), data: { quote: quoteText(quote) } }),
  );
  return 'denied' in prepared ? deny(prepared.denied) : prepared;
}

/** Favor makes a size larger up to the limit and not beyond (LRN-3); a condition that asks for more than the limit itself is the guard's to deny. */
const riskPctOf = (asked: number, factor: number, limit: number): number =>
  factor > 1 ? Math.max(asked, Math.min(asked * factor, limit)) : asked * factor;

const causeOf = (state: SniperState, conditionId: string): number | undefined => state.causes.get(conditionId);
