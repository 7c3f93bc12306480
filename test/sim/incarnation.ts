import type { Clock, Timer } from '#src/domain/clock.ts';
import { instant } from '#src/domain/clock.ts';
import type { Ledger } from '#src/ledger/ledger.ts';
import { type At, Crashed } from '#test/hooks.ts';
import type { Asker } from './net.ts';
import type { Entry, Scheduler } from './scheduler.ts';

export interface IncarnationOptions {
  readonly scheduler: Scheduler;
  /** By how much the machine's date is ahead of true time. */
  readonly aheadMs: () => number;
  /** Asked at each hook: 'crash' ends the process there, an error is what the step itself fails with. */
  readonly fate: (hook: string) => 'crash' | Error | undefined;
  /** The process has died at a hook. */
  readonly died: (hook: string) => void;
  /** Hears of errors that nobody in the process caught. */
  readonly uncaught: (error: unknown) => void;
}

/** Shorter waits than this are made this long: a tick every 20 ms would be all that a world is about. */
const SHORTEST_EVERY_MS = 1_000;

/** One life of the process. When it is over, nothing of it may ever do or hear anything again. */
export class Incarnation implements Asker {
  isAlive = true;
  /** Stopped by the machine: nothing in it happens, and time goes on. */
  isStopped = false;
  ledger: Ledger | undefined;
  readonly bornAt: number;
  readonly clock: Clock;
  readonly #options: IncarnationOptions;
  /** What would have happened while it was stopped. */
  #held: (() => void)[] = [];

  constructor(options: IncarnationOptions) {
    this.#options = options;
    const { scheduler, aheadMs } = options;
    this.bornAt = scheduler.now;
    this.clock = {
      // A date has whole milliseconds; only the counter goes finer.
      now: () => instant(Math.floor(scheduler.now + aheadMs())),
      mono: () => scheduler.now - this.bornAt,
      after: (ms, run) => this.#timer(ms, 0, run),
      every: (ms, run) => this.#timer(Math.max(ms, SHORTEST_EVERY_MS), Math.max(ms, SHORTEST_EVERY_MS), run),
    };
  }

  readonly at: At = (hook) => {
    if (!this.isAlive) throw new Crashed(hook);
    const fate = this.#options.fate(hook);
    if (fate === undefined) return;
    if (fate !== 'crash') throw fate;
    this.end(hook);
    throw new Crashed(hook);
  };

  hears(run: () => void): void {
    if (!this.isAlive) return;
    if (this.isStopped) {
      this.#held.push(run);
      return;
    }
    try {
      run();
    } catch (error) {
      if (this.isAlive) this.#options.uncaught(error);
    }
  }

  /** Stands still for a while, or until it is told to go on. */
  stop(ms: number): void {
    this.isStopped = true;
    this.#options.scheduler.in(ms, () => this.goOn());
  }

  goOn(): void {
    this.isStopped = false;
    for (const run of this.#held.splice(0)) this.#options.scheduler.in(0, () => this.hears(run));
  }

  /** Dies here. */
  end(hook: string): void {
    if (!this.isAlive) return;
    this.isAlive = false;
    this.#options.died(hook);
  }

  /** The file is let go without a last word. */
  bury(): void {
    if (this.ledger === undefined || !this.ledger.isOpen) return;
    this.ledger.flush = () => undefined;
    this.ledger.close();
  }

  #timer(ms: number, every: number, run: () => void): Timer {
    const { scheduler } = this.#options;
    let entry: Entry;
    let isCanceled = false;
    const wait = (after: number): void => {
      entry = scheduler.in(after, () => {
        if (!this.isAlive) return;
        // However often a repeating timer fell due while the process stood still, it fires once after it.
        this.hears(() => {
          if (isCanceled) return;
          if (every > 0) wait(every);
          run();
        });
      });
    };
    wait(Math.max(0, ms));
    return {
      cancel: () => {
        isCanceled = true;
        entry.canceled = true;
      },
    };
  }
}
