import type { EquityChart, EquityPoint } from '#src/domain/chart.ts';
import { figure } from './figures.ts';
import { mono } from './fonts.ts';
import type { Frame } from './frame.ts';
import { pushApart } from './pushApart.ts';
import type { Scale } from './scale.ts';
import type { Sheet } from './sheet.ts';
import { COLORS, PLACE, SIZE } from './theme.ts';

const FONT = mono(24, 700);
const HEIGHT = 36;
const GAP = 5;

interface Tag {
  readonly text: string;
  readonly value: number;
  readonly color: string;
}

/** Last values, beside the plot, each with the first word of its line's label. */
export function tagsOf(points: readonly EquityPoint[], places: number, labels: EquityChart['labels']): Tag[] {
  const last = points.at(-1);
  if (last === undefined) return [];
  const { hold } = last;
  return [
    {
      text: `${labels === undefined ? 'NOW' : tagWord(labels.equity)} ${figure(last.equity, places)}`,
      value: last.equity,
      color: COLORS.equity,
    },
    ...(hold === null
      ? []
      : [{ text: `${labels === undefined ? 'HOLD' : tagWord(labels.hold)} ${figure(hold, places)}`, value: hold, color: COLORS.hold }]),
  ];
}

const tagWord = (label: string): string => (label.split(' ')[0] ?? label).toUpperCase();

/** Width that the tags need beside the plot. */
export const widthOfTags = (sheet: Sheet, tags: readonly Tag[]): number =>
  Math.max(0, ...tags.map(({ text }) => Math.ceil(sheet.widthOf(text, FONT)) + 22));

/** Tags at the right edge, pushed apart, each joined to the end of its line. */
export function drawTags(sheet: Sheet, tags: readonly Tag[], { right, top, bottom }: Frame, y: Scale): void {
  const x = right + PLACE.gutterGap;
  const tops = pushApart(
    tags.map(({ value }) => y.at(value)),
    HEIGHT,
    GAP,
    top,
    bottom,
  );
  for (const [i, { text, value, color }] of tags.entries()) {
    const rect = { x, y: tops[i] as number, width: SIZE.width - PLACE.right - x, height: HEIGHT };
    if (!sheet.claim(text, rect)) continue;
    sheet.path(
      [
        [right, y.at(value)],
        [right + 5, y.at(value)],
        [x - 3, rect.y + HEIGHT / 2],
        [x + 2, rect.y + HEIGHT / 2],
      ],
      color,
      2,
    );
    sheet.pill(text, rect, color, { font: FONT, color: COLORS.ink });
  }
}
