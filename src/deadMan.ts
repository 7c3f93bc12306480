import type { Clock, Timer } from './domain/clock.ts';
import type { Ledger } from './ledger/ledger.ts';
import type { NetworkVenue } from './venue/port.ts';

const EVERY_MS = 20_000;
/** Kraken recommends a call every 15 to 30 seconds for 60 (docs of CancelAllOrdersAfter). */
const WITHIN_MS = 60_000;
/** After a call that failed, and then twice as long each time. */
const RETRY_MS = 1_000;

/**
 * Has the venue cancel resting entries when Heron falls silent. A venue's switch cancels everything, protective stops too (FI-69): it is set only while
 * entries rest there and nothing protects a position, and taken off before anything else. Call it before anything is read or sent: a Heron that died may
 * have left it set. Returns what ends it.
 */
export function keepDeadMan(
  venue: NetworkVenue,
  ledger: Ledger,
  clock: Pick<Clock, 'mono' | 'after' | 'every'>,
  report: (error: unknown) => void,
): () => void {
  const { deadMan } = venue;
  if (deadMan === undefined) return () => undefined;
  const keeper = new Keeper(deadMan, ledger, clock, report);
  const timer = clock.every(EVERY_MS, () => keeper.look());
  // With the first fill there is something to protect, and the stop is on its way: the next look would be too late.
  const stopListening = ledger.listen(({ kind }) => {
    if (kind === 'fill.recorded') keeper.look();
  });
  keeper.takeOff();
  return () => {
    stopListening();
    timer.cancel();
    keeper.end();
  };
}

class Keeper {
  readonly #deadMan: (withinMs: number) => Promise<void>;
  readonly #ledger: Ledger;
  readonly #clock: Pick<Clock, 'mono' | 'after'>;
  readonly #report: (error: unknown) => void;
  /** Until then it may be set, by this Heron or by the one before. */
  #setUntil: number;
  /** Until then a call that sets it may arrive, although it was given up. */
  #lateUntil = Number.NEGATIVE_INFINITY;
  #failures = 0;
  #retry: Timer | undefined;
  /** One call at a time: of two, the later one could arrive first. */
  #isTurning = false;
  #again = false;
  #isOver = false;

  constructor(
    deadMan: (withinMs: number) => Promise<void>,
    ledger: Ledger,
    clock: Pick<Clock, 'mono' | 'after'>,
    report: (error: unknown) => void,
  ) {
    this.#deadMan = deadMan;
    this.#ledger = ledger;
    this.#clock = clock;
    this.#report = report;
    this.#setUntil = clock.mono() + 2 * WITHIN_MS;
  }

  end(): void {
    this.#isOver = true;
    this.#retry?.cancel();
  }

  look(): void {
    void this.#turn(() => this.#isWanted());
  }

  takeOff(): void {
    void this.#turn(() => false);
  }

  #isWanted(): boolean {
    const { positions, orders } = this.#ledger.memory;
    return positions.size === 0 && orders.size > 0 && [...orders.values()].every(({ order }) => !order.reduceOnly);
  }

  async #turn(isWanted: () => boolean): Promise<void> {
    if (this.#isTurning) {
      this.#again = true;
      return;
    }
    this.#isTurning = true;
    try {
      await this.#call(isWanted());
      this.#failures = 0;
    } catch (error) {
      this.#failures++;
      this.#retry?.cancel();
      this.#retry = this.#clock.after(Math.min(RETRY_MS * 2 ** Math.min(this.#failures - 1, 20), EVERY_MS), () => this.look());
      this.#report(error);
    } finally {
      this.#isTurning = false;
    }
    if (!this.#again) return;
    this.#again = false;
    this.look();
  }

  async #call(isWanted: boolean): Promise<void> {
    const now = this.#clock.mono();
    if (this.#isOver || (!isWanted && now >= this.#setUntil)) return;
    if (!isWanted) {
      await this.#deadMan(0);
      // Otherwise it is taken off once more at the next look.
      if (now >= this.#lateUntil) this.#setUntil = Number.NEGATIVE_INFINITY;
      return;
    }
    this.#setUntil = now + 2 * WITHIN_MS;
    try {
      await this.#deadMan(WITHIN_MS);
    } catch (error) {
      this.#lateUntil = now + WITHIN_MS;
      throw error;
    }
  }
}
