import type { ChartLevel } from '#src/domain/chart.ts';
import { figure, placesOfAll } from './figures.ts';
import { mono } from './fonts.ts';
import type { Frame } from './frame.ts';
import { pushApart } from './pushApart.ts';
import type { Scale } from './scale.ts';
import type { Sheet } from './sheet.ts';
import { COLORS, faded, PLACE, SIZE } from './theme.ts';

const FONT = mono(24, 700);
const HEIGHT = 36;
/** Of the text in its box. */
const BASELINE = 26.5;
const GAP = 5;
const PADDING = 11;
const WIDEST = 330;
/** What stays when there is no room for all. */
const RANK: Record<ChartLevel['kind'], number> = { entry: 0, stop: 1, last: 2, target: 3 };
const DASH: Record<ChartLevel['kind'], readonly number[]> = { entry: [12, 7], stop: [12, 7], target: [12, 7], last: [3, 6] };

/** A level with the two halves of its label: a name to the left, a price to the right. */
interface Tag extends ChartLevel {
  readonly text: string;
  readonly figure: string;
}

/** Levels as they are labeled: `TP1 61,280`, all with the same places. */
export function tagsOf(levels: readonly ChartLevel[], places: number): Tag[] {
  const few = placesOfAll(
    levels.map(({ price }) => price),
    places,
  );
  return levels.map((level) => {
    const shown = figure(level.price, few);
    return { ...level, figure: shown, text: `${level.label} ${shown}`.trim() };
  });
}

/** Width that labels need beside the plot. */
export const widthOfTags = (sheet: Sheet, tags: readonly Tag[]): number =>
  Math.min(WIDEST, Math.max(0, ...tags.map(({ text }) => Math.ceil(sheet.widthOf(text, FONT)) + 2 * PADDING)));

/** Reward and risk of the first plan as areas, from where the levels apply to the right edge. Nothing without an entry. */
export function drawAreas(
  { ctx }: Sheet,
  levels: readonly ChartLevel[],
  { left, right, top, bottom }: Frame,
  y: Scale,
  from: number,
): void {
  const [first, second] = levels.flatMap(({ kind }, index) => (kind === 'entry' ? [index] : []));
  if (first === undefined) return;
  const plan = levels.slice(first, second);
  const entry = levels[first]?.price ?? 0;
  const inside = (price: number): number => Math.max(top, Math.min(bottom, y.at(price)));
  const start = Math.max(left, from);
  const fill = (to: number | undefined, color: string): void => {
    if (to === undefined) return;
    ctx.fillStyle = color;
    ctx.fillRect(start, Math.min(inside(entry), inside(to)), right - start, Math.abs(inside(to) - inside(entry)));
  };
  const pricesOf = (wanted: ChartLevel['kind']): number[] => plan.filter(({ kind }) => kind === wanted).map(({ price }) => price);
  const farthest = pricesOf('target').toSorted((a, b) => Math.abs(b - entry) - Math.abs(a - entry))[0];
  fill(farthest, faded(COLORS.target, 0.13));
  fill(pricesOf('stop')[0], faded(COLORS.stop, 0.16));
}

/** Lines of the levels that lie within the frame. The last price begins at the newest candle, the others where they apply. */
export function drawLevelLines(
  sheet: Sheet,
  levels: readonly ChartLevel[],
  { left, right, top, bottom }: Frame,
  y: Scale,
  from: { readonly levels: number; readonly last: number },
): void {
  for (const { kind, price } of levels) {
    const at = y.at(price);
    if (at < top || at > bottom) continue;
    const start = Math.max(left, kind === 'last' ? from.last : from.levels);
    sheet.path(
      [
        [start, at],
        [right, at],
      ],
      COLORS[kind],
      kind === 'last' ? 2 : 3,
      DASH[kind],
    );
  }
}

/**
 * Labels at the right edge, pushed apart, each joined to its price by a thin line. A level outside the frame is pointed at from its edge.
 * They have room down to `bottom`; where there is none for all, targets give way first, the farthest ones before the others.
 */
export function drawTags(sheet: Sheet, tags: readonly Tag[], frame: Frame, y: Scale, bottom: number): void {
  const x = frame.right + PLACE.gutterGap;
  const width = Math.min(widthOfTags(sheet, tags), SIZE.width - PLACE.right - x);
  const fits = Math.floor((bottom - frame.top + GAP) / (HEIGHT + GAP));
  const most = tags.toSorted((a, b) => RANK[a.kind] - RANK[b.kind]).slice(0, fits);
  // The highest price first, so that those beyond an edge keep their order there.
  const shown = most.toSorted((a, b) => b.price - a.price);
  const middles = shown.map(({ price }) => Math.max(frame.top, Math.min(frame.bottom, y.at(price))));
  const tops = pushApart(middles, HEIGHT, GAP, frame.top, bottom);
  for (const [i, { kind, price, text, label, figure: shownPrice }] of shown.entries()) {
    const rect = { x, y: tops[i] as number, width, height: HEIGHT };
    if (!sheet.claim(text, rect)) continue;
    const at = y.at(price);
    const color = COLORS[kind];
    if (at >= frame.top - 1 && at <= frame.bottom + 1)
      sheet.path(
        [
          [frame.right, at],
          [frame.right + 5, at],
          [x - 3, rect.y + HEIGHT / 2],
          [x + 2, rect.y + HEIGHT / 2],
        ],
        color,
        2,
      );
    else arrow(sheet, frame.right + PLACE.gutterGap / 2, rect.y + HEIGHT / 2, at < frame.top ? -1 : 1, color);
    const style = { font: FONT, color: COLORS.ink };
    sheet.pill('', rect, color, style);
    const room = width - 2 * PADDING - sheet.widthOf(`${shownPrice} `, FONT);
    sheet.write(sheet.fitted(label, FONT, room), x + PADDING, rect.y + BASELINE, style);
    sheet.write(shownPrice, x + width - PADDING, rect.y + BASELINE, { ...style, align: 'right' });
  }
}

/** Up (-1) or down (1): the price lies farther than the picture reaches. */
function arrow({ ctx }: Sheet, x: number, y: number, direction: 1 | -1, color: string): void {
  ctx.fillStyle = color;
  ctx.beginPath();
  ctx.moveTo(x - 7, y - 5 * direction);
  ctx.lineTo(x + 7, y - 5 * direction);
  ctx.lineTo(x, y + 8 * direction);
  ctx.fill();
}
