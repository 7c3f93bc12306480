import { parentPort } from 'node:worker_threads';
import type { Chart } from '#src/domain/chart.ts';
import { draw } from './draw.ts';

/** What the painter sends to its thread, and what comes back. */
export type Drawn = { readonly png: Uint8Array } | { readonly failed: string };

parentPort?.on('message', (chart: Chart) => {
  let drawn: Drawn;
  try {
    drawn = { png: draw(chart) };
  } catch (error) {
    drawn = { failed: error instanceof Error ? error.message : String(error) };
  }
  parentPort?.postMessage(drawn);
});
