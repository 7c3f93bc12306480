import { figure } from './figures.ts';
import { mono, sans } from './fonts.ts';
import type { Frame } from './frame.ts';
import { LocalTime } from './localTime.ts';
import { type Scale, ticksOf } from './scale.ts';
import type { Sheet } from './sheet.ts';
import { COLORS, PLACE, SIZE } from './theme.ts';
import { timeTicks } from './timeTicks.ts';

const AXIS_FONT = mono(24);
const TIME_FONT = sans(24);
const NEW_DAY_FONT = sans(24, 700);
/** Pixels between two labels of the time axis, and between two of a price axis. */
const TIME_APART = 104;
const PRICE_APART = 58;

/** Multiples of a nice step that fit between two pixels. */
export const axisTicks = (y: Scale, { top, bottom }: Pick<Frame, 'top' | 'bottom'>, finest = 0): ReturnType<typeof ticksOf> =>
  ticksOf(y, Math.max(1, Math.floor((bottom - top) / PRICE_APART)), finest);

/** Lines across the frame. They come before the values; labels come after the levels, which matter more. */
export function drawPriceGrid({ ctx }: Sheet, { left, right }: Frame, y: Scale, values: readonly number[]): void {
  ctx.fillStyle = COLORS.grid;
  for (const value of values) ctx.fillRect(left, Math.round(y.at(value)), right - left, 1);
}

export function drawPriceLabels(
  sheet: Sheet,
  { right }: Frame,
  y: Scale,
  values: readonly number[],
  write: (value: number) => string,
): void {
  const x = right + PLACE.gutterGap + 10;
  const style = { font: AXIS_FONT, color: COLORS.axis };
  for (const value of values) {
    sheet.label(write(value), x, y.at(value) + 8, style);
  }
}

/** Width that the labels of an axis need. */
export const widthOfPrices = (sheet: Sheet, values: readonly number[], places: number): number =>
  Math.max(0, ...values.map((value) => sheet.widthOf(figure(value, places), AXIS_FONT)));

/** Grid and labels of time. `instants` ascend and `xOf` gives the pixel of one of them; `perMs` is how many pixels a millisecond takes. */
export function drawTimeAxis(
  sheet: Sheet,
  { left, right, top, bottom }: Frame,
  zone: string,
  instants: readonly number[],
  xOf: (index: number) => number,
  perMs: number,
): void {
  const { ctx } = sheet;
  const local = new LocalTime(zone);
  const ticks = timeTicks(instants, local, TIME_APART / perMs);
  sheet.label(zoneName(zone), SIZE.width - PLACE.right, PLACE.timeBaseline, { font: TIME_FONT, color: COLORS.axis, align: 'right' });
  for (const { index, text, isMajor } of [...ticks.filter((one) => one.isMajor), ...ticks.filter((one) => !one.isMajor)]) {
    const x = Math.round(xOf(index));
    if (x < left || x > right) continue;
    ctx.fillStyle = isMajor ? '#26384c' : COLORS.grid;
    ctx.fillRect(x, top, 1, bottom - top);
    const font = isMajor ? NEW_DAY_FONT : TIME_FONT;
    const width = sheet.widthOf(text, font);
    const center = Math.max(left + width / 2, x);
    const place = sheet.placeOf(text, center, PLACE.timeBaseline, { font, align: 'center' });
    // Labels that touch each other would read as one.
    if (!sheet.isFree({ ...place, x: place.x - 12, width: place.width + 24 }) && place.x > 24) continue;
    sheet.label(text, center, PLACE.timeBaseline, { font, color: isMajor ? COLORS.text : COLORS.axis, align: 'center' });
  }
  ctx.fillStyle = '#2a3c51';
  ctx.fillRect(left, bottom, right - left, 1);
}

/** `Europe/Berlin` → `Berlin`, `UTC` stays. */
const zoneName = (zone: string): string => (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ').slice(0, 16);
