import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pagesOf } from './pages.ts';

/** Lines as they are read, without fences. */
const read = (pages: readonly string[]): string =>
  pages
    .join('\n')
    .split('\n')
    .filter((line) => line !== '```' && line !== '')
    .join('')
    .replaceAll(' ', '');

describe('pagesOf', () => {
  it('keeps what fits on one page', () => {
    const pieces = [
      { code: false, lines: ['a', 'b'] },
      { code: true, lines: ['x  1', 'y  2'] },
      { code: false, lines: ['c'] },
    ];
    expect(pagesOf(pieces, 100)).toEqual(['a\nb\n```\nx  1\ny  2\n```\nc']);
  });

  it('closes a fence at the end of a page and opens it on the next', () => {
    expect(pagesOf([{ code: true, lines: ['aaaa', 'bbbb', 'cccc'] }], 20)).toEqual(['```\naaaa\nbbbb\n```', '```\ncccc\n```']);
  });

  it('never cuts between a backslash and its sign, nor within a character', () => {
    const [first = '', second = ''] = pagesOf([{ code: false, lines: [`${'a'.repeat(19)}\\*b`] }], 20);
    expect([first, second]).toEqual(['a'.repeat(19), '\\*b']);
    expect(pagesOf([{ code: false, lines: [`${'a'.repeat(19)}😀b`] }], 20)).toEqual(['a'.repeat(19), '😀b']);
  });

  it('loses nothing, whatever comes, and keeps to its room', () => {
    const piece = fc.record({
      code: fc.boolean(),
      lines: fc.array(fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\\*'), maxLength: 60 }), { maxLength: 6 }),
    });
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 5 }), (pieces) => {
        const pages = pagesOf(pieces, 40);
        for (const page of pages) {
          expect(page.length).toBeLessThanOrEqual(40);
          expect((page.match(/```/g) ?? []).length % 2).toBe(0);
        }
        expect(read(pages)).toBe(read(pieces.flatMap(({ lines }) => lines)));
      }),
    );
  });
});
