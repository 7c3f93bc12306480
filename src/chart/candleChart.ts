import type { CandleChart } from '#src/domain/chart.ts';
import { axisTicks, drawPriceGrid, drawPriceLabels, drawTimeAxis, widthOfPrices } from './axes.ts';
import { candleRects, drawCandles, drawHoles, drawLines, drawVolume, lineColor } from './candles.ts';
import { figure } from './figures.ts';
import { sans } from './fonts.ts';
import { type Frame, rectOf } from './frame.ts';
import { drawHeader, drawWatermark } from './header.ts';
import { drawAreas, drawLevelLines, drawTags, tagsOf, widthOfTags } from './levels.ts';
import { drawMarkerLabels, drawMarkers } from './markers.ts';
import { labelAtBest } from './placing.ts';
import { priceScale } from './priceRange.ts';
import type { Sheet } from './sheet.ts';
import { slotsOf } from './slots.ts';
import { soundChart } from './soundChart.ts';
import { COLORS, PLACE, SIZE } from './theme.ts';
import { drawZoneLabels, drawZones } from './zones.ts';

const VOLUME_HEIGHT = 78;
const NARROWEST_GUTTER = 120;
/** Of the lines of levels. */
const SHORTEST = 40;

/** Candles with everything that is planned around them: levels, zones, averages, volume, markers. */
export function drawCandleChart(sheet: Sheet, given: CandleChart): void {
  const chart = soundChart(given);
  const { candles, levels, places, zone, since, badge } = chart;
  drawHeader(
    sheet,
    chart,
    chart.lines.map(({ label }, i) => ({ label, color: lineColor(i) })),
  );
  const { plotTop: top, plotBottom: bottom, left } = PLACE;
  const hasVolume = candles.some(([, , , , , volume]) => volume > 0);
  const priceBottom = hasVolume ? bottom - VOLUME_HEIGHT - 8 : bottom;
  const y = priceScale(chart, priceBottom, top);
  const ticks = axisTicks(y, { top, bottom: priceBottom }, 10 ** -places);
  const tags = tagsOf(levels, places);
  const gutter = Math.max(NARROWEST_GUTTER, widthOfTags(sheet, tags), widthOfPrices(sheet, ticks.values, ticks.places) + 20);
  const frame: Frame = { left, top, right: SIZE.width - PLACE.right - gutter - PLACE.gutterGap, bottom };
  const prices: Frame = { ...frame, bottom: priceBottom };
  const slots = slotsOf(chart, frame);
  // Levels that have only just begun to apply, or will, are seen all the same.
  const begins = since === undefined ? left : Math.min(slots.xOf(since), frame.right - SHORTEST);

  drawWatermark(sheet, badge, (frame.left + frame.right) / 2, (top + priceBottom) / 2 + 24);
  drawPriceGrid(sheet, frame, y, ticks.values);
  drawTimeAxis(
    sheet,
    frame,
    zone,
    candles.map(([at]) => at),
    (index) => slots.middle(index),
    slots.width / slots.stepMs,
  );
  if (since !== undefined) drawAreas(sheet, levels, prices, y, begins);
  drawZones(sheet, chart, slots, prices, y);
  if (hasVolume) drawVolume(sheet, chart, slots, { ...frame, top: bottom - VOLUME_HEIGHT });
  drawHoles(sheet, chart, slots, frame);
  drawCandles(sheet, chart, slots, y);
  drawLines(sheet, chart, slots, y, prices);
  drawLevelLines(sheet, levels, prices, y, { levels: begins, last: candles.length === 0 ? left : slots.middle(candles.length - 1) });
  drawMarkers(sheet, chart, slots, prices, y);
  drawTags(sheet, tags, prices, y, bottom);
  if (candles.length > 0 || levels.length > 0)
    drawPriceLabels(sheet, frame, y, ticks.values, (value) => figure(value, Math.min(places, ticks.places)));
  if (candles.length === 0)
    sayNothing(
      sheet,
      prices,
      levels.map(({ price }) => y.at(price)),
    );
  const lines = levels.map(({ price }) => ({ x: begins, y: y.at(price) - 5, width: frame.right - begins, height: 10 }));
  const rects = [...candleRects(chart, slots, y), ...lines];
  drawMarkerLabels(sheet, chart, slots, prices, y, rects);
  drawZoneLabels(sheet, chart, slots, prices, y, rects);
}

/** In place of candles, between the lines of the levels. */
function sayNothing(sheet: Sheet, frame: Frame, lines: readonly number[]): void {
  const text = 'No candle has closed yet';
  const style = { font: sans(32), color: COLORS.muted };
  const x = (frame.left + frame.right - sheet.widthOf(text, style.font)) / 2;
  const baselines = Array.from({ length: 12 }, (_, i) => (frame.top + frame.bottom) / 2 + (i % 2 === 0 ? -18 : 18) * i);
  const hides = lines.map((y) => ({ ...rectOf(frame), y: y - 4, height: 8 }));
  labelAtBest(
    sheet,
    text,
    baselines.map((baseline) => ({ x, baseline })),
    style,
    rectOf(frame),
    hides,
  );
}
