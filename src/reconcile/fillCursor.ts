import { type Clock, type Instant, instant, later, parseInstant } from '#src/domain/clock.ts';
import { lastFillAt } from '#src/ledger/fills.ts';
import type { NetworkVenue } from '#src/venue/port.ts';
import type { ReconcileDeps } from './deps.ts';

/** Pages overlap by so much: a fill may be shown late, and is recorded once all the same. */
const OVERLAP_MS = 120_000;
/** After a start, no further back than this unless an order is older. */
const LONGEST_MS = 7 * 24 * 3_600_000;

/** From when on fills are read, by the venue's clock and never by this machine's date alone: one that is set an hour ahead would hide an hour of fills. */
export class FillCursor {
  readonly #venue: NetworkVenue;
  readonly #clock: Clock;
  #at: Instant;

  /** Begins with everything that may have happened while nobody looked. */
  constructor({ venue, clock, ledger }: Pick<ReconcileDeps, 'venue' | 'clock' | 'ledger'>) {
    this.#venue = venue;
    this.#clock = clock;
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
    return later(this.#clock.now(), -this.#venue.clockAheadMs());
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
