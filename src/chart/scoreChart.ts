import type { ScoreBar, ScoreChart } from '#src/domain/chart.ts';
import { figure, signed } from './figures.ts';
import { mono, sans } from './fonts.ts';
import type { Frame } from './frame.ts';
import { drawHeader, drawWatermark } from './header.ts';
import { type Scale, scaleOf, ticksOf } from './scale.ts';
import type { Sheet } from './sheet.ts';
import { COLORS, faded, GRADE_COLORS, PLACE, SIZE } from './theme.ts';

const NAME_FONT = mono(26, 700);
const SMALL_FONT = sans(24);
const GRADE_FONT = sans(24, 700);
const AXIS_FONT = mono(24);
const WIDEST_NAME = 300;
const ROW_HEIGHT = 98;
const MOST_ROWS = 11;
const RIGHT_COLUMN = 272;
/** Results beyond this many R, and intervals that reach there, are cut off. */
const FARTHEST = 4;

/** Mean R by market as bars from zero, with the interval that holds it, how many trades that is from, and the grade. */
export function drawScoreChart(sheet: Sheet, chart: ScoreChart): void {
  drawHeader(sheet, chart, []);
  const bars = chart.bars.filter(({ mean }) => Number.isFinite(mean));
  const { plotTop, plotBottom, left } = PLACE;
  drawWatermark(sheet, chart.badge, SIZE.width / 2, (plotTop + plotBottom) / 2 + 24);
  if (bars.length === 0) {
    sheet.label('No trade was closed yet', SIZE.width / 2, 340, { font: sans(32), color: COLORS.muted, align: 'center' });
    return;
  }
  const shown = bars.length > MOST_ROWS ? bars.slice(0, MOST_ROWS - 1) : bars;
  const rows = bars.length > shown.length ? shown.length + 1 : shown.length;
  const names = Math.min(WIDEST_NAME, Math.max(...shown.map(({ label }) => sheet.widthOf(label, NAME_FONT))));
  const rowHeight = Math.min(ROW_HEIGHT, (plotBottom - plotTop) / rows);
  const frame: Frame = {
    left: left + names + 28,
    right: SIZE.width - PLACE.right - RIGHT_COLUMN,
    top: plotTop,
    bottom: Math.min(plotBottom, plotTop + rows * rowHeight),
  };
  const x = meanScale(shown, frame);
  drawAxis(sheet, x, frame);
  for (const [i, bar] of shown.entries()) drawBar(sheet, bar, plotTop + (i + 0.5) * rowHeight, rowHeight, x, frame);
  if (rows > shown.length)
    sheet.label(`and ${bars.length - shown.length} more`, left, plotTop + (rows - 0.5) * rowHeight + 9, {
      font: SMALL_FONT,
      color: COLORS.muted,
    });
}

/** Holds zero and everything up to ±4 R. */
function meanScale(bars: readonly ScoreBar[], { left, right }: Frame): Scale {
  const values = bars.flatMap(({ mean, interval: { low, high } = { low: mean, high: mean } }) => [mean, low, high]).filter(Number.isFinite);
  const least = Math.max(-FARTHEST, Math.min(-0.2, ...values));
  const most = Math.min(FARTHEST, Math.max(0.2, ...values));
  const room = (most - least) * 0.06;
  return scaleOf(least - room, most + room, left, right);
}

function drawAxis(sheet: Sheet, x: Scale, { left, right, top, bottom }: Frame): void {
  const { ctx } = sheet;
  const { values, places } = ticksOf(x, Math.max(2, Math.floor((right - left) / 120)));
  for (const value of values) {
    const at = Math.round(x.at(value));
    const isZero = Math.abs(value) < 1e-9;
    ctx.fillStyle = isZero ? COLORS.axis : COLORS.grid;
    ctx.fillRect(at - (isZero ? 1 : 0), top, isZero ? 3 : 1, bottom - top);
    const text = isZero ? '0 R' : signed(value, places);
    sheet.label(text, at, bottom + 38, { font: AXIS_FONT, color: isZero ? COLORS.text : COLORS.axis, align: 'center' });
  }
}

function drawBar(
  sheet: Sheet,
  { label, mean, interval, trades, grade }: ScoreBar,
  y: number,
  rowHeight: number,
  x: Scale,
  frame: Frame,
): void {
  const { ctx } = sheet;
  const color = GRADE_COLORS[grade] ?? (GRADE_COLORS.unknown as string);
  const within = (value: number): number => Math.max(frame.left, Math.min(frame.right, x.at(value)));
  const thickness = Math.min(42, rowHeight * 0.5);
  const [from, to] = [within(Math.min(0, mean)), within(Math.max(0, mean))];
  ctx.fillStyle = faded(color, 0.72);
  ctx.fillRect(from, y - thickness / 2, Math.max(2, to - from), thickness);
  if (interval !== undefined) drawWhisker(sheet, within(interval.low), within(interval.high), y, thickness * 0.44);
  const baseline = y + 9;
  sheet.label(sheet.fitted(label, NAME_FONT, WIDEST_NAME), PLACE.left, baseline, { font: NAME_FONT, color: COLORS.text });
  const column = frame.right + 22;
  const [meanText, rest] = [`${signed(mean, 2)} R`, `${figure(trades, 0)} trade${trades === 1 ? '' : 's'}`];
  if (rowHeight >= 62) {
    sheet.label(meanText, column, y - 4, { font: mono(26, 700), color: COLORS.text });
    sheet.label(grade, SIZE.width - PLACE.right, y - 4, { font: GRADE_FONT, color, align: 'right' });
    sheet.label(rest, column, y + 26, { font: SMALL_FONT, color: COLORS.muted });
  } else {
    sheet.label(`${signed(mean, 2)} · ${figure(trades, 0)}`, column, baseline, { font: SMALL_FONT, color: COLORS.text });
    sheet.label(grade, SIZE.width - PLACE.right, baseline, { font: GRADE_FONT, color, align: 'right' });
  }
}

function drawWhisker(sheet: Sheet, from: number, to: number, y: number, half: number): void {
  for (const [color, width] of [
    [COLORS.background, 7],
    [COLORS.text, 3],
  ] as const)
    sheet.path(
      [[from, y], [to, y], undefined, [from, y - half], [from, y + half], undefined, [to, y - half], [to, y + half]],
      color,
      width,
    );
}
