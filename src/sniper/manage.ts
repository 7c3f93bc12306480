import { EXITS } from './exits/index.ts';
import { leave } from './leave.ts';
import type { ExitAction, ExitView, OpenTrade } from './openTrade.ts';
import { moveStop } from './protect.ts';
import type { SniperState } from './state.ts';

/** More turns than any ladder has rungs and stops have moves at one price. */
const TURNS = 16;

/** Asks the exits of one trade, in the order of their priority, until none wants anything more at this price. */
export function manage(state: SniperState, trade: OpenTrade, price: number, cause: number | undefined): void {
  const { takerFeePct, slippageBps } = state.venue.profile;
  const view: ExitView = { price, now: state.clock.now(), costPct: 2 * takerFeePct + (2 * slippageBps) / 100 };
  for (let turn = 0; turn < TURNS; turn++) {
    if (trade.exiting !== undefined || !state.trades.has(trade.tradeId)) return;
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
  switch (action.act) {
    case 'leave':
      return leave(state, trade, action.purpose, 100, cause);
    case 'take':
      return leave(state, trade, 'target', action.all ? 100 : action.sharePct, cause);
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
