import type { Instant } from '#src/domain/clock.ts';
import { type Decimal, divide, subtract, sum, toNumber } from '#src/domain/decimal.ts';
import type { VenueFill, VenueOrder, VenuePosition } from '#src/venue/port.ts';
import type { PaperOrder } from './order.ts';

/** What Heron's ledger knows about an order, its leverage included. Finished ones are welcome: their ids stay taken and lookups find them. */
export type RememberedOrder = VenueOrder & { readonly leverage?: number };

/** `cost` is exact where `entryPrice`, a quotient, may not be. */
type RememberedPosition = VenuePosition & { readonly cost?: Decimal };

/**
 * What an in-memory venue has forgotten in a crash and gets back from the ledger. That is honest, because this venue exists nowhere else: whatever
 * it did was reported, and the ledger took the report in; what no ledger took in has happened to nobody. From there on both keep their own books
 * again, and the audit compares them as before.
 */
export interface PaperState {
  readonly balances: ReadonlyMap<string, Decimal>;
  readonly orders: readonly RememberedOrder[];
  readonly positions: readonly RememberedPosition[];
  readonly fills?: readonly VenueFill[];
  /** Number of the last venue order id, in case that order is not among `orders`. */
  readonly lastOrderNumber?: number;
}

export const LIQUIDATION_PREFIX = 'liquidation-';

/** All orders and fills that there ever were, and the counters that name them: orders `p1`, `p2`, …, fills `p1-1`, `p1-2`, …. */
export class Memory {
  readonly #orders = new Map<string, PaperOrder>();
  readonly fills: VenueFill[] = [];
  #lastNumber = 0;

  get isEmpty(): boolean {
    return this.#orders.size === 0;
  }

  nextOrderId(): string {
    this.#lastNumber++;
    return `p${this.#lastNumber}`;
  }

  keep(order: PaperOrder): void {
    this.#orders.set(order.clientOrderId, order);
  }

  find(clientOrderId: string): PaperOrder | undefined {
    return this.#orders.get(clientOrderId);
  }

  orders(): readonly PaperOrder[] {
    return [...this.#orders.values()];
  }

  fillsSince(since: Instant): readonly VenueFill[] {
    return this.fills.filter((fill) => fill.at >= since);
  }

  /** Numbers go on above everything that was ever used. */
  countOnFrom(state: PaperState): void {
    this.#lastNumber = Math.max(this.#lastNumber, state.lastOrderNumber ?? 0);
    const ids = [...state.orders.map((order) => order.venueOrderId), ...(state.fills ?? []).map((fill) => fill.venueFillId)];
    for (const id of ids) this.#lastNumber = Math.max(this.#lastNumber, Number(/^p(\d+)/.exec(id)?.[1] ?? 0));
  }
}

/**
 * How many fills an order can have had. Where the fills themselves are not given, at most one per step of what was filled: the next number is then
 * free in any case.
 */
export function fillCountOf(order: VenueOrder, fills: readonly VenueFill[], step: Decimal): number {
  const own = fills.filter((fill) => fill.clientOrderId === order.clientOrderId);
  const unseen = subtract(order.filled, sum(own.map((fill) => fill.amount)));
  const numbers = own.map((fill) => Number(/-(\d+)$/.exec(fill.venueFillId)?.[1] ?? 0));
  return Math.max(0, ...numbers) + Math.ceil(toNumber(divide(unseen, step, 0, 'up')));
}
