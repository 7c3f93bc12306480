import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Median, least and greatest of some measurements. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** Throws RangeError when there is nothing to summarize. */
export function spreadOf(values: readonly number[]): Spread {
  if (values.length === 0) throw new RangeError('no measurements');
  const sorted = values.toSorted((a, b) => a - b);
  const at = (index: number): number => sorted[index] as number;
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? at(middle) : (at(middle - 1) + at(middle)) / 2;
  return { median, min: at(0), max: at(sorted.length - 1) };
}

/**
 * Runs every job once per round, in the order a b c d a b c d …, so that a slow moment of the machine falls on all of them; the results by job.
 * The heap is collected before each, so that nobody pays for the garbage of another.
 */
export async function interleave<T>(rounds: number, jobs: readonly (() => T | Promise<T>)[]): Promise<T[][]> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const results: T[][] = jobs.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, job] of jobs.entries()) {
      if (process.env.GC === "minor") (collect as any)({type:"minor"}); else if (process.env.GC !== "none") collect();
      results[index]?.push(await job());
    }
  }
  return results;
}
