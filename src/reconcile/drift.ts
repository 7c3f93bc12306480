import { add, type Decimal, isEqual, negate, subtract, ZERO } from '#src/domain/decimal.ts';
import type { Market } from '#src/domain/market.ts';
import type { Memory } from '#src/ledger/memory.ts';
import { balancesOf } from '#src/ledger/postings.ts';
import type { NetworkVenue, VenuePosition } from '#src/venue/port.ts';

/** What the account holds where an order of a market would show: coins of spot, contracts of a perpetual. */
export interface Held {
  readonly positions: readonly VenuePosition[];
  readonly balances: ReadonlyMap<string, Decimal>;
}

/** By how much the venue holds more than the ledger says, where an order of this market would have made a difference. */
export function driftOf(memory: Memory, accountId: string, market: Market, { positions, balances }: Held): Decimal {
  if (market.kind === 'spot')
    return subtract(balances.get(market.base) ?? ZERO, balancesOf({ memory }, 'cash', accountId).get(market.base) ?? ZERO);
  const there = positions.reduce((total, one) => (one.market === market.symbol ? add(total, one.amount) : total), ZERO);
  return subtract(there, signedPosition(memory, accountId, market.symbol));
}

/** Open amount of a market in the ledger, negative for short. */
export function signedPosition({ positions }: Memory, accountId: string, market: string): Decimal {
  let total = ZERO;
  for (const one of positions.values())
    if (one.market === market && one.accountId === accountId) total = add(total, one.side === 'long' ? one.amount : negate(one.amount));
  return total;
}

/** Differences that were there before: a new one would be an order that arrived. */
export class KnownDrift {
  readonly #byMarket = new Map<string, Decimal>();

  /** Called after a comparison, for markets in which nothing was under way. */
  note(market: string, drift: Decimal): void {
    this.#byMarket.set(market, drift);
  }

  /** Whether nothing has moved at the venue that the ledger does not know of. Rejects when the venue cannot be read. */
  async isUnchanged(venue: NetworkVenue, memory: () => Memory, accountId: string, market: Market): Promise<boolean> {
    const [positions, balances] = await Promise.all([venue.positions(), venue.balances()]);
    return isEqual(driftOf(memory(), accountId, market, { positions, balances }), this.#byMarket.get(market.symbol) ?? ZERO);
  }
}
