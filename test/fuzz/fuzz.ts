import { performance } from 'node:perf_hooks';
import fc from 'fast-check';
import { Flaw } from './flaw.ts';
import type { Target } from './target.ts';

/** One input that keeps a processor busy for longer hangs, as far as anybody who waits can tell. */
const LONGEST_MS = 5_000;

/** What came of giving a target its inputs. */
export interface Fuzzed {
  readonly name: string;
  readonly at: string;
  readonly inputs: number;
  readonly seconds: number;
  readonly slowestMs: number;
  /** What went wrong, with the smallest input that shows it; undefined for nothing. */
  readonly found: string | undefined;
}

/** How many inputs each target gets of so many: by its weight, and at least a few. */
export function shares(targets: readonly Target[], inputs: number): readonly number[] {
  const whole = targets.reduce((sum, { weight }) => sum + weight, 0);
  return targets.map(({ weight }) => Math.max(2, Math.ceil((inputs * weight) / whole)));
}

/** Gives a target so many inputs. The same seed gives the same inputs. `began` hears of each before it is taken. */
export async function fuzz(one: Target, inputs: number, seed: number, began: (count: number) => void = () => undefined): Promise<Fuzzed> {
  const live = await one.open();
  const start = performance.now();
  let count = 0;
  let slowestMs = 0;
  const timed = async (input: never): Promise<void> => {
    began(count++);
    const from = process.threadCpuUsage();
    const taken = live.take(input);
    // Most targets take their input at once; waiting would cost more than reading it.
    if (taken !== undefined) await taken;
    const { user, system } = process.threadCpuUsage(from);
    const tookMs = (user + system) / 1_000;
    slowestMs = Math.max(slowestMs, tookMs);
    if (tookMs > LONGEST_MS) throw new Flaw(`it took ${Math.round(tookMs)} ms`);
  };
  try {
    const details = await fc.check(fc.asyncProperty(live.inputs, timed), { seed, numRuns: inputs });
    return {
      name: one.name,
      at: one.at,
      inputs: count,
      seconds: (performance.now() - start) / 1_000,
      slowestMs,
      found: details.failed ? wordsOf(details, one, seed) : undefined,
    };
  } finally {
    await live.close?.();
  }
}

function wordsOf({ counterexample, errorInstance, numRuns }: fc.RunDetails<[never]>, { name }: Target, seed: number): string {
  const said =
    errorInstance instanceof Flaw ? errorInstance.message : `it crashed: ${(errorInstance as Error)?.stack ?? String(errorInstance)}`;
  return `${name}: ${said} (seed ${seed}, input ${numRuns}: ${fc.stringify(counterexample?.[0]).slice(0, 1_500)})`;
}
