import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openBook, saveBook } from './book.ts';
import { merge } from './tally.ts';

describe('a long run', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'heron-book-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('goes on where it was stopped, with everything that was found until then', () => {
    const file = join(folder, 'book.json');
    const book = openBook(file, 'abc', 1);
    merge(book.tally, {
      worlds: 2,
      counts: { boots: 5 },
      hooks: { commit: { passed: 9, crashed: 1 } },
      converged: [18_000, Number.POSITIVE_INFINITY],
      failures: [],
    });
    book.seconds += 3;
    book.strays.push('somebody did not wait');
    saveBook(file, book);
    expect(openBook(file, 'abc', 1)).toEqual(book);
    expect(openBook(file, 'abc', 1).tally.converged).toEqual([18_000, Number.POSITIVE_INFINITY]);
  });

  it('is of one commit and one first seed', () => {
    const file = join(folder, 'book.json');
    saveBook(file, openBook(file, 'abc', 1));
    expect(() => openBook(file, 'def', 1)).toThrow('at abc, and not with 1 at def');
    expect(() => openBook(file, 'abc', 501)).toThrow('began with seed 1');
  });
});
