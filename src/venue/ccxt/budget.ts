import type { Clock } from '#src/domain/clock.ts';

/** `risk`: an entry. `safety`: cancels, orders that only reduce, stops, and what reconciliation reads. */
export type Purpose = 'risk' | 'safety';

export interface BudgetOptions {
  readonly clock: Clock;
  /** Requests that may begin within any one second. */
  readonly perSecond: number;
  /** Percent of them that entries never get; at least 20. */
  readonly reservedPct?: number;
}

interface Waiting {
  readonly purpose: Purpose;
  readonly go: () => void;
}

const WINDOW_MS = 1_000;

/**
 * How many requests a venue gets from us in a second. ccxt's rolling window lets a whole minute's worth out at once; this spreads it, and keeps a
 * share for what makes risk smaller. After the venue asked for a pause (429, 418) no entry goes out until it is over; cancels and reads do (FI-50).
 */
export class RequestBudget {
  readonly #clock: Clock;
  readonly #perSecond: number;
  readonly #forRisk: number;
  /** When the requests of the last second began; oldest first. */
  #begun: number[] = [];
  #waiting: Waiting[] = [];
  #wakes = false;
  #pausedUntil = Number.NEGATIVE_INFINITY;

  constructor({ clock, perSecond, reservedPct = 20 }: BudgetOptions) {
    this.#clock = clock;
    this.#perSecond = Math.max(2, Math.floor(perSecond));
    this.#forRisk = this.#perSecond - Math.max(1, Math.ceil((this.#perSecond * Math.max(20, reservedPct)) / 100));
  }

  /** True when a request may begin now; it is then counted. Safety never waits behind risk. */
  take(purpose: Purpose): boolean {
    const now = this.#clock.mono();
    if (purpose === 'risk' && this.#clock.mono() < this.#pausedUntil) return false;
    if (this.#room(purpose, now) <= 0 || this.#waiting.some((one) => purpose === 'risk' || one.purpose === 'safety')) return false;
    this.#begun.push(now);
    return true;
  }

  /** Resolves when a request may begin; it is then counted. */
  async turn(purpose: Purpose): Promise<void> {
    if (this.take(purpose)) return;
    return new Promise((go) => {
      this.#waiting.push({ purpose, go });
      this.#wake();
    });
  }

  /** The venue asked to be left alone for so long; a shorter pause never ends a longer one. */
  pause(ms: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#clock.mono() + ms);
  }

  /** Milliseconds until entries may go out again; 0 when they may. */
  pauseMs(): number {
    return Math.max(0, this.#pausedUntil - this.#clock.mono());
  }

  #room(purpose: Purpose, now: number): number {
    let expired = 0;
    while (expired < this.#begun.length && (this.#begun[expired] as number) <= now - WINDOW_MS) expired++;
    if (expired > 0) this.#begun = this.#begun.slice(expired);
    return (purpose === 'risk' ? this.#forRisk : this.#perSecond) - this.#begun.length;
  }

  #wake(): void {
    if (this.#wakes || this.#waiting.length === 0) return;
    this.#wakes = true;
    this.#clock.after(this.#untilNextMs(), () => {
      this.#wakes = false;
      this.#letGo();
      this.#wake();
    });
  }

  /** When to look again: when the oldest request leaves the window, or the pause is over where only entries wait. */
  #untilNextMs(): number {
    const now = this.#clock.mono();
    const oldest = this.#begun[0];
    const window = oldest === undefined ? 0 : oldest + WINDOW_MS - now;
    const onlyRisk = this.#waiting.every(({ purpose }) => purpose === 'risk');
    return Math.max(1, window, onlyRisk ? this.pauseMs() : 0);
  }

  #letGo(): void {
    for (const purpose of ['safety', 'risk'] as const) {
      for (const one of this.#waiting.filter((waiting) => waiting.purpose === purpose)) {
        const now = this.#clock.mono();
        if ((purpose === 'risk' && now < this.#pausedUntil) || this.#room(purpose, now) <= 0) break;
        this.#begun.push(now);
        this.#waiting = this.#waiting.filter((waiting) => waiting !== one);
        one.go();
      }
    }
  }
}
