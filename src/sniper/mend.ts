import { cancelAgain } from './cancel.ts';
import { cancelEntries } from './hand.ts';
import { protect } from './protect.ts';
import { closeAgain } from './queuedClose.ts';
import type { SniperState } from './state.ts';

/** What is no longer true of positions and orders is looked at again: stops that are missing, orders that were to be canceled. */
export function mend(state: SniperState): void {
  const { ledger, trades, causes } = state;
  cancelAgain(state);
  closeAgain(state);
  if (ledger.memory.halt !== undefined) cancelEntries(state);
  for (const trade of [...trades.values()]) {
    trade.market = ledger.memory.markets.get(trade.market.symbol) ?? trade.market; // its rules may have changed
    if (trade.stopOrderId === undefined) protect(state, trade, causes.get(trade.condition.id));
  }
}
