import type { Guard } from '#src/guards/guard.ts';
import { cancel } from './cancel.ts';
import { exposureOf } from './exposure.ts';
import { leave } from './leave.ts';
import type { SniperState } from './state.ts';

/** What became of something that a person asked for. */
export type Acted = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly text: string };

/** Closes a position by hand, at the market. */
export function closePosition(state: SniperState, tradeId: string, actor: string): Acted {
  const trade = state.trades.get(tradeId);
  if (trade === undefined) return { ok: false, text: `${tradeId} is not an open position.` };
  if (trade.exiting !== undefined) return { ok: false, text: `${tradeId} is being closed already (${trade.exiting}).` };
  if (trade.wish !== undefined) return { ok: false, text: `${tradeId} is being closed already: its stop is taken away first.` };
  if (!leave(state, trade, 'manual', state.causes.get(trade.condition.id))) {
    return {
      ok: false,
      text: `${tradeId} could not be closed: there is nothing left that the venue would take. Its stop stays at ${trade.stop}.`,
    };
  }
  if (!state.trades.has(tradeId)) return { ok: true, text: `${tradeId} is closed.` };
  return { ok: true, text: `${tradeId} is being closed; part of it still waits for a fill (asked by ${actor}).` };
}

/** Takes everything off: no entry is left at work, and each position is closed at the market by an order that can only reduce. */
export function flatten(state: SniperState, actor: string): readonly Acted[] {
  const canceled = cancelEntries(state);
  const closed = [...state.trades.keys()].map((tradeId) => closePosition(state, tradeId, actor));
  return canceled === 0
    ? closed
    : [{ ok: true, text: `${canceled} entry ${canceled === 1 ? 'order is' : 'orders are'} canceled.` }, ...closed];
}

/** Cancels every entry that is not filled; protective orders stay. Returns how many. */
export function cancelEntries(state: SniperState): number {
  const entries = [...state.ledger.memory.orders.values()].filter(({ order }) => order.purpose === 'entry');
  for (const { order } of entries) cancel(state, order, 'entries are canceled');
  return entries.length;
}

/** Cancels one entry; what protects a position stays with it. */
export function cancelOrder(state: SniperState, orderId: string, actor: string): Acted {
  const { orders } = state.ledger.memory;
  const order = orders.get(orderId)?.order;
  if (order === undefined) return { ok: false, text: `${orderId} is not a working order.` };
  if (order.purpose !== 'entry')
    return { ok: false, text: `${orderId} protects a position. Close the position with /close ${order.tradeId} instead.` };
  cancel(state, order, `asked by ${actor}`);
  return { ok: true, text: orders.has(orderId) ? `The venue was asked to cancel ${orderId} (${actor}).` : `${orderId} is canceled.` };
}

/** What each guard holds, with the figure that it looks at, where there is one without an order. */
export function limitsInUse(state: SniperState, guards: readonly Guard[]): { guard: string; holds: string; now: string }[] {
  const figures = figuresNow(state);
  return guards.map((guard) => ({ guard: guard.name, holds: guard.describe(state.settings.guards), now: figures[guard.name] ?? '' }));
}

function figuresNow(state: SniperState): Record<string, string> {
  const { ledger, settings } = state;
  const account = [...ledger.memory.accounts.keys()][0] ?? '';
  const desk = [...ledger.memory.desks.keys()][0] ?? '';
  const risk = state.riskMeters.get(account)?.reading();
  const counts = state.tally.counts(desk, state.clock.now());
  const equity = state.valuations.get(account)?.equity() ?? Number.NaN;
  const exposurePct = (exposureOf(state, '').gross / equity) * 100;
  const percent = (value: number | undefined): string =>
    value === undefined || Number.isNaN(value) ? 'not known yet' : `${value.toFixed(2)} %`;
  return {
    halted: ledger.memory.halt === undefined ? 'not halted' : `halted: ${ledger.memory.halt.reason}`,
    deskStatus: ledger.memory.desks.get(desk)?.status ?? '',
    openPositions: `${ledger.memory.positions.size} of ${settings.guards.openPositions}`,
    venueExposure: percent(exposurePct),
    grossExposure: percent(exposurePct),
    personDay: percent((state.dayBook.most(state.clock.now()) / equity) * 100),
    dailyLoss: percent(risk?.dayLossPct),
    drawdown: percent(risk?.drawdownPct),
    orderRate: `${counts.lastMinute} in the last minute, ${counts.todayDesk} in 24 h`,
    errorBreaker: `${counts.errorsLastHour} in the last hour`,
    shock:
      state.shockUntil !== undefined && state.clock.now() < state.shockUntil
        ? 'entries are paused'
        : percent(state.moves.largestPct(state.clock.now())),
  };
}
