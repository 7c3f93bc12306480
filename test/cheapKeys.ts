import { afterAll, beforeAll } from 'vitest';
import { beCheap, beDear } from './cheapScrypt.ts';

/** In the file that calls this the keys of vaults are derived at almost no cost. Vaults that were made so are of no use to processes that do not. */
export function cheapKeys(): void {
  beforeAll(beCheap);
  afterAll(beDear);
}

/** What is about the cost itself, or shows that the real derivation does the same, in a file that has the cheap one. */
export async function atFullCost<T>(run: () => Promise<T>): Promise<T> {
  beDear();
  try {
    return await run();
  } finally {
    beCheap();
  }
}
