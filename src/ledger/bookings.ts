import type { Memory } from './memory.ts';

const counts = new WeakMap<Memory, number>();

/** Notes that balances or positions moved. */
export function noteBooking(memory: Memory): void {
  counts.set(memory, bookingsOf(memory) + 1);
}

/** How often balances and positions of a memory have moved: whoever sums them need sum again only when this has changed. */
export const bookingsOf = (memory: Memory): number => counts.get(memory) ?? 0;
