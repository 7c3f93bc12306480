import { openSync, writeSync } from 'node:fs';
import type { Line } from './lifeWords.ts';

/** What a child says, line by line, to a file that outlives it. */
export class Diary {
  readonly #file: number;

  constructor(path: string) {
    this.#file = openSync(path, 'a');
  }

  say(line: Line): void {
    writeSync(this.#file, `${JSON.stringify(line)}\n`);
  }
}
