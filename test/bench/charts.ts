import { createCanvas } from '@napi-rs/canvas';
import { draw } from '#src/chart/draw.ts';
import { conditionSample, equitySample, scoreSample } from '#src/chart/sample.ts';
import type { Chart } from '#src/domain/chart.ts';
import { type Clock, systemClock } from '#src/domain/clock.ts';
import { interleave, type Spread, spreadOf } from './rounds.ts';

const WARM_UP = 5;

/** What one picture costs, beside what the canvas needs for nothing at all. */
export interface ChartCost {
  readonly kind: Chart['kind'];
  /** From the chart to the bytes of the PNG. */
  readonly elapsedMs: Spread;
  /** Median ÷ median of an empty canvas of the same size that encodes itself: holds on any machine. */
  readonly ofEmpty: number;
}

/** Draws each kind of chart `rounds` times, warm, taking turns with an empty canvas. */
export async function chartCosts(rounds = 20): Promise<ChartCost[]> {
  const clock = systemClock();
  const charts: readonly Chart[] = [conditionSample(), equitySample(), scoreSample()];
  const jobs = [() => void emptyPicture(), ...charts.map((chart) => () => void draw(chart))].map((run) => () => timed(clock, run));
  await interleave(WARM_UP, jobs);
  const [empty = [], ...drawn] = await interleave(rounds, jobs);
  const floor = spreadOf(empty).median;
  return charts.map(({ kind }, i) => {
    const elapsedMs = spreadOf(drawn[i] ?? []);
    return { kind, elapsedMs, ofEmpty: elapsedMs.median / floor };
  });
}

function timed(clock: Clock, run: () => void): number {
  const startedAt = clock.mono();
  run();
  return clock.mono() - startedAt;
}

/** 1200 × 720 of one color. */
function emptyPicture(): Uint8Array {
  const canvas = createCanvas(1_200, 720);
  const ctx = canvas.getContext('2d');
  ctx.fillStyle = '#000';
  ctx.fillRect(0, 0, 1_200, 720);
  return canvas.encodeSync('png');
}
