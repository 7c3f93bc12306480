import type { ChartMarker } from '#src/domain/chart.ts';
import { sans } from './fonts.ts';
import { type Frame, rectOf } from './frame.ts';
import { labelAtBest, type Place } from './placing.ts';
import type { Rect } from './rect.ts';
import type { Scale } from './scale.ts';
import type { Sheet } from './sheet.ts';
import type { Slots } from './slots.ts';
import type { SoundChart } from './soundChart.ts';
import { COLORS, faded } from './theme.ts';

const FONT = sans(22, 700);
const SIZE = 13;
const FILLS: Record<ChartMarker['kind'], string> = { buy: '#37d6c6', sell: '#ff8f8c', stop: COLORS.stop, target: COLORS.target };

interface Spot {
  readonly x: number;
  readonly y: number;
}

/** Signs at the candle of their time and at their price: an arrow that touches the price from below (bought) or above (sold), a cross, a dot. */
export function drawMarkers(sheet: Sheet, { markers }: SoundChart, slots: Slots, frame: Frame, y: Scale): void {
  for (const { kind, ...marker } of markers) {
    const spot = spotOf(marker, slots, frame, y);
    if (spot !== undefined) SIGNS[kind](sheet, spot, FILLS[kind]);
  }
}

/** Names of the markers, where they hide the least of the candles and nothing of another label. */
export function drawMarkerLabels(
  sheet: Sheet,
  { markers }: SoundChart,
  slots: Slots,
  frame: Frame,
  y: Scale,
  candles: readonly Rect[],
): void {
  // Targets have the fewest places that leave no doubt which of them is meant.
  const inTurn = [...markers.filter(({ kind }) => kind === 'target'), ...markers.filter(({ kind }) => kind !== 'target')];
  for (const { kind, label = '', ...marker } of inTurn) {
    const spot = spotOf(marker, slots, frame, y);
    if (spot === undefined) continue;
    const text = sheet.fitted(label, FONT, 300);
    const style = { font: FONT, color: FILLS[kind], halo: faded(COLORS.background, 0.9) };
    labelAtBest(sheet, text, placesAround(spot, sheet.widthOf(text, FONT), kind), style, rectOf(frame), candles);
  }
}

/** Beside a target, on its line; below first for what was bought, above for everything else, then beside it, then farther away. */
function placesAround({ x, y }: Spot, width: number, kind: ChartMarker['kind']): Place[] {
  const columns = [x - width / 2, x + SIZE + 6, x - width - SIZE - 6];
  const rows = ([near, far]: readonly [number, number]): Place[] =>
    (kind === 'buy' ? [y + near, y - far] : [y - far, y + near]).flatMap((baseline) => columns.map((column) => ({ x: column, baseline })));
  const beside = [x + 24, x - width - 24].map((column) => ({ x: column, baseline: y + 8 }));
  const first = kind === 'target' ? [{ x: x - width - 18, baseline: y + 8 }, ...rows([46, 30])] : rows([46, 30]);
  return [...first, ...beside, ...rows([72, 56]), ...rows([104, 88]), ...rows([144, 128])];
}

function spotOf(
  { at, price }: Pick<ChartMarker, 'at' | 'price'>,
  slots: Slots,
  { left, right, top, bottom }: Frame,
  scale: Scale,
): Spot | undefined {
  const index = slots.indexOf(at);
  const time = slots.xOf(at);
  // Behind the newest candle, at its own time; else in the middle of its candle.
  const x = index < 0 ? Number.NaN : time > slots.edge(index) + slots.width || time < slots.edge(index) ? time : slots.middle(index);
  const y = scale.at(price);
  return x >= left && x <= right && y >= top && y <= bottom ? { x, y } : undefined;
}

const SIGNS: Record<ChartMarker['kind'], (sheet: Sheet, spot: Spot, color: string) => void> = {
  buy: (sheet, { x, y }, color) => outlined(sheet, color, [x, y], [x + SIZE, y + SIZE * 1.7], [x - SIZE, y + SIZE * 1.7]),
  sell: (sheet, { x, y }, color) => outlined(sheet, color, [x, y], [x + SIZE, y - SIZE * 1.7], [x - SIZE, y - SIZE * 1.7]),
  stop(sheet, { x, y }, color) {
    for (const [stroke, width] of [
      [COLORS.background, 10],
      [color, 5],
    ] as const) {
      sheet.path([[x - 9, y - 9], [x + 9, y + 9], undefined, [x + 9, y - 9], [x - 9, y + 9]], stroke, width);
    }
  },
  target({ ctx }, { x, y }, color) {
    ctx.beginPath();
    ctx.arc(x, y, 9, 0, 2 * Math.PI);
    ctx.fillStyle = color;
    ctx.strokeStyle = COLORS.background;
    ctx.lineWidth = 4;
    ctx.stroke();
    ctx.fill();
  },
};

function outlined({ ctx }: Sheet, color: string, ...points: readonly (readonly [number, number])[]): void {
  ctx.beginPath();
  for (const point of points) ctx.lineTo(...point);
  ctx.closePath();
  ctx.strokeStyle = COLORS.background;
  ctx.lineWidth = 4;
  ctx.stroke();
  ctx.fillStyle = color;
  ctx.fill();
}
