import { absolute, add, type Decimal, isEqual, isLess, negate, subtract, ZERO } from '#src/domain/decimal.ts';
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
  const there =
    market.kind === 'spot'
      ? (balances.get(market.base) ?? ZERO)
      : positions.reduce((total, one) => (one.market === market.symbol ? add(total, one.amount) : total), ZERO);
  return subtract(there, heldHere(memory, accountId, market));
}

/** What the ledger says that the account holds there. */
const heldHere = (memory: Memory, accountId: string, { kind, base, symbol }: Market): Decimal =>
  kind === 'spot' ? (balancesOf({ memory }, 'cash', accountId).get(base) ?? ZERO) : signedPosition(memory, accountId, symbol);

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

  /** `book` takes over into the ledger what the venue has: a difference that was known gets smaller by it where that was a part of it. */
  explain(memory: () => Memory, accountId: string, book: () => boolean): boolean {
    const before = [...memory().markets.values()].map((market) => [market, heldHere(memory(), accountId, market)] as const);
    const isBooked = book();
    for (const [market, held] of before) {
      const known = this.#byMarket.get(market.symbol) ?? ZERO;
      const left = subtract(known, subtract(heldHere(memory(), accountId, market), held));
      if (isLess(absolute(left), absolute(known))) this.#byMarket.set(market.symbol, left);
    }
    return isBooked;
  }

  /** Whether nothing has moved at the venue that the ledger does not know of. Rejects when the venue cannot be read. */
  async isUnchanged(venue: NetworkVenue, memory: () => Memory, accountId: string, market: Market): Promise<boolean> {
    const [positions, balances] = await Promise.all([venue.positions(), venue.balances()]);
    return isEqual(driftOf(memory(), accountId, market, { positions, balances }), this.#byMarket.get(market.symbol) ?? ZERO);
  }
}
