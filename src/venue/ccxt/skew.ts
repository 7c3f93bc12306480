import type { Clock, Instant } from '#src/domain/clock.ts';

/** Beyond this no new risk is sent: venues refuse requests from the future, and deadlines would mean something else there (FI-48). */
export const SKEW_BLOCKS_MS = 1_000;
/** Beyond this a person is told. */
export const SKEW_WARNS_MS = 500;
const SAMPLES = 3;
const WHOLE_SECOND = 1_000;
/** The date and the counter of time went apart by more than this: the date was set, or the machine slept. */
const APART_MS = 500;
const ASK_AGAIN_MS = 10_000;

/**
 * How far this machine's clock is ahead of a venue's, from its answers to "what time is it" and the time that has passed since: a date that is set wrong
 * between two answers shows at once. Whether it was set or the machine slept, which stops the counter too, the venue is asked as soon as they differ.
 */
export class Skew {
  readonly #clock: Clock;
  readonly #ask: () => Promise<Instant>;
  /** Of the last answer: the date less the counter of time. */
  #base = 0;
  #aheadMs = 0;
  #isMeasured = false;
  #isAsking = false;
  #askedAt = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, ask: () => Promise<Instant>) {
    this.#clock = clock;
    this.#ask = ask;
  }

  /** Now; negative when this machine is behind, 0 before the first answer. */
  get aheadMs(): number {
    if (!this.#isMeasured) return 0;
    const mono = this.#clock.mono();
    const moved = this.#clock.now() - mono - this.#base;
    if (Math.abs(moved) > APART_MS && !this.#isAsking && mono - this.#askedAt >= ASK_AGAIN_MS) this.measure().catch(() => undefined);
    return Math.round(this.#aheadMs + moved);
  }

  get isMeasured(): boolean {
    return this.#isMeasured;
  }

  /** Asks three times and believes the quickest answer. Rejects when no answer came; the old value then stays. */
  async measure(): Promise<void> {
    this.#isAsking = true;
    this.#askedAt = this.#clock.mono();
    try {
      await this.#measure();
    } finally {
      this.#isAsking = false;
    }
  }

  async #measure(): Promise<void> {
    const samples: { tookMs: number; middle: number; base: number; theirs: Instant }[] = [];
    for (let i = 0; i < SAMPLES; i++) {
      const [began, monoBefore] = [this.#clock.now(), this.#clock.mono()];
      const theirs = await this.#ask();
      const tookMs = this.#clock.mono() - monoBefore;
      samples.push({ tookMs, middle: began + tookMs / 2, base: began - monoBefore, theirs });
    }
    const [best] = samples.toSorted((a, b) => a.tookMs - b.tookMs);
    if (best === undefined) return;
    // A venue that tells whole seconds is on average half a second later than it says.
    const isCoarse = samples.every(({ theirs }) => theirs % WHOLE_SECOND === 0);
    this.#aheadMs = best.middle - best.theirs - (isCoarse ? WHOLE_SECOND / 2 : 0);
    this.#base = best.base;
    this.#isMeasured = true;
  }
}

/** Why no new risk is sent with a clock that is so far ahead (negative: behind), as a sentence; undefined while it is near enough. */
export function faultOfClock(aheadMs: number): string | undefined {
  if (Math.abs(aheadMs) <= SKEW_BLOCKS_MS) return undefined;
  const seconds = (Math.abs(aheadMs) / 1_000).toFixed(1);
  return `This machine's clock is ${seconds} s ${aheadMs > 0 ? 'ahead of' : 'behind'} the venue's; no new risk is sent until it is set right.`;
}
