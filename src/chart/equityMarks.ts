import type { Drawdown } from '#src/domain/drawdown.ts';
import { dot } from './dot.ts';
import { percent } from './figures.ts';
import { sans } from './fonts.ts';
import { type Frame, rectOf } from './frame.ts';
import { labelAtBest } from './placing.ts';
import type { Rect } from './rect.ts';
import type { Scale } from './scale.ts';
import type { Sheet } from './sheet.ts';
import { COLORS, faded } from './theme.ts';

const LABEL_FONT = sans(24, 700);
const HALO = { halo: faded(COLORS.background, 0.9) };

/** Best before, worst after, and how much lies between them. */
export function markWorst(sheet: Sheet, worst: Drawdown, x: Scale, y: Scale, below: Scale, lower: Frame, hides: readonly Rect[]): void {
  if (worst.pct > -0.005) return;
  const [peak, trough] = [[x.at(worst.peak.at), y.at(worst.peak.equity)] as const, [x.at(worst.at), y.at(worst.equity)] as const];
  sheet.path([peak, [trough[0], peak[1]], trough], faded(COLORS.stop, 0.9), 2, [5, 5]);
  for (const spot of [peak, trough]) dot(sheet, spot, COLORS.stop);
  dot(sheet, [trough[0], below.at(worst.pct)], COLORS.stop);
  const text = `max drawdown ${percent(worst.pct, worst.pct > -1 ? 2 : 1)}`;
  const width = sheet.widthOf(text, LABEL_FONT);
  const baselines = [below.at(worst.pct), lower.bottom - 12, lower.top + 30];
  const places = [trough[0] - width - 18, trough[0] + 18].flatMap((left) =>
    baselines.map((baseline) => ({ x: left, baseline: Math.min(baseline, lower.bottom - 12) })),
  );
  labelAtBest(sheet, text, places, { font: LABEL_FONT, color: '#ff9d9b', ...HALO }, rectOf(lower), hides);
}

/** What it began with, at its place above or below the line. */
export function markFirst(sheet: Sheet, text: string, [x, y]: readonly [number, number], frame: Frame, hides: readonly Rect[]): void {
  const style = { font: LABEL_FONT, color: COLORS.text, ...HALO };
  const places = [-18, 42, -46, 70, -80, 104].map((away) => ({ x: x + 12, baseline: y + away }));
  labelAtBest(sheet, text, places, style, rectOf(frame), hides);
  dot(sheet, [x, y], COLORS.equity);
}
