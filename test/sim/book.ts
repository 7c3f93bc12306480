import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { emptyTally, type Tally } from './tally.ts';

/** A run that is too long for one sitting: what was lived through is kept after each part, and whoever runs it again goes on there. */
export interface Book {
  /** What all of its parts were run with. */
  readonly commit: string;
  readonly first: number;
  seconds: number;
  readonly strays: string[];
  readonly tally: Tally;
}

/** Seeds of a part: some five minutes of a machine with two processors, of which each part’s beginning costs a second or two. */
export const PART = 20_000;

export const newBook = (commit: string, first: number): Book => ({ commit, first, seconds: 0, strays: [], tally: emptyTally() });

/** What the file holds, or a new one. Throws where it is of another commit or began with another seed: those would be two runs told as one. */
export function openBook(file: string, commit: string, first: number): Book {
  if (!existsSync(file)) return newBook(commit, first);
  const { tally, ...book } = JSON.parse(readFileSync(file, 'utf8')) as Book;
  if (book.commit !== commit || book.first !== first)
    throw new Error(`${file} is of a run that began with seed ${book.first} at ${book.commit}, and not with ${first} at ${commit}`);
  // JSON has no Infinity: a world that never agreed again.
  return { ...book, tally: { ...tally, converged: tally.converged.map((ms) => ms ?? Number.POSITIVE_INFINITY) } };
}

/** Whole or not at all. */
export function saveBook(file: string, book: Book): void {
  writeFileSync(`${file}.part`, JSON.stringify(book));
  renameSync(`${file}.part`, file);
}
