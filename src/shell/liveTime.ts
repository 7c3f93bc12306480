import { type Clock, type Instant, instant } from '#src/domain/clock.ts';

/** A tick that comes later than this was not late: the process stood still or the machine slept. */
const STOOD_STILL_MS = 5_000;
/** The machine's two clocks do not part by so much on their own: somebody set one, or it slept. */
const JUMP_MS = 2_000;
const CLOSE_MS = 50;
const ASK_AGAIN_MS = 5_000;
const ASKS = 3;

export interface LiveTimeOptions {
  /** The machine's clocks. */
  readonly wall: Clock;
  readonly startAt: Instant;
  /** By how much the machine's clock is known to be ahead of the venue's; 0 when they agree. */
  readonly wallAheadMs?: number;
  /** The venue's clock in milliseconds; undefined when it cannot be had. */
  readonly venueTime: () => Promise<number | undefined>;
  /** Hears that the machine's clock is wrong, and by how much. */
  readonly wrong?: (aheadMs: number) => void;
}

/**
 * Market time on a real market. It runs with the clock that never goes back and is led gently by the machine's date, so that a date that is set an
 * hour off moves nothing. When the date jumps, the venue is asked which of the two is right: after a sleep the time has really passed and is made up
 * for in one leap; a wrong date is left aside and reported. Time that turns out to be ahead runs at half speed until it is not.
 */
export class LiveTime {
  readonly #options: LiveTimeOptions;
  #base: number;
  #monoBase: number;
  #rate = 1;
  #lastMono: number;
  #lastWall: number;
  /** By how much the machine's date is believed to be ahead of what is right. */
  #wallAheadMs: number;
  #leapMs = 0;
  #asking = false;

  constructor(options: LiveTimeOptions) {
    const { wall, startAt, wallAheadMs = 0 } = options;
    this.#options = options;
    this.#base = startAt;
    this.#monoBase = this.#lastMono = wall.mono();
    this.#lastWall = wall.now();
    this.#wallAheadMs = wallAheadMs;
  }

  now(): Instant {
    return instant(Math.floor(this.#base + (this.#options.wall.mono() - this.#monoBase) * this.#rate));
  }

  /** Ticks begin: time that passed before was nobody's loss. */
  begin(): void {
    this.#lastMono = this.#options.wall.mono();
    this.#lastWall = this.#options.wall.now();
  }

  /** Called every few milliseconds; returns how much time was lost since the call before, 0 as a rule. */
  tick(): number {
    const { wall } = this.#options;
    const mono = wall.mono();
    const date = wall.now();
    const passed = mono - this.#lastMono;
    const jumped = date - this.#lastWall - passed;
    this.#lastMono = mono;
    this.#lastWall = date;
    if (Math.abs(jumped) > JUMP_MS) {
      this.#wallAheadMs += jumped;
      void this.#settle(jumped);
    }
    this.#base = this.#base + (mono - this.#monoBase) * this.#rate + this.#leapMs;
    this.#monoBase = mono;
    const lost = this.#leapMs > 0 ? this.#leapMs : passed > STOOD_STILL_MS ? passed : 0;
    this.#leapMs = 0;
    const behind = date - this.#wallAheadMs - this.#base;
    this.#rate = behind > CLOSE_MS ? 1.1 : behind < -CLOSE_MS ? 0.5 : 1;
    return lost;
  }

  /** Finds out which clock is right after the date jumped. */
  async #settle(jumped: number): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    const { wall, venueTime, wrong } = this.#options;
    let told: number | undefined;
    for (let asks = 0; asks < ASKS && told === undefined; asks++) {
      if (asks > 0) await new Promise<void>((go) => wall.after(ASK_AGAIN_MS, go));
      told = await venueTime();
    }
    this.#asking = false;
    const date = wall.now();
    // Where nobody can say, a date that went on is believed (the machine slept), and one that went back is not.
    const aheadMs = told === undefined ? (jumped > 0 ? 0 : this.#wallAheadMs) : date - told;
    if (Math.abs(aheadMs) > JUMP_MS) {
      this.#wallAheadMs = date - this.now();
      wrong?.(aheadMs);
      return;
    }
    this.#wallAheadMs = 0;
    const behind = date - this.now();
    if (behind > JUMP_MS) this.#leapMs = behind;
  }
}
