import { later } from '#src/domain/clock.ts';
import type { Condition } from '#src/domain/condition.ts';
import { clientOrderIdOf } from '#src/domain/ids.ts';
import type { Cleared, Order, OrderIntent } from '#src/domain/order.ts';
import type { Denial } from '#src/guards/guard.ts';
import { review } from '#src/guards/review.ts';
import type { LedgerTx } from '#src/ledger/ledger.ts';
import { orderRow } from '#src/ledger/orders.ts';
import { contextOf, type EntryFigures } from './context.ts';
import { refusalAtEgress } from './egress.ts';
import { settleAbsent } from './reported.ts';
import type { SniperState } from './state.ts';

/** How long an order may be under way before the venue must refuse it. */
const DEADLINE_MS = 10_000;

export type Prepared = { readonly order: Cleared<Order>; readonly seq: number } | { readonly denied: Denial };

/**
 * Writes an order: asks every guard, derives its ids and appends it as `submitting`. It is sent with `send` after the commit, so that there
 * is no order in the world that is not in the ledger.
 */
export function prepare(
  state: SniperState,
  tx: LedgerTx,
  intent: OrderIntent,
  condition: Condition,
  cause: number | undefined,
  figures?: EntryFigures,
  onCleared?: (tx: LedgerTx) => number,
): Prepared {
  const market = tx.memory.markets.get(intent.market);
  if (market === undefined)
    return {
      denied: {
        guard: 'symbolList',
        figure: intent.market,
        limit: 'a listed market',
        text: `${intent.market} is not a market of this venue.`,
      },
    };
  const now = state.clock.now();
  const attempt = (tx.memory.orderCounts.get(intent.conditionId) ?? 0) + 1;
  const order: Order = {
    ...intent,
    id: state.ids.next('o'),
    clientOrderId: clientOrderIdOf(state.ledgerId, intent.tradeId, intent.purpose, attempt),
    attempt,
    status: 'submitting',
    paramsHash: condition.paramsHash,
    deadline: later(now, state.venue.profile.deadlineMs || DEADLINE_MS),
    createdAt: now,
  };
  // The whole order is reviewed, and what comes back is sent: a copy made after the review could carry the clearance to other figures.
  const answer = review(order, contextOf(state, order, market, condition, figures), state.settings.guards);
  if ('denied' in answer) return answer;
  const because = onCleared?.(tx) ?? cause;
  const seq = tx.append({ kind: 'order.submitted', subject: order.id, actor: 'sniper', cause: because, data: orderRow(order) });
  state.causes.set(order.id, seq);
  state.tally.sent(order.deskId, now);
  return { order: answer.cleared, seq };
}

/**
 * Gives a written order to the venue; what becomes of it comes back through the sink. The halt is asked about once more: what was written before one
 * and adds risk is not sent after it, and has never been at the venue (INV-4).
 */
export function send(state: SniperState, prepared: Prepared): void {
  if (!('order' in prepared)) return;
  const { order } = prepared;
  const refusal = refusalAtEgress(state.ledger.memory, order);
  if (refusal === undefined) state.venue.submit(order);
  else if (state.ledger.memory.orders.get(order.id)?.order.status === 'submitting')
    settleAbsent(state, order.clientOrderId, refusal, 'sniper');
}
