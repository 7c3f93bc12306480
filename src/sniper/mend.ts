import { isZero, ZERO } from '#src/domain/decimal.ts';
import { cancelAgain } from './cancel.ts';
import { cancelEntries } from './hand.ts';
import { protect } from './protect.ts';
import { closeAgain } from './queuedClose.ts';
import type { SniperState } from './state.ts';

/** What is no longer true of positions and orders is looked at again: stops that are missing or cover too little, orders that were to be canceled. */
export function mend(state: SniperState): void {
  const { ledger, trades, causes } = state;
  cancelAgain(state);
  closeAgain(state);
  if (ledger.memory.halt !== undefined) cancelEntries(state);
  for (const trade of [...trades.values()]) {
    trade.market = ledger.memory.markets.get(trade.market.symbol) ?? trade.market; // its rules may have changed
    // Where one rests it may be an older one, of before more was filled or before it was moved: the venue refused the one that was to replace it. One that
    // was set off is an exit under way.
    const { filled } = ledger.memory.orders.get(trade.stopOrderId ?? '') ?? { filled: ZERO };
    if (isZero(filled)) protect(state, trade, causes.get(trade.condition.id));
  }
}
