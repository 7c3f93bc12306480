import type { Instant } from '#src/domain/clock.ts';
import type { Decimal } from '#src/domain/decimal.ts';
import type { Difference } from '#src/domain/difference.ts';
import type { Memory } from '#src/ledger/memory.ts';
import type { VenueFill, VenueOrder, VenuePosition } from '#src/venue/port.ts';

/** Ledger and venue at one moment, as far as a network allows. */
export interface View {
  readonly now: Instant;
  readonly venue: string;
  readonly accountId: string;
  readonly memory: Memory;
  /** Everything that rests at the venue, conditional orders too. */
  readonly openOrders: readonly VenueOrder[];
  readonly positions: readonly VenuePosition[];
  readonly balances: ReadonlyMap<string, Decimal>;
  /** Fills that belong to no order of ours. */
  readonly strays: Iterable<VenueFill>;
  /** Open in the ledger, and shown nowhere at the venue. */
  readonly vanished: ReadonlySet<string>;
  /** Whether the ledger has the venue's execution already. */
  readonly isBooked: (market: string, venueFillId: string) => boolean;
}

/** A difference as it was seen once: what it is named, where, what the ledger says, what the venue shows. */
export interface Sighting {
  readonly invariant: Difference;
  /** With the market's symbol as a word of its own where it is about one: what freezes a market goes by it. */
  readonly row: string;
  readonly expected: string;
  readonly found: string;
  /** What can be done about it when a person says so. */
  readonly remedy?: Remedy | undefined;
}

export type Remedy =
  | { readonly kind: 'money'; readonly asset: string; readonly amount: Decimal }
  /** `fills` are the venue's own executions that took it, as far as it shows any; what they leave of `amount` has no price but the last one. */
  | { readonly kind: 'exit'; readonly market: string; readonly amount: Decimal; readonly fills: readonly VenueFill[] }
  | { readonly kind: 'fill'; readonly fill: VenueFill }
  | { readonly kind: 'order'; readonly clientOrderId: string };

/** One kind of comparison. `look` counts what it looked at. */
export type Kind = (view: View, look: () => void) => Sighting[];
