import type { Chart } from '#src/domain/chart.ts';
import { sans } from './fonts.ts';
import type { Sheet } from './sheet.ts';
import { COLORS, faded, PLACE, SIZE } from './theme.ts';

const BADGE_FONT = sans(27, 700);
const BADGE_HEIGHT = 46;
const LEGEND_FONT = sans(24);
const TITLE_SIZES = [42, 36, 32] as const;
const BETWEEN = 28;

/** What a line of the picture means. */
export interface LegendEntry {
  readonly label: string;
  readonly color: string;
  readonly dash?: readonly number[];
}

/** Badge, title, then legend and subtitle: the badge never gives way, long texts do. */
export function drawHeader(
  sheet: Sheet,
  { title, subtitle, badge }: Pick<Chart, 'title' | 'subtitle' | 'badge'>,
  legend: readonly LegendEntry[],
): void {
  const badgeLeft = drawBadge(sheet, badge);
  const room = badgeLeft - BETWEEN - PLACE.left;
  const size = TITLE_SIZES.find((px) => sheet.widthOf(title, sans(px, 700)) <= room) ?? TITLE_SIZES[2];
  const font = sans(size, 700);
  sheet.label(sheet.fitted(title, font, room), PLACE.left, PLACE.titleBaseline, { font, color: COLORS.text });
  const legendLeft = drawLegend(sheet, legend);
  const small = sans(26);
  const text = sheet.fitted(subtitle, small, legendLeft - BETWEEN - PLACE.left);
  sheet.label(text, PLACE.left, PLACE.subtitleBaseline, { font: small, color: COLORS.muted });
}

/** Made-up prices and paper money are marked in amber, as a warning; everything else quietly. Returns its left edge. */
function drawBadge(sheet: Sheet, badge: string): number {
  const right = SIZE.width - PLACE.right;
  const text = sheet.fitted(badge, BADGE_FONT, SIZE.width / 2);
  if (text === '') return right;
  const width = Math.ceil(sheet.widthOf(text, BADGE_FONT)) + 36;
  const rect = { x: right - width, y: 16, width, height: BADGE_HEIGHT };
  sheet.claim(text, rect);
  const isPlay = /PAPER|SIMULATED/.test(badge);
  sheet.pill(text, rect, isPlay ? COLORS.amber : COLORS.grid, { font: BADGE_FONT, color: isPlay ? COLORS.ink : COLORS.text });
  return rect.x;
}

/** In the line of the subtitle, from the right; entries for which there is no room are left out. Returns its left edge. */
function drawLegend(sheet: Sheet, legend: readonly LegendEntry[]): number {
  let right = SIZE.width - PLACE.right;
  for (const { label, color, dash = [] } of legend.toReversed()) {
    const text = sheet.fitted(label, LEGEND_FONT, 260);
    const left = right - Math.ceil(sheet.widthOf(text, LEGEND_FONT)) - 52;
    if (text === '' || left < SIZE.width / 2) continue;
    sheet.label(text, right, PLACE.subtitleBaseline, { font: LEGEND_FONT, color: COLORS.muted, align: 'right' });
    const y = PLACE.subtitleBaseline - 8;
    sheet.path(
      [
        [left, y],
        [left + 40, y],
      ],
      color,
      4,
      dash,
    );
    right = left - BETWEEN;
  }
  return right;
}

/** The badge once more behind the values, very large and faint: it stays when the picture is cropped. */
export function drawWatermark(sheet: Sheet, badge: string, x: number, y: number): void {
  const font = sans(72, 700);
  sheet.write(sheet.fitted(badge, font, 860), x, y, { font, color: faded(COLORS.amber, 0.045), align: 'center' });
}
