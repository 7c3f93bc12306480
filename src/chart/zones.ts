import { sans } from './fonts.ts';
import { type Frame, rectOf } from './frame.ts';
import { labelAtBest } from './placing.ts';
import type { Rect } from './rect.ts';
import type { Scale } from './scale.ts';
import type { Sheet } from './sheet.ts';
import type { Slots } from './slots.ts';
import type { SoundChart } from './soundChart.ts';
import { COLORS, faded } from './theme.ts';

const FONT = sans(22);
const TONES = { good: COLORS.up, bad: COLORS.down, neutral: '#7f93ab' } as const;
const LIGHT = { good: '#7fd6cd', bad: '#ff9d9b', neutral: '#b7c5d6' } as const;

/** Areas behind the candles, cut off at the frame. */
export function drawZones(sheet: Sheet, { zones }: SoundChart, slots: Slots, { left, right, top, bottom }: Frame, y: Scale): void {
  const { ctx } = sheet;
  for (const { from, to, low, high, tone } of zones) {
    const box = boxOf(slots, y, from, to, low, high);
    const [x1, x2] = [Math.max(left, box.x1), Math.min(right, box.x2)];
    const [y1, y2] = [Math.max(top, box.y1), Math.min(bottom, box.y2)];
    if (x2 <= x1 || y2 < y1) continue;
    ctx.fillStyle = faded(TONES[tone], 0.2);
    ctx.fillRect(x1, y1, x2 - x1, Math.max(2, y2 - y1));
    ctx.fillStyle = faded(TONES[tone], 0.75);
    for (const edge of [box.y1, box.y2]) if (edge >= top && edge <= bottom) ctx.fillRect(x1, edge - 1, x2 - x1, 2);
  }
}

/** Names of the zones, inside them or beside them, where they hide the least of the candles. */
export function drawZoneLabels(sheet: Sheet, { zones }: SoundChart, slots: Slots, frame: Frame, y: Scale, candles: readonly Rect[]): void {
  for (const { from, to, low, high, label, tone } of zones) {
    const { x1, x2, y1, y2 } = boxOf(slots, y, from, to, low, high);
    if (x2 < frame.left || x1 > frame.right || y2 < frame.top || y1 > frame.bottom) continue;
    const style = { font: FONT, color: LIGHT[tone], halo: faded(COLORS.background, 0.85) };
    const text = sheet.fitted(label, FONT, 320);
    const width = sheet.widthOf(text, FONT);
    const leftMost = Math.max(frame.left + 6, Math.min(x1 + 8, frame.right - width - 6));
    const rightMost = Math.max(leftMost, Math.min(x2, frame.right) - width - 8);
    const columns = [0, 0.25, 0.5, 0.75, 1].map((share) => leftMost + (rightMost - leftMost) * share);
    const baselines = y2 - y1 >= 30 ? [y1 + 24, y2 - 8, y1 - 8, y2 + 24] : [y1 - 8, y2 + 24];
    const places = baselines.flatMap((baseline) => columns.map((x) => ({ x, baseline })));
    labelAtBest(sheet, text, places, style, rectOf(frame), candles);
  }
}

function boxOf(
  slots: Slots,
  y: Scale,
  from: number,
  to: number,
  low: number,
  high: number,
): { x1: number; x2: number; y1: number; y2: number } {
  return { x1: Math.round(slots.xOf(from)), x2: Math.round(slots.xOf(to)), y1: Math.round(y.at(high)), y2: Math.round(y.at(low)) };
}
