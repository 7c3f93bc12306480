import { parseInstant } from '#src/domain/clock.ts';
import { recentEvents } from '#src/ledger/events.ts';
import type { ReconcileDeps } from './deps.ts';

/** While an entry or an exit is under way or an order is not shown where it should be, while only stops rest, and while nothing is open. */
const BUSY_MS = 3_000;
const RESTING_MS = 15_000;
const IDLE_MS = 120_000;
/** After a round that failed, and then twice as long each time; at most so long while a position is open or an order lives, and never longer than the pace. */
const RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 5_000;
/** An order that counts as absent can still come where a venue has no deadline, and would stand there without a stop: for so long it is looked for so often. */
const LATE_MS = 10_000;
const LATE_FOR_MS = 10 * 60_000;
/** Newest events in which a start looks for such an order. */
const RECENT = 500;
/** After the venue took an order, which may have been filled at once, and after it hinted at something. */
export const SOON_MS = 250;

type Paced = Pick<ReconcileDeps, 'ledger' | 'clock'>;

/** How soon a venue is read again, by what the ledger has open and by what came of the rounds before. In milliseconds. */
export class ReadPace {
  /** The last list of open orders lacked some that are open in the ledger: what it was, is soon asked again. */
  isOdd = false;
  readonly #deps: Paced;
  /** By this machine's counter of time: until then an order may come that counts as absent. */
  #lateUntil = Number.NEGATIVE_INFINITY;
  /** Rounds in a row in which fills were missing, and that came to nothing. */
  #lackings = 0;
  #failures = 0;

  constructor(deps: Paced) {
    this.#deps = deps;
    const { ledger, clock } = deps;
    const absent = recentEvents(ledger, RECENT).find(({ kind }) => kind === 'order.absent');
    if (absent !== undefined) this.#lateUntil = clock.mono() + LATE_FOR_MS - (clock.now() - parseInstant(absent.at));
  }

  /** An order counts as absent from now on. */
  absent(): void {
    this.#lateUntil = this.#deps.clock.mono() + LATE_FOR_MS;
  }

  read(lacksFills: boolean): void {
    this.#failures = 0;
    this.#lackings = lacksFills ? this.#lackings + 1 : 0;
  }

  failed(): void {
    this.#failures++;
  }

  /** Until the next round; `isHinted`: something happened while the last one was read. */
  next(isHinted: boolean): number {
    if (this.#failures > 0) return this.#retry();
    return isHinted ? SOON_MS : this.#usual();
  }

  #retry(): number {
    const { orders, positions } = this.#deps.ledger.memory;
    const longest = orders.size + positions.size > 0 ? LONGEST_RETRY_MS : IDLE_MS;
    return Math.min(RETRY_MS * 2 ** Math.min(this.#failures - 1, 20), longest, this.#usual());
  }

  #usual(): number {
    if (this.#lackings > 0) return Math.min(SOON_MS * 2 ** Math.min(this.#lackings - 1, 20), BUSY_MS);
    if (this.isOdd) return BUSY_MS;
    let pace = this.#deps.clock.mono() < this.#lateUntil ? LATE_MS : IDLE_MS;
    for (const { order } of this.#deps.ledger.memory.orders.values()) {
      if (order.type !== 'stop') return BUSY_MS;
      pace = Math.min(pace, RESTING_MS);
    }
    return pace;
  }
}
