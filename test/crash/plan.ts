import type { Rng } from '#src/domain/rng.ts';

/** Lives in a row that reached nothing new before the hooks that are due are left for later. */
const PATIENCE = 6;
const MOST_SPARED = 2;

/** Where a process died, or was killed. */
export interface Death {
  readonly name: string;
  /** What it was doing. */
  readonly act: string;
  readonly halted: boolean;
}

/** Where a child may live on. */
export interface Fate {
  /** Hooks that it passes. */
  readonly passes: readonly string[];
  /** Hooks that somebody died at before: of these it is spared so many that it may not pass. */
  readonly known: readonly string[];
  readonly spared: number;
}

/** Chooses where to kill: hooks take turns, so that the one that was killed at least often is next as soon as it is reached. */
export class Plan {
  readonly kills = new Map<string, number>();
  readonly #known = new Set<string>();
  readonly #rng: Rng;
  #round = 0;
  #idle = 0;

  constructor(rng: Rng) {
    this.#rng = rng;
  }

  /** What the next child may pass, and how often it is spared at a hook that somebody died at before: its first chance is seldom the only one. */
  next(): Fate {
    const known = [...this.kills.keys()];
    const passes = known.filter((name) => (this.kills.get(name) ?? 0) > this.#round);
    return { passes, known, spared: this.#round === 0 ? 0 : Math.floor(this.#rng.next() * (MOST_SPARED + 1)) };
  }

  /** Nothing is due but what nobody ever died at: each hook is killed at the first time that it is reached. */
  unknown(): Fate {
    const known = [...this.kills.keys()];
    return { passes: known, known, spared: 0 };
  }

  saw(name: string): void {
    this.#known.add(name);
  }

  killed({ name }: Death): void {
    this.#known.add(name);
    this.kills.set(name, (this.kills.get(name) ?? 0) + 1);
    this.#idle = 0;
    // The first round is over when a life has nothing new to show.
    if (this.#round > 0 && this.#isCovered) this.#round++;
  }

  /** A child reached nothing that it was to die at. */
  survived(): void {
    if (++this.#idle < PATIENCE && !this.#isCovered) return;
    this.#idle = 0;
    // What is still due in the first round stays due: it comes first in each round after it.
    this.#round++;
  }

  get #isCovered(): boolean {
    return [...this.#known].every((one) => (this.kills.get(one) ?? 0) > this.#round);
  }

  /** Hooks that were reached and never killed at. */
  get missed(): string[] {
    return [...this.#known].filter((name) => !this.kills.has(name));
  }

  get names(): string[] {
    return [...this.#known];
  }
}
