import { loadImage } from '@napi-rs/canvas';
import { describe, expect, it } from 'vitest';
import { encodePng } from './encodePng.ts';
import { Sheet } from './sheet.ts';

describe('the encoder', () => {
  it('writes what any reader of PNG reads back, pixel for pixel', async () => {
    const sheet = new Sheet();
    sheet.ctx.fillStyle = '#12ab34';
    sheet.ctx.fillRect(3, 5, 400, 90);
    sheet.label('Ÿ 1,234.5', 500, 300, { font: '700 60px "Heron Sans"', color: '#fedcba' });
    const { width, height } = sheet.canvas;
    const before = sheet.ctx.getImageData(0, 0, width, height).data;
    const png = encodePng(before, width, height);
    const image = await loadImage(Buffer.from(png));
    expect([image.width, image.height]).toEqual([1200, 720]);
    const copy = new Sheet();
    copy.ctx.drawImage(image, 0, 0);
    expect(Buffer.from(copy.ctx.getImageData(0, 0, width, height).data).equals(Buffer.from(before))).toBe(true);
    expect(png.length).toBeLessThan(60_000);
  });
});
