import type { EquityChart, EquityPoint } from '#src/domain/chart.ts';
import { type Drawdown, deepest, drawdownsOf } from '#src/domain/drawdown.ts';
import { axisTicks, drawPriceGrid, drawPriceLabels, drawTimeAxis, widthOfPrices } from './axes.ts';
import { drawDrawdown, drawWorth, HOLD_DASH } from './equityLines.ts';
import { markFirst, markWorst } from './equityMarks.ts';
import { drawTags, tagsOf, widthOfTags } from './equityTags.ts';
import { figure } from './figures.ts';
import { sans } from './fonts.ts';
import type { Frame } from './frame.ts';
import { drawHeader, drawWatermark } from './header.ts';
import { alongLine } from './placing.ts';
import type { Rect } from './rect.ts';
import { type Scale, scaleOf } from './scale.ts';
import type { Sheet } from './sheet.ts';
import { isMoment } from './soundChart.ts';
import { COLORS, PLACE, SIZE } from './theme.ts';

const DRAWDOWN_TOP = 528;
const WORTH_BOTTOM = 490;
/** Moments at which the time axis may have a label: fine enough for every zone's days, few enough for many years. */
const FINE_MS = 900_000;
const MOST_MOMENTS = 6_000;
/** A shorter history stands in the middle of this much time. */
const SHORTEST_MS = 3_600_000;

/** What money was worth over time, beside holding the same markets, with how far it was below its best below that. */
export function drawEquityChart(sheet: Sheet, chart: EquityChart): void {
  const points = soundPoints(chart.points);
  const hasHold = points.some(({ hold }) => hold !== null);
  drawHeader(sheet, chart, [
    { label: chart.labels?.equity ?? 'equity', color: COLORS.equity },
    ...(hasHold ? [{ label: chart.labels?.hold ?? 'buy and hold', color: COLORS.hold, dash: HOLD_DASH }] : []),
  ]);
  const { plotTop: top, plotBottom: bottom, left } = PLACE;
  const worth = worthScale(points, top);
  const ticks = axisTicks(worth, { top, bottom: WORTH_BOTTOM });
  const places = Math.max(ticks.places, placesOfWorth(points));
  const tags = tagsOf(points, places, chart.labels);
  const gutter = Math.max(120, widthOfPrices(sheet, ticks.values, ticks.places) + 20, widthOfTags(sheet, tags));
  const frame: Frame = { left, top, right: SIZE.width - PLACE.right - gutter - PLACE.gutterGap, bottom };
  const upper: Frame = { ...frame, bottom: WORTH_BOTTOM };
  const lower: Frame = { ...frame, top: DRAWDOWN_TOP };
  const from = points[0]?.at ?? 0;
  const to = points.at(-1)?.at ?? 0;
  const room = Math.max(0, SHORTEST_MS - (to - from)) / 2;
  const x = scaleOf(from - room, to + room, left, frame.right - 4);
  drawWatermark(sheet, chart.badge, (left + frame.right) / 2, (top + WORTH_BOTTOM) / 2 + 24);
  if (points.length === 0) {
    sheet.label('No equity was recorded yet', (left + frame.right) / 2, 340, { font: sans(32), color: COLORS.muted, align: 'center' });
    return;
  }
  drawPriceGrid(sheet, upper, worth, ticks.values);
  drawTime(sheet, chart.zone, x, frame);
  drawWorth(sheet, points, x, worth, upper);
  const drawdowns = drawdownsOf(points);
  const worst = deepest(drawdowns);
  const below = drawDrawdown(sheet, drawdowns, x, lower);
  drawTags(sheet, tags, upper, worth);
  drawPriceLabels(sheet, upper, worth, ticks.values, (value) => figure(value, ticks.places));
  const lineOf = (y: Scale, value: (point: Drawdown) => number | null): Rect[] =>
    alongLine(drawdowns.map((point) => [x.at(point.at), y.at(value(point) ?? point.equity)]));
  if (worst !== undefined)
    markWorst(
      sheet,
      worst,
      x,
      worth,
      below,
      lower,
      lineOf(below, ({ pct }) => pct),
    );
  const lines = [...lineOf(worth, ({ equity }) => equity), ...lineOf(worth, ({ hold }) => hold)];
  const first = points[0]?.equity ?? 0;
  markFirst(sheet, `began at ${figure(first, places)}`, [x.at(from), worth.at(first)], upper, lines);
}

/** In order, without what is no number. */
const soundPoints = (points: readonly EquityPoint[]): EquityPoint[] =>
  points
    .filter(({ at, equity }) => isMoment(at) && Number.isFinite(equity))
    .map((point) => ({ ...point, hold: point.hold !== null && Number.isFinite(point.hold) ? point.hold : null }))
    .sort((a, b) => a.at - b.at);

function worthScale(points: readonly EquityPoint[], top: number): Scale {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const { equity, hold } of points) {
    low = Math.min(low, equity, hold ?? equity);
    high = Math.max(high, equity, hold ?? equity);
  }
  if (points.length === 0) return scaleOf(0, 1, WORTH_BOTTOM, top);
  const room = (high - low) * 0.08;
  return scaleOf(low - room, high + room, WORTH_BOTTOM, top);
}

/** Money below a hundred is shown with its cents. */
const placesOfWorth = (points: readonly EquityPoint[]): number => (Math.abs(points.at(-1)?.equity ?? 0) < 100 ? 2 : 0);

function drawTime(sheet: Sheet, zone: string, x: Scale, frame: Frame): void {
  const span = x.high - x.low;
  const stepMs = Math.max(FINE_MS, Math.ceil(span / MOST_MOMENTS / FINE_MS) * FINE_MS);
  const first = Math.floor(x.low / stepMs) * stepMs;
  const moments = Array.from(
    { length: Math.min(MOST_MOMENTS + 2, Math.ceil((x.high - first) / stepMs) + 1) },
    (_, i) => first + i * stepMs,
  );
  drawTimeAxis(sheet, frame, zone, moments, (index) => x.at(moments[index] ?? 0), (frame.right - frame.left) / span);
}
