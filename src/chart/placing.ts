import { isWithin, type Rect, sharedArea } from './rect.ts';
import type { Sheet, TextStyle } from './sheet.ts';

/** Where a text could stand: its left edge and its baseline. */
export interface Place {
  readonly x: number;
  readonly baseline: number;
}

/**
 * Draws a text at the place of which it hides the least: `hides` are the rectangles that should stay seen. Among places that are as good the first
 * one is taken, so they come in order of liking. Left out when each of them is taken or leaves `bounds`.
 */
export function labelAtBest(
  sheet: Sheet,
  text: string,
  places: readonly Place[],
  style: TextStyle,
  bounds: Rect,
  hides: readonly Rect[],
): boolean {
  let best: (Place & { readonly hidden: number }) | undefined;
  for (const { x, baseline } of places) {
    const rect = sheet.placeOf(text, x, baseline, style);
    if (!isWithin(rect, bounds) || !sheet.isFree(rect)) continue;
    // A little more of the same is not worth going farther away for.
    const hidden = Math.round(hides.reduce((area, one) => area + sharedArea(one, rect), 0) / 150);
    if (best === undefined || hidden < best.hidden) best = { x, baseline, hidden };
    if (hidden === 0) break;
  }
  return best !== undefined && sheet.label(text, best.x, best.baseline, style);
}

/** Rectangles around the points of a line, so that labels keep off it. */
export const alongLine = (points: readonly (readonly [x: number, y: number])[]): Rect[] =>
  points.map(([x, y], i) => {
    const [nextX, nextY] = points[i + 1] ?? [x, y];
    return { x: Math.min(x, nextX), y: Math.min(y, nextY) - 3, width: Math.max(4, Math.abs(nextX - x)), height: Math.abs(nextY - y) + 6 };
  });
