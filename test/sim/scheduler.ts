import type { Rng } from '#src/domain/rng.ts';

/** Something that is going to happen. */
export interface Entry {
  readonly at: number;
  readonly tie: number;
  readonly order: number;
  readonly run: () => void;
  canceled: boolean;
}

/**
 * Virtual time: a queue by time, ties broken by the seed, so that every order of what happens in one millisecond is tried. Between two events everything that
 * was promised has happened: nothing in this world waits for anything but this queue.
 */
export class Scheduler {
  /** Epoch milliseconds, true time. */
  now: number;
  /** Events that have happened. */
  steps = 0;
  readonly #rng: Rng;
  readonly #heap: Entry[] = [];
  #order = 0;

  constructor(startAt: number, rng: Rng) {
    this.now = startAt;
    this.#rng = rng;
  }

  in(ms: number, run: () => void): Entry {
    const entry: Entry = { at: this.now + Math.max(0, ms), tie: this.#rng.next(), order: this.#order++, run, canceled: false };
    this.#push(entry);
    return entry;
  }

  at(at: number, run: () => void): Entry {
    return this.in(at - this.now, run);
  }

  /** Runs everything up to a moment. `settled` is awaited after each event. */
  async until(end: number, settled: () => Promise<void>): Promise<void> {
    for (let next = this.#heap[0]; next !== undefined && next.at <= end; next = this.#heap[0]) {
      this.#pop();
      if (next.canceled) continue;
      this.now = Math.max(this.now, next.at);
      this.steps++;
      next.run();
      await settled();
    }
    this.now = Math.max(this.now, end);
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(entry);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(entry, heap[parent] as Entry)) break;
      heap[at] = heap[parent] as Entry;
      at = parent;
    }
    heap[at] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop() as Entry;
    if (heap.length === 0) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Entry, heap[child] as Entry)) child++;
      if (!isBefore(heap[child] as Entry, last)) break;
      heap[at] = heap[child] as Entry;
      at = child;
    }
    heap[at] = last;
  }
}

const isBefore = (a: Entry, b: Entry): boolean =>
  a.at < b.at || (a.at === b.at && (a.tie < b.tie || (a.tie === b.tie && a.order < b.order)));

/** Everything that was promised has happened. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
