import { type Canvas, createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import { drawable, loadFonts } from './fonts.ts';
import { isOverlap, isWithin, type Rect } from './rect.ts';
import { COLORS, SIZE } from './theme.ts';

/** A text that found its place. */
export interface Label extends Rect {
  readonly text: string;
}

export interface TextStyle {
  readonly font: string;
  readonly color: string;
  /** Which point of the text `x` is. */
  readonly align?: 'left' | 'center' | 'right';
  /** Drawn around the letters, so that they can be read on top of candles. */
  readonly halo?: string;
}

/**
 * A picture that is being drawn. Every text has to claim its place first and is left out when another one has it: labels never collide, whatever
 * is drawn. So whoever matters most is drawn first.
 */
export class Sheet {
  readonly canvas: Canvas;
  readonly ctx: SKRSContext2D;
  readonly area: Rect = { x: 0, y: 0, ...SIZE };
  readonly #labels: Label[] = [];

  constructor() {
    loadFonts();
    this.canvas = createCanvas(SIZE.width, SIZE.height);
    this.ctx = this.canvas.getContext('2d');
    this.ctx.fillStyle = COLORS.background;
    this.ctx.fillRect(0, 0, SIZE.width, SIZE.height);
    this.ctx.lineJoin = 'round';
  }

  /** Texts that were drawn, with the places that they have. */
  get labels(): readonly Label[] {
    return this.#labels;
  }

  isFree(rect: Rect): boolean {
    return isWithin(rect, this.area) && !this.#labels.some((label) => isOverlap(label, rect));
  }

  /** Takes a place for a text, or says false when it is not free. */
  claim(text: string, { x, y, width, height }: Rect): boolean {
    const rect = { x, y, width, height };
    if (!this.isFree(rect)) return false;
    this.#labels.push({ ...rect, text });
    return true;
  }

  widthOf(text: string, font: string): number {
    this.ctx.font = font;
    return this.ctx.measureText(drawable(text)).width;
  }

  /** The text, shortened with an ellipsis until it fits into `width`. */
  fitted(text: string, font: string, width: number): string {
    const whole = drawable(text);
    if (this.widthOf(whole, font) <= width) return whole;
    let [from, to] = [0, whole.length];
    while (from < to) {
      const half = Math.ceil((from + to) / 2);
      if (this.widthOf(`${whole.slice(0, half).trimEnd()}…`, font) <= width) from = half;
      else to = half - 1;
    }
    return from === 0 ? '' : `${whole.slice(0, from).trimEnd()}…`;
  }

  /** The place of a text whose letters stand on `baseline`. */
  placeOf(text: string, x: number, baseline: number, { font, align = 'left' }: Pick<TextStyle, 'font' | 'align'>): Rect {
    const width = Math.ceil(this.widthOf(text, font));
    const px = sizeOf(font);
    const left = align === 'left' ? x : align === 'right' ? x - width : x - width / 2;
    return { x: left, y: baseline - px * 0.86, width, height: px * 1.1 };
  }

  /** Draws a text where its place is free; false when it was left out. */
  label(text: string, x: number, baseline: number, style: TextStyle): boolean {
    if (text === '' || !this.claim(text, this.placeOf(text, x, baseline, style))) return false;
    this.write(text, x, baseline, style);
    return true;
  }

  /** Draws a text whose place was claimed. */
  write(text: string, x: number, baseline: number, { font, color, align = 'left', halo }: TextStyle): void {
    const { ctx } = this;
    const shown = drawable(text);
    ctx.font = font;
    ctx.textAlign = align;
    ctx.textBaseline = 'alphabetic';
    if (halo !== undefined) {
      ctx.strokeStyle = halo;
      ctx.lineWidth = 6;
      ctx.strokeText(shown, x, baseline);
    }
    ctx.fillStyle = color;
    ctx.fillText(shown, x, baseline);
    ctx.textAlign = 'left';
  }

  /** A rounded box with a text in its middle, whose place was claimed. */
  pill(text: string, { x, y, width, height }: Rect, fill: string, { font, color }: TextStyle): void {
    const { ctx } = this;
    ctx.fillStyle = fill;
    ctx.beginPath();
    ctx.roundRect(x, y, width, height, 7);
    ctx.fill();
    this.write(text, x + width / 2, y + height / 2 + sizeOf(font) * 0.36, { font, color, align: 'center' });
  }

  /** A line through points; where a point is undefined, it is interrupted. */
  path(points: Iterable<readonly [x: number, y: number] | undefined>, color: string, width: number, dash: readonly number[] = []): void {
    const { ctx } = this;
    ctx.beginPath();
    let isDown = false;
    for (const point of points) {
      if (point === undefined) isDown = false;
      else if (isDown) ctx.lineTo(...point);
      else ctx.moveTo(...point);
      isDown = point !== undefined;
    }
    ctx.strokeStyle = color;
    ctx.lineWidth = width;
    ctx.setLineDash([...dash]);
    ctx.stroke();
    ctx.setLineDash([]);
  }
}

/** Size of a font such as `500 24px "…"`. */
const sizeOf = (font: string): number => Number(/(\d+)px/.exec(font)?.[1] ?? 0);
