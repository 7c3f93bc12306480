import { describe, expect, it } from 'vitest';
import { liveWorld } from './job.ts';
import { KINDS, type Kind } from './plan.ts';
import { type Run, rowOf } from './table.ts';

/** So many worlds of each kind; `node test/learning/run.ts --seeds 500` lives many more, and prints the table. */
const LONG = process.env.TEST_LONG === '1';
const SEEDS = (kind: Kind): number => (kind === 'no edge' ? 2 : 1) * (LONG ? 10 : 1);

const lived = async (kind: Kind): Promise<Run[]> => {
  const runs: Run[] = [];
  for (let seed = 0; seed < SEEDS(kind); seed++) runs.push(await liveWorld(kind, seed, true, () => performance.now()));
  return runs;
};

describe('the honesty of learning, in a few simulated worlds', () => {
  it.each(KINDS)('%s', { timeout: LONG ? 600_000 : 120_000 }, async (kind) => {
    const row = rowOf(kind, await lived(kind));
    expect(row.wrong).toBeLessThanOrEqual(LONG ? 0.1 : 0);
    if (kind === 'harmful change') expect(row.undone).toBe(1);
    else if (kind !== 'no edge') {
      expect(row.found).toBeGreaterThanOrEqual(LONG ? 0.7 : 1);
      expect(row.withR).toBeGreaterThan(row.withoutR as number);
    }
  });
});
