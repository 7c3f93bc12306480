import type { Channel } from './platform.ts';

const MINUTE_MS = 60_000;

/**
 * What a platform lets one chat be sent: so many milliseconds between two messages, and so many in any minute. Counted from the end of each try, so
 * that two never reach the platform closer together than that; in time that never goes back.
 */
export class SendingPace {
  #ended: number[] = [];

  /** How long the next message has to wait; 0 when it may go now. */
  waitMs(now: number, pace: Channel['pace']): number {
    if (pace === undefined) return 0;
    this.#ended = this.#ended.filter((at) => at > now - MINUTE_MS);
    const last = this.#ended.at(-1);
    const afterLast = last === undefined ? 0 : last + pace.everyMs - now;
    const oldest = this.#ended.at(-pace.perMinute);
    const afterMinute = oldest === undefined ? 0 : oldest + MINUTE_MS - now;
    return Math.max(0, afterLast, afterMinute);
  }

  note(now: number): void {
    this.#ended.push(now);
    // Without a pace nobody asks, and nothing is forgotten there.
    if (this.#ended.length > 1_000) this.#ended = this.#ended.slice(-500);
  }
}
