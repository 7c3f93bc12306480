/** Levels per chunk: small enough that an insertion moves little, large enough that a million levels are a thousand chunks. */
const CHUNK = 1024;

interface Chunk {
  readonly levels: Float64Array;
  readonly keys: Float64Array;
  size: number;
}

/**
 * Price levels in order, each with the number of whoever waits at it. A sorted list in chunks: adding and removing cost O(√n) moves at most,
 * asking for the next level O(log n), and walking over a price move only what lies on the way.
 */
export class Thresholds {
  #chunks: Chunk[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** `key` is any number; the same pair may be there more than once. */
  add(level: number, key: number): void {
    const index = Math.max(0, this.#chunkOf(level));
    const chunk = this.#chunks[index];
    if (chunk === undefined) {
      this.#chunks.push(filled([[level, key]]));
    } else {
      insert(chunk, firstAtLeast(chunk, level), level, key);
      if (chunk.size === CHUNK) this.#split(index);
    }
    this.#size++;
  }

  /** Many at once, in any order: one sort instead of many insertions. */
  addMany(entries: readonly { level: number; key: number }[]): void {
    const all: [number, number][] = entries.map(({ level, key }) => [level, key]);
    for (const chunk of this.#chunks) {
      for (let i = 0; i < chunk.size; i++) all.push([chunk.levels[i] as number, chunk.keys[i] as number]);
    }
    all.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    this.#chunks = [];
    for (let start = 0; start < all.length; start += CHUNK / 2) this.#chunks.push(filled(all.slice(start, start + CHUNK / 2)));
    this.#size = all.length;
  }

  /** Takes one such pair out; does nothing if there is none. */
  remove(level: number, key: number): void {
    for (let index = Math.max(0, this.#chunkOf(level)); index < this.#chunks.length; index++) {
      const chunk = this.#chunks[index] as Chunk;
      for (let i = firstAtLeast(chunk, level); i < chunk.size; i++) {
        if (chunk.levels[i] !== level) return;
        if (chunk.keys[i] !== key) continue;
        chunk.levels.copyWithin(i, i + 1, chunk.size);
        chunk.keys.copyWithin(i, i + 1, chunk.size);
        chunk.size--;
        this.#size--;
        // The last one stays, empty: what is armed one after the other needs no new chunk each time.
        if (chunk.size === 0 && this.#chunks.length > 1) this.#chunks.splice(index, 1);
        return;
      }
    }
  }

  /** The nearest level strictly above (or below) a price; ±Infinity if there is none. */
  next(from: number, direction: 'up' | 'down'): number {
    return direction === 'up' ? this.#above(from) : this.#below(from);
  }

  /** Calls `hit` for each level that lies between two prices, both included. `hit` must not change the levels. */
  cross(from: number, to: number, hit: (key: number, level: number) => void): void {
    const low = Math.min(from, to);
    const high = Math.max(from, to);
    for (let index = Math.max(0, this.#chunkOf(low)); index < this.#chunks.length; index++) {
      const chunk = this.#chunks[index] as Chunk;
      for (let i = firstAtLeast(chunk, low); i < chunk.size; i++) {
        const level = chunk.levels[i] as number;
        if (level > high) return;
        hit(chunk.keys[i] as number, level);
      }
    }
  }

  #above(from: number): number {
    for (let index = Math.max(0, this.#chunkOf(from)); index < this.#chunks.length; index++) {
      const chunk = this.#chunks[index] as Chunk;
      for (let i = firstAtLeast(chunk, from); i < chunk.size; i++) {
        if ((chunk.levels[i] as number) > from) return chunk.levels[i] as number;
      }
    }
    return Number.POSITIVE_INFINITY;
  }

  #below(from: number): number {
    for (let index = Math.max(0, this.#chunkOf(from)); index >= 0; index--) {
      const chunk = this.#chunks[index];
      if (chunk === undefined) break;
      const i = firstAtLeast(chunk, from);
      if (i > 0) return chunk.levels[i - 1] as number;
    }
    return Number.NEGATIVE_INFINITY;
  }

  /** The last chunk that starts below a level: the first place where the level can stand. −1 if all start at or above it. */
  #chunkOf(level: number): number {
    let low = 0;
    let high = this.#chunks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (((this.#chunks[middle] as Chunk).levels[0] as number) < level) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  #split(index: number): void {
    const chunk = this.#chunks[index] as Chunk;
    const half = CHUNK / 2;
    const right: Chunk = { levels: new Float64Array(CHUNK), keys: new Float64Array(CHUNK), size: half };
    right.levels.set(chunk.levels.subarray(half));
    right.keys.set(chunk.keys.subarray(half));
    chunk.size = half;
    this.#chunks.splice(index + 1, 0, right);
  }
}

function filled(entries: readonly [number, number][]): Chunk {
  const chunk: Chunk = { levels: new Float64Array(CHUNK), keys: new Float64Array(CHUNK), size: entries.length };
  entries.forEach(([level, key], i) => {
    chunk.levels[i] = level;
    chunk.keys[i] = key;
  });
  return chunk;
}

function insert(chunk: Chunk, at: number, level: number, key: number): void {
  chunk.levels.copyWithin(at + 1, at, chunk.size);
  chunk.keys.copyWithin(at + 1, at, chunk.size);
  chunk.levels[at] = level;
  chunk.keys[at] = key;
  chunk.size++;
}

/** Index of the first level in the chunk that is at or above `level`. */
function firstAtLeast(chunk: Chunk, level: number): number {
  let low = 0;
  let high = chunk.size;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((chunk.levels[middle] as number) < level) low = middle + 1;
    else high = middle;
  }
  return low;
}
