import { parentPort, workerData } from 'node:worker_threads';
import type { Trial } from './reflection/trial.ts';
import type { TrialQuestion } from './trial/question.ts';
import { tryChange } from './trial/tryChange.ts';

/** What a trial's thread says, once; then it ends. */
export type Tried = { readonly trial: Trial } | { readonly failed: string };

async function answer(question: TrialQuestion): Promise<Tried> {
  try {
    return { trial: await tryChange(question) };
  } catch (error) {
    return { failed: error instanceof Error ? error.message : String(error) };
  }
}

parentPort?.postMessage(await answer(workerData as TrialQuestion));
