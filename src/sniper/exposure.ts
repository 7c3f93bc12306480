import { toNumber } from '#src/domain/decimal.ts';
import type { Market } from '#src/domain/market.ts';
import { isInDoubt } from '#src/domain/order.ts';
import type { GuardContext, GuardLimits } from '#src/guards/guard.ts';
import { entryLeverage } from '#src/ledger/orders.ts';
import type { SniperState } from './state.ts';

/** Entries that are under way but have no fill yet: they count as positions, so that two triggers at once cannot both pass. */
export function pendingEntries(state: SniperState, market?: string): number {
  let count = 0;
  for (const { order } of state.ledger.memory.orders.values()) {
    if (order.purpose !== 'entry' || (market !== undefined && order.market !== market)) continue;
    if (!state.ledger.memory.positions.has(order.tradeId)) count++;
  }
  return count;
}

/** Open notional in quote at last prices, working entries included. */
export function exposureOf(state: SniperState, market: string): GuardContext['exposure'] {
  const { memory } = state.ledger;
  let inMarket = 0;
  let gross = 0;
  const count = (symbol: string, amount: number): void => {
    const listed = memory.markets.get(symbol);
    const notional = amount * (state.quotes.get(symbol)?.last ?? Number.NaN) * (listed ? toNumber(listed.contractSize) : 1);
    gross += notional;
    if (symbol === market) inMarket += notional;
  };
  for (const position of memory.positions.values()) count(position.market, toNumber(position.amount));
  for (const { order, filled } of memory.orders.values()) {
    if (order.purpose === 'entry') count(order.market, toNumber(order.amount) - toNumber(filled));
  }
  return { market: inMarket, venue: gross, gross };
}

/** What limits and cash leave for a new position, as notional in quote. */
export function roomOf(state: SniperState, market: Market, accountId: string, limits: GuardLimits, leverage: number): number {
  const valuation = state.valuations.get(accountId);
  const equity = valuation?.equity() ?? Number.NaN;
  const used = exposureOf(state, market.symbol);
  const byLimits = Math.min(
    (equity * limits.marketExposurePct) / 100 - used.market,
    (equity * limits.venueExposurePct) / 100 - used.venue,
    (equity * limits.grossExposurePct) / 100 - used.gross,
  );
  const spotCash = (valuation?.cash() ?? 0) - marginInUse(state, accountId) - reservedCash(state, accountId);
  const byCash = market.kind === 'spot' ? spotCash : spotCash * leverage;
  // A hair less than everything, so that fees and the next tick's price still fit.
  return Math.min(byLimits, byCash) * 0.98;
}

/** What entries in doubt may have cost already: it stays reserved until somebody knows. */
function reservedCash({ ledger, quotes }: SniperState, accountId: string): number {
  let reserved = 0;
  for (const { order, filled } of ledger.memory.orders.values()) {
    if (order.purpose !== 'entry' || order.accountId !== accountId || !isInDoubt(order.status)) continue;
    const market = ledger.memory.markets.get(order.market);
    const unit = (market ? toNumber(market.contractSize) : 1) * (quotes.get(order.market)?.last ?? Number.NaN);
    reserved += ((toNumber(order.amount) - toNumber(filled)) * unit) / order.leverage;
  }
  return reserved;
}

/** Cash that open perpetual positions need as margin. */
function marginInUse({ ledger }: SniperState, accountId: string): number {
  let margin = 0;
  for (const position of ledger.memory.positions.values()) {
    const market = ledger.memory.markets.get(position.market);
    if (market?.kind !== 'perpetual' || position.accountId !== accountId) continue;
    margin += toNumber(position.cost) / entryLeverage(ledger, position.tradeId);
  }
  return margin;
}
