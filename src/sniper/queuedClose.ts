import { type Instant, later, toIso } from '#src/domain/clock.ts';
import type { Order } from '#src/domain/order.ts';
import type { Acted } from './hand.ts';
import { leave } from './leave.ts';
import type { OpenTrade } from './openTrade.ts';
import type { SniperState } from './state.ts';

/** How long an exit that a person asked for is asked for again before they are told that it is given up. */
const KEPT_MS = 24 * 3_600_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 300_000;
/** So many exits that nobody can find out about may be at the venue; each of them can only reduce. */
const MOST_LOST = 3;

/** An exit by hand that the venue did not take. */
export interface QueuedClose {
  readonly until: Instant;
  readonly tries: number;
  readonly retryAt: Instant;
}

const pausedAfter = (tries: number, now: Instant): Instant =>
  later(now, Math.min(FIRST_PAUSE_MS * 2 ** Math.min(tries - 1, 20), LONGEST_PAUSE_MS));

/** What a start finds in the ledger is asked for again at once. */
export const queuedAgain = (until: Instant, now: Instant): QueuedClose => ({ until, tries: 1, retryAt: now });

/**
 * An exit by hand ended although its position is open: the market takes no orders, or the order never arrived. The person's word stands; it is asked
 * for again, after a second at first and then ever more patiently (FI-39). Nothing happens for any other order. Call it in the transaction of that end.
 */
export function queueClose(state: SniperState, order: Order, reason: string): void {
  const trade = state.trades.get(order.tradeId);
  if (trade === undefined || order.purpose !== 'manual' || state.venue.mode !== 'live') return;
  const now = state.clock.now();
  const { queued } = trade;
  const tries = (queued?.tries ?? 0) + 1;
  const until = queued?.until ?? later(now, KEPT_MS);
  trade.queued = { until, tries, retryAt: pausedAfter(tries, now) };
  if (queued !== undefined) return;
  const data = { order_id: order.id, reason, until: toIso(until) };
  const cause = state.causes.get(order.id);
  state.ledger.transact((tx) => tx.append({ kind: 'close.queued', subject: trade.tradeId, actor: 'sniper', cause, data }));
}

/** Asks again for each exit whose pause is over and that nothing else is under way for. It can only reduce, as the first one could. */
export function closeAgain(state: SniperState): void {
  const now = state.clock.now();
  for (const trade of [...state.trades.values()]) {
    const { queued } = trade;
    if (queued === undefined) continue;
    if (now >= queued.until) drop(state, trade, 'sniper', 'the venue did not take it for 24 hours');
    else if (now >= queued.retryAt && trade.exiting === undefined && trade.wish === undefined && !isHeldUp(state, trade)) {
      const tries = queued.tries + 1;
      trade.queued = { ...queued, retryAt: pausedAfter(tries, now) };
      if (!leave(state, trade, 'manual', state.causes.get(trade.condition.id))) trade.queued = { ...trade.queued, tries };
    }
  }
}

/** A person takes back what they asked for. */
export function keepPosition(state: SniperState, tradeId: string, actor: string): Acted {
  const trade = state.trades.get(tradeId);
  if (trade?.queued === undefined) return { ok: false, text: `No close of ${tradeId} is waiting.` };
  drop(state, trade, actor, 'it is kept');
  const still = trade.exiting === undefined ? '' : ` Order ${trade.exiting} is under way already and may still close it.`;
  return { ok: true, text: `${tradeId} is kept; its close is not asked for again.${still}` };
}

function drop(state: SniperState, trade: OpenTrade, actor: string, reason: string): void {
  trade.queued = undefined;
  state.ledger.transact((tx) => tx.append({ kind: 'close.dropped', subject: trade.tradeId, actor, data: { reason } }));
}

/** Whether one that was sent before may still be there. */
function isHeldUp({ ledger }: SniperState, { tradeId }: OpenTrade): boolean {
  let lost = 0;
  for (const { order } of ledger.memory.orders.values()) {
    if (order.tradeId !== tradeId || order.purpose !== 'manual') continue;
    if (order.status === 'unknown') return true;
    if (order.status === 'needs_human') lost++;
  }
  return lost >= MOST_LOST;
}
