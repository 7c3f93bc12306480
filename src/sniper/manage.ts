import { roundTripCostPct } from '#src/domain/cost.ts';
import { EXITS } from './exits/index.ts';
import { leave, take } from './leave.ts';
import { type ExitAction, type ExitView, isStopReached, type OpenTrade } from './openTrade.ts';
import { moveStop, protect } from './protect.ts';
import type { SniperState } from './state.ts';

/** More turns than any ladder has rungs and stops have moves at one price. */
const TURNS = 16;

/** Asks the exits of one trade, in the order of their priority, until none wants anything more at this price. */
export function manage(state: SniperState, trade: OpenTrade, price: number, cause: number | undefined): void {
  // Beyond the stop none could rest: there it is time to leave.
  const isMissing = trade.stopRefusals.count > 0 && trade.stopOrderId === undefined;
  if (isMissing && !isStopReached(trade, price)) protect(state, trade, cause);
  const view: ExitView = { price, now: state.clock.now(), costPct: roundTripCostPct(state.venue.profile) };
  for (let turn = 0; turn < TURNS; turn++) {
    if (trade.exiting !== undefined || trade.wish !== undefined || !state.trades.has(trade.tradeId)) return;
    const action = firstAction(trade, view);
    if (action === undefined || !act(state, trade, action, cause)) return;
  }
}

function firstAction(trade: OpenTrade, view: ExitView): ExitAction | undefined {
  for (const exit of EXITS) {
    const action = exit.ask(trade, view);
    if (action !== undefined) return action;
  }
  return undefined;
}

/** Returns false when nothing could be done, so that the same wish is not asked for again at this price. */
function act(state: SniperState, trade: OpenTrade, action: ExitAction, cause: number | undefined): boolean {
  // The venue said no a moment ago: whoever asks again at each tick is told no at each tick.
  const isWaiting = state.clock.now() < trade.exitRefusals.retryAt;
  switch (action.act) {
    case 'leave':
      return !isWaiting && leave(state, trade, action.purpose, cause);
    case 'take':
      return !isWaiting && take(state, trade, action.target, action.sharePct, cause);
    case 'moveStop': {
      const before = trade.stop;
      moveStop(state, trade, action.to, action.purpose);
      return trade.stop !== before;
    }
    default:
      action satisfies never;
      return false;
  }
}
