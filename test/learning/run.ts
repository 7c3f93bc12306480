import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import type { Job } from './job.ts';
import { KINDS, plantedText } from './plan.ts';
import { type Run, tableOf } from './table.ts';

/**
 * Is the learner honest? Lives many simulated worlds through the real engine, ledger and reflection, and prints what it found in them:
 * node test/learning/run.ts --seeds 500 [--first 0] [--kind 'no edge'] [--processes 2] [--compare 150]
 * `--compare`: so many seeds of each kind are lived a second time without learning; all of them unless said.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string' },
    first: { type: 'string' },
    kind: { type: 'string' },
    processes: { type: 'string' },
    compare: { type: 'string' },
  },
});
const seeds = Number(values.seeds ?? 500);
const first = Number(values.first ?? 0);
const kinds = values.kind === undefined ? KINDS : KINDS.filter((kind) => kind === values.kind);
const processes = Number(values.processes ?? Math.min(2, availableParallelism()));
const compare = Number(values.compare ?? seeds);
const waiting = Array.from({ length: seeds }, (_, i) => kinds.map((kind) => ({ kind, seed: first + i, compares: i < compare }))).flat();
const runs: Run[] = [];
const startedMs = performance.now();
const total = waiting.length;

await Promise.all(Array.from({ length: processes }, () => work()));
process.stdout.write(`${tableOf(runs)}\n\n${plantedText()}\n`);
const seconds = (performance.now() - startedMs) / 1000;
process.stdout.write(
  `${total} worlds in ${seconds.toFixed(0)} s, ${((seconds * 1000) / total).toFixed(0)} ms each with ${processes} processes\n`,
);

/** One process that takes worlds until none is left. */
function work(): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = fork(new URL('./child.ts', import.meta.url));
    const next = (): void => {
      const job: Job | undefined = waiting.shift();
      if (job === undefined) {
        child.disconnect();
        resolve();
      } else child.send(job);
    };
    child.on('message', (said: { readonly run?: Run; readonly error?: string }) => {
      if (said.run === undefined) {
        reject(new Error(said.error));
        child.disconnect();
        return;
      }
      runs.push(said.run);
      // A long run says how it stands: it may be cut off.
      if (runs.length % 100 === 0) process.stderr.write(`${runs.length} of ${total} worlds\n${tableOf(runs)}\n\n`);
      next();
    });
    child.on('error', reject);
    next();
  });
}
