import { parentPort, workerData } from 'node:worker_threads';
import { Crashed } from '#test/hooks.ts';
import type { Protocol } from './protocols.ts';
import { runSeed } from './runSeed.ts';
import { count, emptyTally } from './tally.ts';
import { WRONG } from './wrong/index.ts';

/** What a lane lives through: every `lanes`-th seed from its first on. */
export interface LaneWork {
  readonly first: number;
  readonly end: number;
  readonly lanes: number;
  readonly protocol: Protocol | undefined;
  readonly wrong: string | undefined;
}

const { first, end, lanes, protocol, wrong } = workerData as LaneWork;
// A promise that a killed process left behind; nobody waits for it.
process.on('unhandledRejection', (reason) => {
  if (!(reason instanceof Crashed))
    parentPort?.postMessage({ stray: reason instanceof Error ? (reason.stack ?? reason.message) : String(reason) });
});

const tally = emptyTally();
for (let seed = first; seed < end; seed += lanes) {
  const report = await runSeed(seed, { protocol, wrong: wrong === undefined ? undefined : WRONG[wrong] });
  count(tally, report);
  const { plan, violations } = report;
  if (violations.length > 0) parentPort?.postMessage({ failure: { seed, plan, violations } });
}
parentPort?.postMessage({ tally });
