import type { EquityPoint } from '#src/domain/chart.ts';
import { type Drawdown, deepest } from '#src/domain/drawdown.ts';
import { drawPriceLabels } from './axes.ts';
import { dot } from './dot.ts';
import { percent } from './figures.ts';
import type { Frame } from './frame.ts';
import { type Scale, scaleOf } from './scale.ts';
import type { Sheet } from './sheet.ts';
import { COLORS, faded } from './theme.ts';

/** How buying and holding is drawn. */
export const HOLD_DASH = [9, 8];

/** Equity with the area below it, and holding as a dashed line. */
export function drawWorth(sheet: Sheet, points: readonly EquityPoint[], x: Scale, y: Scale, { left, right, bottom, top }: Frame): void {
  const { ctx } = sheet;
  const line = points.map(({ at, equity }) => [x.at(at), y.at(equity)] as const);
  const gradient = ctx.createLinearGradient(0, top, 0, bottom);
  gradient.addColorStop(0, faded(COLORS.equity, 0.42));
  gradient.addColorStop(1, faded(COLORS.equity, 0.03));
  ctx.fillStyle = gradient;
  ctx.beginPath();
  ctx.moveTo(line[0]?.[0] ?? left, bottom);
  for (const point of line) ctx.lineTo(...point);
  ctx.lineTo(line.at(-1)?.[0] ?? left, bottom);
  ctx.fill();
  const start = Math.round(y.at(points[0]?.equity ?? 0)) + 0.5;
  sheet.path(
    [
      [left, start],
      [right, start],
    ],
    faded(COLORS.equity, 0.5),
    1,
    [3, 7],
  );
  sheet.path(
    points.map(({ at, hold }) => (hold === null ? undefined : ([x.at(at), y.at(hold)] as const))),
    COLORS.hold,
    2.5,
    HOLD_DASH,
  );
  sheet.path(line, COLORS.equity, 4);
  dot(sheet, line.at(-1) ?? [left, start], COLORS.equity);
}

/** The panel below: percent under the best so far. Returns its scale. */
export function drawDrawdown(sheet: Sheet, drawdowns: readonly Drawdown[], x: Scale, frame: Frame): Scale {
  const { ctx } = sheet;
  const worst = Math.min(-0.5, deepest(drawdowns)?.pct ?? 0);
  const y = scaleOf(worst * 1.12, 0, frame.bottom - 4, frame.top);
  const line = drawdowns.map(({ at, pct }) => [x.at(at), y.at(pct)] as const);
  ctx.fillStyle = faded(COLORS.stop, 0.36);
  ctx.beginPath();
  ctx.moveTo(line[0]?.[0] ?? frame.left, frame.top);
  for (const point of line) ctx.lineTo(...point);
  ctx.lineTo(line.at(-1)?.[0] ?? frame.left, frame.top);
  ctx.fill();
  sheet.path(line, COLORS.stop, 2.5);
  ctx.fillStyle = '#2a3c51';
  ctx.fillRect(frame.left, frame.top, frame.right - frame.left, 1);
  drawPriceLabels(sheet, frame, y, [0, worst], (value) => (value === 0 ? '0 %' : percent(value)));
  return y;
}
