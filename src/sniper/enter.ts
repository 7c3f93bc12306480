import { toIso } from '#src/domain/clock.ts';
import { type Condition, paramsHashOf } from '#src/domain/condition.ts';
import type { OrderIntent } from '#src/domain/order.ts';
import type { Quote } from '#src/domain/quote.ts';
import { exitPricesOf, sizeOf } from '#src/domain/size.ts';
import { sizeFactorOf } from '#src/guards/drawdown.ts';
import type { Denial } from '#src/guards/guard.ts';
import type { LedgerTx } from '#src/ledger/ledger.ts';
import { roomOf } from './context.ts';
import { gradeFactor } from './modifiers.ts';
import type { SniperState } from './state.ts';
import { type Prepared, prepare, send } from './submit.ts';

export const quoteText = ({ bid, ask, last, at }: Quote): string => `${bid}/${ask}/${last}@${toIso(at)}`;

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
  if (approval.expires_at < toIso(quote.at)) {
    return deny({ guard: 'approval', figure: approval.expires_at, limit: toIso(quote.at), text: 'The approval has expired.' });
  }
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
  const sized = sizeOf({
    market,
    equity: state.valuations.get(accountId)?.equity() ?? Number.NaN,
    riskPct: Math.min(condition.riskPct * modifier.factor, limits.riskPct) * degraded,
    entryPrice,
    stopPrice: Number(condition.stop),
    costPct: 2 * takerFeePct + (2 * slippageBps) / 100,
    room: roomOf(state, market, accountId, limits, leverage),
    exitPrices: exitPricesOf(condition),
  });
  if (sized.amount === undefined)
    return deny({ guard: 'size', figure: sized.why, limit: 'a size that can be traded', text: `No order: ${sized.why}.` });
  const intent: OrderIntent = {
    deskId,
    accountId,
    conditionId: id,
    tradeId: state.ids.next('t'),
    market: condition.market,
    purpose: 'entry',
    side: side === 'long' ? 'buy' : 'sell',
    type: 'market',
    amount: sized.amount,
    reduceOnly: false,
    leverage,
    approvalId: approval.id,
  };
  const prepared = prepare(state, tx, intent, condition, undefined, { entryPrice, riskAmount: sized.riskAmount }, () =>
    tx.append({ kind: 'condition.triggered', subject: id, actor: 'sniper', cause: causeOf(state, id), data: { quote: quoteText(quote) } }),
  );
  return 'denied' in prepared ? deny(prepared.denied) : prepared;
}

const causeOf = (state: SniperState, conditionId: string): number | undefined => state.causes.get(conditionId);
