import type { Clock, Instant } from '#src/domain/clock.ts';
import type { Quotes } from '#src/domain/quotes.ts';
import type { Ledger } from '#src/ledger/ledger.ts';
import type { Rebuild } from '#src/ledger/rebuild.ts';
import type { Venue } from '#src/venue/port.ts';

/** Somewhere that shows the realized PnL of all closed trades, as decimal text. */
export interface Surface {
  readonly name: string;
  pnl(): string;
}

/** What is audited: a ledger, and what runs on it. Parts that are absent are not looked at, so that a file can be audited on its own. */
export interface Parts {
  readonly ledger: Ledger;
  /** `now` is the time that jobs and quotes are judged by, `mono` says how long it took. */
  readonly clock: Clock;
  readonly quotes?: Quotes | undefined;
  /** Every venue that the ledger has an account at. */
  readonly venues?: readonly Venue[] | undefined;
  readonly surfaces?: readonly Surface[] | undefined;
  readonly jobs?: readonly { readonly name: string; readonly everyMs: number }[] | undefined;
  /** When the jobs began to run. */
  readonly startedAt?: Instant | undefined;
  /** Keys of settings that no code reads. */
  readonly unreadSettings?: (() => readonly string[]) | undefined;
}

/** The parts, and the ledger once more, made anew from its events; checks of single events see it as it was right after the event. */
export interface World extends Parts {
  readonly rebuilt: Rebuild;
}
