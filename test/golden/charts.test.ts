import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { draw } from '#src/chart/draw.ts';
import { conditionSample, equitySample, scoreSample } from '#src/chart/sample.ts';
import type { Chart } from '#src/domain/chart.ts';
import { pixelsApart } from '#test/pixels.ts';

const FOLDER = new URL('charts/', import.meta.url);
/** What the pictures were drawn on: elsewhere letters are drawn a little differently. */
const MADE_ON = new URL('platform.txt', FOLDER);
const HERE = `${process.platform} ${process.arch}\n`;
const CHARTS: Record<string, Chart> = { condition: conditionSample(), equity: equitySample(), scores: scoreSample() };
const IS_WRITING = process.env.UPDATE_GOLDEN === '1';

describe('test/golden/charts', () => {
  if (IS_WRITING) writeFileSync(MADE_ON, HERE);

  it.for(Object.keys(CHARTS))('%s.png is what is drawn, pixel for pixel (UPDATE_GOLDEN=1 writes it)', async (name, context) => {
    const madeOn = readFileSync(MADE_ON, 'utf8');
    if (madeOn !== HERE) return context.skip(`the pictures were drawn on ${madeOn.trim()}, this is ${HERE.trim()}`);
    const file = new URL(`${name}.png`, FOLDER);
    const png = draw(CHARTS[name] as Chart);
    if (IS_WRITING) writeFileSync(file, png);
    const changed = await pixelsApart(png, readFileSync(file));
    expect(changed, `parts of pixels of ${name}.png that changed; UPDATE_GOLDEN=1 writes the new picture: look at it`).toBe(0);
  });
});
