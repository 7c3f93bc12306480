import { Worker } from 'node:worker_threads';
import type { Fuzzed } from './fuzz.ts';
import { TARGETS } from './targets.ts';
import type { Task } from './thread.ts';

/** Longer than any input may take, also on a busy machine, so that one that hangs is known to hang. */
const HANGS_MS = 180_000;

/** Runs targets on another thread, so that an input that hangs one, or ends its thread, is named, and the others get theirs. `told` hears of each when it is through. */
export async function watched(jobs: Task['jobs'], seed: number, told: (row: Fuzzed) => void): Promise<readonly Fuzzed[]> {
  const rows: Fuzzed[] = [];
  const add = (row: Fuzzed): void => {
    rows.push(row);
    told(row);
  };
  while (rows.length < jobs.length) {
    const { name, at, inputs, broken } = await untilBroken(jobs.slice(rows.length), seed, add, () => {
      const [place] = jobs[rows.length] ?? [];
      const one = place === undefined ? undefined : TARGETS[place];
      return { name: one?.name ?? '', at: one?.at ?? '' };
    });
    if (broken === undefined) break;
    add({ name, at, inputs, seconds: 0, slowestMs: 0, found: `${name}: ${broken} (seed ${seed})` });
  }
  return rows;
}

interface Ended {
  readonly name: string;
  readonly at: string;
  readonly inputs: number;
  /** Undefined when all of them are through. */
  readonly broken: string | undefined;
}

function untilBroken(
  jobs: Task['jobs'],
  seed: number,
  add: (row: Fuzzed) => void,
  current: () => Pick<Ended, 'name' | 'at'>,
): Promise<Ended> {
  const beats = new Int32Array(new SharedArrayBuffer(4));
  const workerData: Task = { jobs, seed, beats };
  const worker = new Worker(new URL('thread.ts', import.meta.url), { workerData });
  return new Promise((done) => {
    let left = jobs.length;
    let seen = Number.NaN;
    let since = 0;
    const end = (broken: string | undefined): void => {
      clearInterval(watch);
      worker.removeAllListeners();
      void worker.terminate();
      done({ ...current(), inputs: Atomics.load(beats, 0) + 1, broken });
    };
    const watch = setInterval(() => {
      const beat = Atomics.load(beats, 0);
      if (beat !== seen || beat < 0) [seen, since] = [beat, performance.now()];
      else if (performance.now() - since > HANGS_MS) end(`input ${beat} hangs`);
    }, 1_000);
    worker.on('message', (row: Fuzzed) => {
      add(row);
      seen = Number.NaN;
      if (--left === 0) end(undefined);
    });
    worker.once('error', (error) => end(`the thread ended: ${error instanceof Error ? error.stack : String(error)}`));
    worker.once('exit', (code) => end(`the thread ended with ${code}`));
  });
}
