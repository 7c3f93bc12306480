import type { Sheet } from './sheet.ts';
import { COLORS } from './theme.ts';

/** A dot with a dark rim, so that it stays apart from the line that it marks. */
export function dot({ ctx }: Sheet, [x, y]: readonly [number, number], color: string): void {
  ctx.beginPath();
  ctx.arc(x, y, 7, 0, 2 * Math.PI);
  ctx.fillStyle = color;
  ctx.strokeStyle = COLORS.background;
  ctx.lineWidth = 4;
  ctx.stroke();
  ctx.fill();
}
