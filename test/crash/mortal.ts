import type { At } from '#test/hooks.ts';
import type { Diary } from './diary.ts';
import type { Fate } from './plan.ts';

/** What kills a child: at the first hook that it may not pass and is not spared. */
export class Mortal {
  /** What it is doing, for the diary. */
  act = 'start';
  isHalted: () => boolean = () => false;
  /** While true it passes everything. */
  isSafe = false;
  readonly #diary: Diary;
  readonly #passes: ReadonlySet<string> | undefined;
  readonly #known: ReadonlySet<string>;
  readonly #seen = new Set<string>();
  #spared: number;

  /** `fate`: undefined for who passes everything. */
  constructor(diary: Diary, fate: Fate | undefined) {
    this.#diary = diary;
    this.#passes = fate && new Set(fate.passes);
    this.#known = new Set(fate?.known);
    this.#spared = fate?.spared ?? 0;
  }

  readonly at: At = (name) => {
    if (!this.#seen.has(name)) {
      this.#seen.add(name);
      this.#diary.say({ k: 'seen', name });
    }
    if (this.isSafe || this.#passes === undefined || this.#passes.has(name)) return;
    if (this.#known.has(name) && this.#spared-- > 0) return;
    this.#diary.say({ k: 'dies', name, act: this.act, halted: this.isHalted() });
    process.kill(process.pid, 'SIGKILL');
    // The signal has come when the call returns; should it not have, nothing more may happen.
    for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_000);
  };
}
