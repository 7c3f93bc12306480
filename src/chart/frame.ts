import type { Rect } from './rect.ts';

/** Where values are drawn: the inside of the axes, in pixels. */
export interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export const rectOf = ({ left, right, top, bottom }: Frame): Rect => ({ x: left, y: top, width: right - left, height: bottom - top });
