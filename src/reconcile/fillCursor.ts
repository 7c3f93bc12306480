import { type Clock, type Instant, instant, later, parseInstant } from '#src/domain/clock.ts';
import { lastFillAt } from '#src/ledger/fills.ts';
import type { NetworkVenue } from '#src/venue/port.ts';
import type { ReconcileDeps } from './deps.ts';

/** Pages overlap by so much: a fill may be shown late, and is recorded once all the same. */
const OVERLAP_MS = 120_000;
/** After a start, no further back than this unless an order is older. */
const LONGEST_MS = 7 * 24 * 3_600_000;

/**
 * From when on fills are read, by the venue's clock. It follows the machine's counter of time and never its date: one that is set an hour ahead while Heron
 * runs would hide an hour of fills. Where the counter stands still while a machine sleeps, more is read again than needed.
 */
export class FillCursor {
  readonly #venue: NetworkVenue;
  readonly #clock: Clock;
  /** By the venue's clock, when the counter stood at 0. */
  readonly #zero: number;
  #at: Instant;

  /** Begins with everything that may have happened while nobody looked. */
  constructor({ venue, clock, ledger }: Pick<ReconcileDeps, 'venue' | 'clock' | 'ledger'>) {
    this.#venue = venue;
    this.#clock = clock;
    this.#zero = clock.now() - venue.clockAheadMs() - clock.mono();
    const now = this.now();
    const last = lastFillAt(ledger);
    let from: number = last === undefined ? now : Math.max(parseInstant(last), now - LONGEST_MS);
    for (const { order } of ledger.memory.orders.values()) from = Math.min(from, order.createdAt);
    this.#at = later(instant(from), -OVERLAP_MS);
  }

  get at(): Instant {
    return this.#at;
  }

  /** What the venue's clock shows. */
  now(): Instant {
    return instant(Math.floor(this.#zero + this.#clock.mono()));
  }

  /** Everything that was executed before `asked` was shown. */
  readAt(asked: Instant): void {
    this.#at = instant(Math.max(this.#at, later(asked, -OVERLAP_MS - this.#venue.profile.readLagMs)));
  }

  /** The next read begins no later than here. */
  backTo(at: Instant): void {
    this.#at = instant(Math.min(this.#at, at));
  }
}
