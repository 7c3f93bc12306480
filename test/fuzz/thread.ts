import { parentPort, workerData } from 'node:worker_threads';
import { fuzz } from './fuzz.ts';
import type { Target } from './target.ts';
import { TARGETS } from './targets.ts';

/** What a thread is to do: `[place in TARGETS, inputs]`, one after the other. */
export interface Task {
  readonly jobs: readonly (readonly [place: number, inputs: number])[];
  readonly seed: number;
  /** Counts the inputs of the job that is under way; -1 before the first. */
  readonly beats: Int32Array;
}

const { jobs, seed, beats } = workerData as Task;
for (const [place, inputs] of jobs) {
  Atomics.store(beats, 0, -1);
  parentPort?.postMessage(await fuzz(TARGETS[place] as Target, inputs, seed, (count) => void Atomics.store(beats, 0, count)));
}
