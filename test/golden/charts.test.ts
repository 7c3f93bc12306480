import { readFileSync, writeFileSync } from 'node:fs';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { describe, expect, it } from 'vitest';
import { draw } from '#src/chart/draw.ts';
import { conditionSample, equitySample, scoreSample } from '#src/chart/sample.ts';
import type { Chart } from '#src/domain/chart.ts';

const FOLDER = new URL('charts/', import.meta.url);
/** What the pictures were drawn on: elsewhere letters are drawn a little differently. */
const MADE_ON = new URL('platform.txt', FOLDER);
const HERE = `${process.platform} ${process.arch}\n`;
const CHARTS: Record<string, Chart> = { condition: conditionSample(), equity: equitySample(), scores: scoreSample() };
const IS_WRITING = process.env.UPDATE_GOLDEN === '1';

/** Pixels of a PNG, four bytes each. */
async function pixelsOf(png: Uint8Array): Promise<Buffer> {
  const image = await loadImage(Buffer.from(png));
  const canvas = createCanvas(image.width, image.height);
  canvas.getContext('2d').drawImage(image, 0, 0);
  return Buffer.from(canvas.getContext('2d').getImageData(0, 0, image.width, image.height).data);
}

describe('test/golden/charts', () => {
  if (IS_WRITING) writeFileSync(MADE_ON, HERE);

  it.for(Object.keys(CHARTS))('%s.png is what is drawn, pixel for pixel (UPDATE_GOLDEN=1 writes it)', async (name, context) => {
    const madeOn = readFileSync(MADE_ON, 'utf8');
    if (madeOn !== HERE) return context.skip(`the pictures were drawn on ${madeOn.trim()}, this is ${HERE.trim()}`);
    const file = new URL(`${name}.png`, FOLDER);
    const png = draw(CHARTS[name] as Chart);
    if (IS_WRITING) writeFileSync(file, png);
    const [drawn, kept] = [await pixelsOf(png), await pixelsOf(readFileSync(file))];
    const changed = drawn.reduce((count, part, i) => count + (part === kept[i] ? 0 : 1), 0);
    expect(changed, `parts of pixels of ${name}.png that changed; UPDATE_GOLDEN=1 writes the new picture: look at it`).toBe(0);
  });
});
