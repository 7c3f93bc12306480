import type { Clock, Instant } from '#src/domain/clock.ts';

/** Beyond this no new risk is sent: venues refuse requests from the future, and deadlines would mean something else there (FI-48). */
export const SKEW_BLOCKS_MS = 1_000;
/** Beyond this a person is told. */
export const SKEW_WARNS_MS = 500;
const SAMPLES = 3;
const WHOLE_SECOND = 1_000;

/** How far this machine's clock is ahead of a venue's, from its answers to "what time is it". */
export class Skew {
  readonly #clock: Clock;
  readonly #ask: () => Promise<Instant>;
  #aheadMs = 0;
  #isMeasured = false;

  constructor(clock: Clock, ask: () => Promise<Instant>) {
    this.#clock = clock;
    this.#ask = ask;
  }

  /** As measured last; negative when this machine is behind. */
  get aheadMs(): number {
    return this.#aheadMs;
  }

  get isMeasured(): boolean {
    return this.#isMeasured;
  }

  /** Asks three times and believes the quickest answer. Rejects when no answer came; the old value then stays. */
  async measure(): Promise<void> {
    const samples: { tookMs: number; middle: number; theirs: Instant }[] = [];
    for (let i = 0; i < SAMPLES; i++) {
      const [began, monoBefore] = [this.#clock.now(), this.#clock.mono()];
      const theirs = await this.#ask();
      const tookMs = this.#clock.mono() - monoBefore;
      samples.push({ tookMs, middle: began + tookMs / 2, theirs });
    }
    const [best] = samples.toSorted((a, b) => a.tookMs - b.tookMs);
    if (best === undefined) return;
    // A venue that tells whole seconds is on average half a second later than it says.
    const isCoarse = samples.every(({ theirs }) => theirs % WHOLE_SECOND === 0);
    this.#aheadMs = Math.round(best.middle - best.theirs - (isCoarse ? WHOLE_SECOND / 2 : 0));
    this.#isMeasured = true;
  }
}

/** Why no new risk is sent with a clock that is so far ahead (negative: behind), as a sentence; undefined while it is near enough. */
export function faultOfClock(aheadMs: number): string | undefined {
  if (Math.abs(aheadMs) <= SKEW_BLOCKS_MS) return undefined;
  const seconds = (Math.abs(aheadMs) / 1_000).toFixed(1);
  return `This machine's clock is ${seconds} s ${aheadMs > 0 ? 'ahead of' : 'behind'} the venue's; no new risk is sent until it is set right.`;
}
