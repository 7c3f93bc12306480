import { forgetOldest } from './forgetOldest.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const STRANGER_PER_MINUTE = 5;
const STRANGERS_PER_SECOND = 20;
const KNOWN_BURST = 5;
/** More strangers than can be let through in a minute. */
const REMEMBERED = 2 * STRANGERS_PER_SECOND * 60;

/** `tell`: the first of those that are not listened to; `drop`: one more of them. */
export type Admission = 'pass' | 'tell' | 'drop';

/**
 * Counts who says how much, in memory, before anything else looks at it: strangers at most 5 a minute each and 20 a second together, somebody known one
 * thing a second with a burst of five. Times are of a clock that never goes back.
 */
export class Flood {
  readonly #mono: () => number;
  readonly #strangers = new Map<string, { since: number; count: number }>();
  readonly #known = new Map<string, { at: number; left: number; told: boolean }>();
  #second = { since: Number.NEGATIVE_INFINITY, count: 0 };

  constructor(mono: () => number) {
    this.#mono = mono;
  }

  /** True when this word of a stranger is looked at. */
  stranger(person: string): boolean {
    const now = this.#mono();
    if (now - this.#second.since >= SECOND_MS) this.#second = { since: now, count: 0 };
    if (this.#second.count >= STRANGERS_PER_SECOND) return false;
    const one = this.#strangers.get(person);
    if (one !== undefined && now - one.since < MINUTE_MS) {
      if (one.count >= STRANGER_PER_MINUTE) return false;
      one.count++;
    } else {
      this.#strangers.delete(person);
      this.#strangers.set(person, { since: now, count: 1 });
      forgetOldest(this.#strangers, REMEMBERED);
    }
    this.#second.count++;
    return true;
  }

  /** Whether this word of somebody known is looked at; `isPanic` is asked only when it is one too many. */
  known(person: string, isPanic: () => boolean = () => false): Admission {
    const now = this.#mono();
    const one = this.#known.get(person) ?? { at: now, left: KNOWN_BURST, told: false };
    one.left = Math.min(KNOWN_BURST, one.left + (now - one.at) / SECOND_MS);
    one.at = now;
    this.#known.set(person, one);
    if (one.left >= 1) {
      one.left--;
      one.told = false;
      return 'pass';
    }
    if (isPanic()) return 'pass';
    if (one.told) return 'drop';
    one.told = true;
    return 'tell';
  }
}
