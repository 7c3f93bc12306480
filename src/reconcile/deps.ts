import type { Clock } from '#src/domain/clock.ts';
import type { Decimal } from '#src/domain/decimal.ts';
import type { IdFactory } from '#src/domain/ids.ts';
import type { Quotes } from '#src/domain/quotes.ts';
import type { Ledger } from '#src/ledger/ledger.ts';
import type { NetworkVenue, VenueFill, VenueSink } from '#src/venue/port.ts';

type Said = Parameters<VenueSink['canceled']>[0];

/** Where what was read becomes rows: a venue's sink, and what only whoever reads a venue can say. Every report may come late, twice or out of order. */
interface ReadSink extends VenueSink {
  /** False when the fill belongs to no order of ours that could still take it. */
  fill(report: VenueFill): boolean;
  expired(report: Said): void;
  /** Proven, or said by a person, never to have reached the venue. */
  absent(report: Said & { actor?: string }): void;
  /** Nobody can find out whether the venue has it. */
  lost(report: Said): void;
}

/** A fill outside of Heron's own orders that took something off a position. */
interface ExternalExit {
  readonly market: string;
  readonly amount: Decimal;
  readonly price: Decimal;
  readonly fee: Decimal;
  readonly feeAsset: string;
  readonly otherFees?: VenueFill['otherFees'];
  readonly venueFillId: string;
  readonly at: VenueFill['at'];
  readonly liquidity: VenueFill['liquidity'];
  readonly actor: string;
}

/** What the reconciler asks of whoever manages positions. */
interface Manager {
  /** Looks again at stops that are missing and at orders that were to be canceled. */
  mend(): void;
  /**
   * Why a position has no stop at the venue; undefined when it has one, or when the venue has none to give. `unseen`: orders that the venue does not show
   * any more, and of which nobody knows yet what became of them.
   */
  nakedReason(tradeId: string, unseen?: ReadonlySet<string>): string | undefined;
  /** Books an exit that somebody else made. False when no position of that market is large enough. */
  adoptExit(exit: ExternalExit): boolean;
}

export interface ReconcileDeps {
  readonly venue: NetworkVenue;
  readonly ledger: Ledger;
  /** The machine's: a venue does not wait for a market's time. */
  readonly clock: Clock;
  readonly ids: IdFactory;
  readonly quotes: Quotes;
  readonly sink: ReadSink;
  readonly sniper: Manager;
  /** The account at this venue, and the desk that money from outside is booked to. */
  readonly accountId: string;
  readonly deskId: string;
  /** Most that may lie on the account, in its quote asset; undefined where nobody said. */
  readonly maxFunds?: Decimal | undefined;
  readonly report: (error: unknown) => void;
}

/** The same for its parts. An answer that comes when Heron has stopped belongs to nobody: `alive` says whether it may still be taken in. */
export interface Parts extends ReconcileDeps {
  readonly alive: () => boolean;
}
