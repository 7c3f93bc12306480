import type { Rng } from '#src/domain/rng.ts';

/** A 32-bit number for each (seed, n), without order: neighbors have nothing in common (finalizer of MurmurHash3, Austin Appleby, public domain). */
export function mix(seed: number, n: number): number {
  let hash = seed ^ Math.imul(n, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/**
 * Random numbers that belong to (seed, minute): `at` puts them back to the first one of any minute. A simulation takes a handful for each of millions of
 * minutes, in any order, which `seededRng` with its long warm-up is not made for.
 */
export class MinuteRng implements Rng {
  #key = 0;
  #count = 0;
  #spare = 0;
  #hasSpare = false;

  at(seed: number, minute: number): this {
    this.#key = mix(seed, minute) | 0;
    this.#count = 0;
    this.#hasSpare = false;
    return this;
  }

  next(): number {
    this.#count++;
    return mix(this.#key, this.#count) / 4294967296;
  }

  /** Polar method of Marsaglia. */
  normal(): number {
    if (this.#hasSpare) {
      this.#hasSpare = false;
      return this.#spare;
    }
    for (;;) {
      const x = 2 * this.next() - 1;
      const y = 2 * this.next() - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const scale = Math.sqrt((-2 * Math.log(square)) / square);
      this.#spare = y * scale;
      this.#hasSpare = true;
      return x * scale;
    }
  }
}

/** A smooth wave between −1 and 1 that wanders without memory: random heights every `period`, eased in between. Any x can be asked for at once. */
export function wave(seed: number, x: number, period: number): number {
  const place = x / period;
  const cell = Math.floor(place);
  const part = place - cell;
  const ease = part * part * (3 - 2 * part);
  const from = height(seed, cell);
  return from + (height(seed, cell + 1) - from) * ease;
}

const height = (seed: number, cell: number): number => mix(seed, cell) / 2147483648 - 1;
