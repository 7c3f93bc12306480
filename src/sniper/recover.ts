import { later, parseInstant } from '#src/domain/clock.ts';
import { toNumber } from '#src/domain/decimal.ts';
import { isInDoubt } from '#src/domain/order.ts';
import { eventsAbout, lastEvent } from '#src/ledger/events.ts';
import { openTrade } from './openTrade.ts';
import { protect } from './protect.ts';
import { queuedAgain } from './queuedClose.ts';
import type { SniperState } from './state.ts';

/** A stop that was under way when Heron ended is looked for so long before another one is placed (FI-09, FI-10). */
const LOOKED_FOR_MS = 16_000;

/** What a start found and did; said in the log and in chat when there was anything. */
export interface Recovered {
  readonly armed: number;
  readonly positions: number;
  readonly absentOrders: number;
  readonly newStops: number;
}

/**
 * Start-up is recovery; there is no other start. At a real venue nothing is asked or sent here: what was under way is in doubt from now on, and whoever
 * reads the venue settles it before anything is protected anew. After the venue was given its memory back or was asked: orders that were written but that
 * the venue does not know never arrived; open round trips get their exits back; a position without a stop gets one.
 */
export async function recover(state: SniperState): Promise<Recovered> {
  const { memory } = state.ledger;
  const isLive = state.venue.mode === 'live';
  const absentOrders = isLive ? doubtSubmitting(state) : await resolveSubmitting(state);
  for (const watch of state.watches.values()) {
    watch.armMany([...memory.conditions.values()].filter((one) => one.status === 'armed' && one.market === watch.market.symbol));
  }
  for (const condition of memory.conditions.values()) {
    const armed = lastEvent(state.ledger, 'condition.armed', condition.id) ?? lastEvent(state.ledger, 'condition.proposed', condition.id);
    if (armed) state.causes.set(condition.id, armed.seq);
  }
  for (const { order } of memory.orders.values()) {
    const submitted = lastEvent(state.ledger, 'order.submitted', order.id);
    if (submitted) state.causes.set(order.id, submitted.seq);
    if (isLive && lastEvent(state.ledger, 'order.cancel_asked', order.id)) state.canceling.set(order.id, Number.NEGATIVE_INFINITY);
  }
  let newStops = 0;
  for (const position of memory.positions.values()) {
    const condition = memory.conditions.get(position.conditionId);
    const market = memory.markets.get(position.market);
    if (condition === undefined || market === undefined) continue;
    const trade = openTrade(condition, position, market);
    for (const event of eventsAbout(state.ledger, trade.tradeId)) {
      if (event.kind === 'target.reached') trade.targetsReached = event.data.target;
      if (event.kind === 'close.queued') trade.queued = queuedAgain(parseInstant(event.data.until), state.clock.now());
      if (event.kind === 'close.dropped') trade.queued = undefined;
      if (event.kind !== 'stop.moved') continue;
      trade.stop = Number(event.data.to);
      trade.stopPurpose = event.data.purpose as typeof trade.stopPurpose;
    }
    for (const { order } of memory.orders.values()) {
      if (order.tradeId !== trade.tradeId || !order.reduceOnly) continue;
      if (order.type === 'stop' && order.stopPrice) trade.stop = toNumber(order.stopPrice);
      // On a perpetual nobody waits for one in doubt longer than it takes to look for it: two take no more than one would.
      if (trade.market.kind !== 'spot' && isInDoubt(order.status)) {
        if (order.type === 'stop') trade.stopRefusals = { count: 1, retryAt: later(state.clock.now(), LOOKED_FOR_MS) };
      } else if (order.type === 'stop') trade.stopOrderId = order.id;
      else trade.exiting = order.id;
    }
    state.trades.set(trade.tradeId, trade);
    state.watches.get(trade.market.symbol)?.enter(trade);
    if (trade.stopOrderId !== undefined || isLive) continue;
    protect(state, trade, state.causes.get(condition.id));
    newStops++;
  }
  return {
    armed: [...memory.conditions.values()].filter(({ status }) => status === 'armed').length,
    positions: memory.positions.size,
    absentOrders,
    newStops,
  };
}

/** After a crash "submitting" means unknown. */
function doubtSubmitting({ ledger }: SniperState): number {
  const written = [...ledger.memory.orders.values()].filter(({ order }) => order.status === 'submitting');
  if (written.length > 0)
    ledger.transact((tx) => {
      for (const { order } of written) {
        const cause = lastEvent(ledger, 'order.submitted', order.id)?.seq;
        const data = { reason: 'Heron stopped before the venue had answered' };
        tx.append({ kind: 'order.unknown', subject: order.id, actor: 'sniper', cause, data });
      }
    });
  return 0;
}

/** After a crash "submitting" means unknown: the venue is asked; what it does not know, and cannot take any more, never arrived. */
async function resolveSubmitting(state: SniperState): Promise<number> {
  const { ledger, venue } = state;
  let absent = 0;
  for (const { order } of [...ledger.memory.orders.values()]) {
    if (order.status !== 'submitting') continue;
    const found = await venue.orderById(order.clientOrderId, order.market);
    ledger.transact((tx) => {
      const cause = lastEvent(ledger, 'order.submitted', order.id)?.seq;
      if (found !== undefined) {
        tx.append({
          kind: 'order.accepted',
          subject: order.id,
          actor: `venue:${venue.name}`,
          cause,
          data: { venue_order_id: found.venueOrderId },
        });
        return;
      }
      absent++;
      const reason = 'Heron stopped before the venue had it';
      const seq = tx.append({ kind: 'order.absent', subject: order.id, actor: 'sniper', cause, data: { reason } });
      if (order.purpose === 'entry' && !tx.memory.positions.has(order.tradeId)) {
        tx.append({
          kind: 'condition.closed',
          subject: order.conditionId,
          actor: 'sniper',
          cause: seq,
          data: { reason: `the entry was never sent: ${reason}` },
        });
      }
    });
  }
  return absent;
}
