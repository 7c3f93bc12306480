import { describe, expect, it } from 'vitest';
import { mono, sans } from './fonts.ts';
import { Sheet } from './sheet.ts';
import { COLORS } from './theme.ts';

/** Bounds of everything that is not background, in pixels. */
function ink(sheet: Sheet): { left: number; top: number; right: number; bottom: number } {
  const { width, height } = sheet.canvas;
  const { data } = sheet.ctx.getImageData(0, 0, width, height);
  const bounds = { left: width, top: height, right: 0, bottom: 0 };
  for (let i = 0; i < data.length; i += 4) {
    if (data[i] === 0x0d && data[i + 1] === 0x15 && data[i + 2] === 0x20) continue;
    const [x, y] = [(i / 4) % width, Math.floor(i / 4 / width)];
    bounds.left = Math.min(bounds.left, x);
    bounds.right = Math.max(bounds.right, x + 1);
    bounds.top = Math.min(bounds.top, y);
    bounds.bottom = Math.max(bounds.bottom, y + 1);
  }
  return bounds;
}

describe('a sheet', () => {
  it.each([sans(42, 700), sans(24), mono(24), mono(26, 700)])('claims at least the room that the letters of %s take', (font) => {
    for (const text of ['ÄÅgjpqy|()', '62,380.5', 'BTC/USDT:USDT', '−4.9 %']) {
      const sheet = new Sheet();
      sheet.label(text, 300, 300, { font, color: COLORS.text });
      const [label] = sheet.labels;
      const { left, top, right, bottom } = ink(sheet);
      expect(left).toBeGreaterThanOrEqual((label?.x ?? 0) - 1);
      expect(right).toBeLessThanOrEqual((label?.x ?? 0) + (label?.width ?? 0) + 1);
      // Marks of capitals may rise a little above, nobody writes them here.
      expect(top).toBeGreaterThanOrEqual((label?.y ?? 0) - (text.startsWith('Ä') ? 10 : 1));
      expect(bottom).toBeLessThanOrEqual((label?.y ?? 0) + (label?.height ?? 0) + 1);
    }
  });

  it('leaves a text out where another one is, and where the picture ends', () => {
    const sheet = new Sheet();
    const style = { font: sans(24), color: COLORS.text };
    expect(sheet.label('first', 100, 100, style)).toBe(true);
    expect(sheet.label('second', 120, 110, style)).toBe(false);
    expect(sheet.label('third', 100, 130, style)).toBe(true);
    expect(sheet.label('outside', 1_180, 300, style)).toBe(false);
    expect(sheet.labels.map(({ text }) => text)).toEqual(['first', 'third']);
  });

  it('shortens a text until it fits, and draws only signs that its own fonts have', () => {
    const sheet = new Sheet();
    expect(sheet.fitted('short', sans(24), 300)).toBe('short');
    const long = sheet.fitted('a very long name of a market that nobody reads', sans(24), 200);
    expect(long).toMatch(/^a very .*[^ ]…$/);
    expect(sheet.widthOf(long, sans(24))).toBeLessThanOrEqual(200);
    expect(sheet.fitted('anything', sans(24), 2)).toBe('');
    expect(sheet.fitted('Биткоин 🚀 中 a\u202eb', sans(24), 900)).toBe('??????? ? ? a?b');
  });
});
