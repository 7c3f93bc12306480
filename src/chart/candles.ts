import type { Frame } from './frame.ts';
import type { Rect } from './rect.ts';
import type { Scale } from './scale.ts';
import type { Sheet } from './sheet.ts';
import type { Slots } from './slots.ts';
import type { SoundChart } from './soundChart.ts';
import { COLORS, faded, LINE_COLORS } from './theme.ts';

/** Bodies and wicks on whole pixels, so that they stay sharp. */
export function drawCandles({ ctx }: Sheet, { candles }: SoundChart, slots: Slots, y: Scale): void {
  const body = bodyWidth(slots);
  const wick = slots.width > 14 ? 3 : slots.width > 5 ? 2 : 1;
  for (const [index, [, open, high, low, close]] of candles.entries()) {
    const x = Math.round(slots.middle(index));
    ctx.fillStyle = close >= open ? COLORS.up : COLORS.down;
    const top = Math.round(y.at(high));
    ctx.fillRect(x - Math.floor(wick / 2), top, wick, Math.max(1, Math.round(y.at(low)) - top));
    const bodyTop = Math.round(y.at(Math.max(open, close)));
    ctx.fillRect(x - Math.floor(body / 2), bodyTop, body, Math.max(2, Math.round(y.at(Math.min(open, close))) - bodyTop));
  }
}

/** Bars from the lower edge, the highest as high as the frame. */
export function drawVolume({ ctx }: Sheet, { candles }: SoundChart, slots: Slots, { top, bottom }: Frame): void {
  const most = Math.max(...candles.map(([, , , , , volume]) => volume));
  const width = bodyWidth(slots);
  for (const [index, [, open, , , close, volume]] of candles.entries()) {
    if (volume <= 0) continue;
    const height = Math.max(1, Math.round((volume / most) * (bottom - top)));
    ctx.fillStyle = faded(close >= open ? COLORS.up : COLORS.down, 0.42);
    ctx.fillRect(Math.round(slots.middle(index)) - Math.floor(width / 2), bottom - height, width, height);
  }
}

/** Averages over the candles, as far as they lie within the frame. */
export function drawLines(sheet: Sheet, { lines }: SoundChart, slots: Slots, y: Scale, { left, right, top, bottom }: Frame): void {
  const { ctx } = sheet;
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, right - left, bottom - top);
  ctx.clip();
  for (const [i, { values }] of lines.entries()) {
    const points = values.map((value, index) => (value === null ? undefined : ([slots.middle(index), y.at(value)] as const)));
    sheet.path(points, lineColor(i), 3);
  }
  ctx.restore();
}

/** A dotted line where candles are missing. */
export function drawHoles(sheet: Sheet, { candles }: SoundChart, slots: Slots, { top, bottom }: Frame): void {
  for (let i = 1; i < candles.length; i++) {
    if ((candles[i]?.[0] ?? 0) - (candles[i - 1]?.[0] ?? 0) < slots.stepMs * 1.5) continue;
    const x = Math.round(slots.edge(i)) + 0.5;
    sheet.path(
      [
        [x, top],
        [x, bottom],
      ],
      faded(COLORS.amber, 0.55),
      1,
      [3, 7],
    );
  }
}

/** Where candles stand, from low to high. */
export const candleRects = ({ candles }: SoundChart, slots: Slots, y: Scale): Rect[] =>
  candles.map(([, , high, low], index) => {
    const top = y.at(high);
    return { x: slots.edge(index), y: top, width: slots.width, height: Math.max(2, y.at(low) - top) };
  });

export const lineColor = (index: number): string => LINE_COLORS[index % LINE_COLORS.length] as string;

const bodyWidth = ({ width }: Slots): number => Math.max(1, Math.floor(width * 0.68));
