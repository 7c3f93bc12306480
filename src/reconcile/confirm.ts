import type { Sighting } from './view.ts';

/** Two looks lie at least so far apart: an endpoint that lags behind agrees with itself for a while (FI-33). */
const APART_MS = 10_000;

interface Once {
  readonly sighting: Sighting;
  readonly at: number;
}

export interface Confirmed {
  readonly sightings: readonly Sighting[];
  /** Seen once; another look decides. */
  readonly waiting: number;
}

/** A difference counts when it was seen twice, unchanged, some time apart. One that stands already stands as long as it is seen. */
export class Confirmations {
  #once = new Map<string, Once>();

  /** `mono` in milliseconds. */
  take(sightings: readonly Sighting[], stands: (sighting: Sighting) => boolean, mono: number): Confirmed {
    const next = new Map<string, Once>();
    const confirmed: Sighting[] = [];
    for (const sighting of sightings) {
      const key = `${sighting.invariant}|${sighting.row}`;
      const before = this.#once.get(key);
      const isSame = before !== undefined && before.sighting.found === sighting.found && before.sighting.expected === sighting.expected;
      if (stands(sighting) || (isSame && mono - before.at >= APART_MS)) confirmed.push(sighting);
      next.set(key, isSame ? before : { sighting, at: mono });
    }
    this.#once = next;
    return { sightings: confirmed, waiting: sightings.length - confirmed.length };
  }
}

/** How long to wait before the look that decides. */
export const CONFIRM_MS = APART_MS;
