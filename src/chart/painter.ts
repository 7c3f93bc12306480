import { Worker } from 'node:worker_threads';
import type { Chart } from '#src/domain/chart.ts';
import type { Clock, Timer } from '#src/domain/clock.ts';
import type { Drawn } from './paintThread.ts';

const IDLE_MS = 60_000;
const LIMIT_MS = 5_000;

export interface PainterOptions {
  /** Real time: the machine's. */
  readonly clock: Pick<Clock, 'after'>;
  /** What draws; a file of this room unless said. */
  readonly thread?: URL;
}

export interface Painter {
  /** The picture as PNG. Rejects when it cannot be drawn, took longer than 5 s, or the painter was closed: then the text has to do. */
  paint(chart: Chart): Promise<Uint8Array>;
  /** Ends the thread; what still waits is rejected. */
  close(): Promise<void>;
}

interface Job {
  readonly chart: Chart;
  readonly done: (png: Uint8Array) => void;
  readonly failed: (error: Error) => void;
}

/**
 * Draws pictures one after the other in a thread of its own, so that drawing never holds up a trade. The thread begins with the first picture, ends
 * after a minute without one, and is replaced when it dies or hangs. Idle, it does not keep the process alive; a timer of the clock may: close it.
 */
export const createPainter = (options: PainterOptions): Painter => new Thread(options);

class Thread implements Painter {
  readonly #clock: PainterOptions['clock'];
  readonly #file: URL;
  readonly #waiting: Job[] = [];
  #worker: Worker | undefined;
  #current: Job | undefined;
  #timer: Timer | undefined;
  #isClosed = false;

  constructor({ clock, thread = new URL('./paintThread.ts', import.meta.url) }: PainterOptions) {
    this.#clock = clock;
    this.#file = thread;
  }

  paint(chart: Chart): Promise<Uint8Array> {
    return new Promise((done, failed) => {
      if (this.#isClosed) return failed(new Error('the painter is closed'));
      this.#waiting.push({ chart, done, failed });
      this.#next();
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const job of this.#waiting.splice(0)) job.failed(new Error('the painter was closed before the picture was drawn'));
    await this.#drop('the painter was closed while the picture was drawn');
  }

  #next(): void {
    if (this.#current !== undefined) return;
    const job = this.#waiting.shift();
    this.#timer?.cancel();
    if (job === undefined) {
      this.#worker?.unref();
      this.#timer = this.#clock.after(IDLE_MS, () => void this.#drop('nobody asked for a picture'));
      return;
    }
    this.#current = job;
    this.#timer = this.#clock.after(LIMIT_MS, () => void this.#drop(`the picture was not drawn within ${LIMIT_MS / 1_000} s`));
    this.#worker ??= this.#start();
    this.#worker.ref();
    this.#worker.postMessage(job.chart);
  }

  #start(): Worker {
    // Drawing needs nothing of what the process was started with, least of all its tokens.
    const worker = new Worker(this.#file, { env: {}, execArgv: [] });
    worker.on('message', (drawn: Drawn) => {
      if (worker !== this.#worker) return;
      this.#end((job) => ('png' in drawn ? job.done(drawn.png) : job.failed(new Error(`the picture cannot be drawn: ${drawn.failed}`))));
    });
    const died = (why: string) => worker === this.#worker && void this.#drop(`what draws has died: ${why}`);
    worker.on('error', (error) => died(error instanceof Error ? error.message : String(error)));
    worker.on('exit', (code) => died(`exit ${code}`));
    return worker;
  }

  /** Lets the thread go; the picture that was being drawn fails, and the next one gets a new thread. */
  async #drop(why: string): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    this.#timer?.cancel();
    if (this.#current !== undefined) this.#end((job) => job.failed(new Error(why)));
    await worker?.terminate();
  }

  #end(tell: (job: Job) => void): void {
    const job = this.#current;
    this.#current = undefined;
    if (job !== undefined) tell(job);
    if (this.#isClosed) this.#timer?.cancel();
    else this.#next();
  }
}
