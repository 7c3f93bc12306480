import { forgetOldest } from './forgetOldest.ts';

const MINUTE_MS = 60_000;
const REMEMBERED = 5_000;

interface Tally {
  /** Times of refusals within the last minute. */
  times: number[];
  until: number;
}

/** Locks out who was refused too often within a minute. In memory; times are of a clock that never goes back. */
export class Lockout {
  readonly #mono: () => number;
  readonly #after: number;
  readonly #lockMs: number;
  readonly #tallies = new Map<string, Tally>();

  constructor(mono: () => number, after: number, lockMs: number) {
    this.#mono = mono;
    this.#after = after;
    this.#lockMs = lockMs;
  }

  /** Milliseconds until somebody is listened to again; 0 when they are listened to now. */
  leftMs(person: string): number {
    return Math.max(0, (this.#tallies.get(person)?.until ?? 0) - this.#mono());
  }

  /** Counts a refusal; true when it is the one that locks. While somebody is locked nothing is counted. */
  refused(person: string): boolean {
    if (this.leftMs(person) > 0) return false;
    const now = this.#mono();
    const tally = this.#tallies.get(person) ?? { times: [], until: 0 };
    tally.times = [...tally.times.filter((time) => now - time < MINUTE_MS), now];
    this.#tallies.delete(person);
    this.#tallies.set(person, tally);
    forgetOldest(this.#tallies, REMEMBERED);
    if (tally.times.length < this.#after) return false;
    tally.times = [];
    tally.until = now + this.#lockMs;
    return true;
  }
}
