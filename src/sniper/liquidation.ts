import { toNumber } from '#src/domain/decimal.ts';
import type { OrderIntent } from '#src/domain/order.ts';
import type { SniperState } from './state.ts';

/** What would stand for a new perpetual position under cross margin: cash, and what the others bring or lack beyond their maintenance. */
export function cushionOf({ ledger, quotes, valuations }: SniperState, accountId: string, maintenance: number): number {
  let cushion = valuations.get(accountId)?.cash() ?? Number.NaN;
  for (const position of ledger.memory.positions.values()) {
    const market = ledger.memory.markets.get(position.market);
    if (market?.kind !== 'perpetual' || position.accountId !== accountId) continue;
    const worth = toNumber(position.amount) * toNumber(market.contractSize) * (quotes.get(position.market)?.last ?? Number.NaN);
    const unrealized = position.side === 'long' ? worth - toNumber(position.cost) : toNumber(position.cost) - worth;
    cushion += unrealized - maintenance * worth;
  }
  return cushion;
}

/**
 * Where an entry would be liquidated. The venue's cross margin (venue/paper/liquidation.ts) lets everything that the account holds stand for it, which
 * may be gone by then; so no more than the position's own margin counts, and less when the account has less. With cost C = amount × entry, cushion
 * K = min(C ÷ leverage, account) and maintenance m: long (C − K) ÷ (amount (1 − m)), short (C + K) ÷ (amount (1 + m)).
 */
export function liquidationPriceOf(
  entry: number,
  notional: number,
  { side, leverage }: Pick<OrderIntent, 'side' | 'leverage'>,
  maintenance: number,
  accountCushion: number,
): number {
  const cushion = Math.min(notional / leverage, accountCushion) / notional;
  return side === 'buy' ? (entry * (1 - cushion)) / (1 - maintenance) : (entry * (1 + cushion)) / (1 + maintenance);
}
