import type { Chart } from '#src/domain/chart.ts';
import { drawCandleChart } from './candleChart.ts';
import { encodePng } from './encodePng.ts';
import { drawEquityChart } from './equityChart.ts';
import { drawScoreChart } from './scoreChart.ts';
import { Sheet } from './sheet.ts';

/** The picture before it becomes a file. */
export function sketch(chart: Chart): Sheet {
  const sheet = new Sheet();
  switch (chart.kind) {
    case 'candles':
      drawCandleChart(sheet, chart);
      break;
    case 'equity':
      drawEquityChart(sheet, chart);
      break;
    case 'scores':
      drawScoreChart(sheet, chart);
      break;
    default:
      chart satisfies never;
  }
  return sheet;
}

/** The chart as a PNG of 1200 × 720. The same chart gives the same bytes. */
export function draw(chart: Chart): Uint8Array {
  const { canvas, ctx } = sketch(chart);
  return encodePng(ctx.getImageData(0, 0, canvas.width, canvas.height).data, canvas.width, canvas.height);
}
