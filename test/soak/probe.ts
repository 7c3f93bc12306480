import { appendFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

/**
 * Loaded before Heron (`node --import …/probe.ts?out=FILE bin/heron.mjs start`), beside it and not in it: writes four times a second what the process
 * holds, and how late its event loop was since the last SIGUSR2. Its own timer keeps nothing alive and is not counted.
 */
const EVERY_MS = 250;
/** What an idle loop shows too: how seldom the loop is asked. */
const RESOLUTION_MS = 5;

export interface Inside {
  readonly at: number;
  /** How late the loop was, in milliseconds since the phase began. */
  readonly late: { readonly p50: number; readonly p99: number; readonly max: number };
  /** What keeps the process busy or alive, by kind: timers, sockets, requests. */
  readonly resources: Readonly<Record<string, number>>;
  readonly heapUsed: number;
  /** What the engine of JavaScript has taken from the system for its heap: more than it uses, because it returns little. */
  readonly heapTotal: number;
  readonly external: number;
}

const out = new URL(import.meta.url).searchParams.get('out');
if (out !== null) {
  const loop = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  loop.enable();
  process.on('SIGUSR2', () => loop.reset());
  const ms = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);
  setInterval(() => {
    const resources: Record<string, number> = {};
    for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1;
    const { heapUsed, heapTotal, external } = process.memoryUsage();
    const late = { p50: ms(loop.percentile(50)), p99: ms(loop.percentile(99)), max: ms(loop.max) };
    appendFileSync(out, `${JSON.stringify({ at: Date.now(), late, resources, heapUsed, heapTotal, external } satisfies Inside)}\n`);
  }, EVERY_MS).unref();
}
