import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { systemClock } from '#src/domain/clock.ts';
import type { Letter, Outcome } from './contestant.ts';

const CHILD = fileURLToPath(new URL('./laneChild.ts', import.meta.url));
/** Ten times what the slowest contestant takes on a quiet machine. */
const RUN_TIMEOUT_MS = 180_000;

/**
 * A contestant in a process of its own, so that nobody pays for another's garbage or runs on code that the compiler shaped for another. (In one process a collection between
 * the runs was worse: it made V8 forget its optimized code, and the plain loop took 60 ms instead of 6.) The lanes wait while one of them runs.
 */
export class Lane {
  readonly #letter: Letter;
  readonly #child: ChildProcess;
  readonly #clock = systemClock();

  constructor(letter: Letter, scratchDir: string, eventsPerTrade: number) {
    this.#letter = letter;
    // What an engine prints belongs to stderr: stdout is the report.
    this.#child = fork(CHILD, [letter, scratchDir, String(eventsPerTrade)], { stdio: ['ignore', 2, 2, 'ipc'] });
  }

  /** One run. Rejects when the contestant fails, dies or takes longer than three minutes. */
  run(): Promise<Outcome> {
    const child = this.#child;
    return new Promise((resolve, reject) => {
      const settle = (act: () => void): void => {
        timer.cancel();
        child.removeAllListeners();
        act();
      };
      const fail = (what: string): void => settle(() => reject(new Error(`contestant (${this.#letter}) ${what}`)));
      const timer = this.#clock.after(RUN_TIMEOUT_MS, () => fail(`did not finish in ${RUN_TIMEOUT_MS / 1_000} s`));
      child.once('message', (message: { outcome: Outcome } | { error: string }) => {
        if ('outcome' in message) settle(() => resolve(message.outcome));
        else fail(`failed: ${message.error}`);
      });
      child.once('exit', (code, signal) => fail(`ended by itself with ${signal ?? `code ${code}`}`));
      child.once('error', (error) => fail(`could not be asked: ${error.message}`));
      if (!child.connected) fail('has ended');
      else child.send('run');
    });
  }

  close(): void {
    this.#child.kill();
  }
}
