import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const LINE_FEED = 0x0a;
/** At most so much of a file is read at once; a line that is longer is none of ours. */
const CHUNK_BYTES = 1 << 20;

/** What was read of a file. */
export interface TailRead {
  readonly lines: readonly string[];
  /** Lines that were too long to be read. */
  readonly skipped: number;
}

/** Follows a file that grows, from its beginning on; a file that became shorter is another one, and read from its beginning. */
export class Tail {
  readonly #path: string;
  #offset = 0;
  /** In the middle of a line that is too long. */
  #skipping = false;

  constructor(path: string) {
    this.#path = path;
  }

  /** Complete lines that came since the last call, at most a megabyte of them; undefined when there is no such file. */
  read(): TailRead | undefined {
    const file = opened(this.#path);
    if (file === undefined) return undefined;
    try {
      const { size } = fstatSync(file);
      if (size < this.#offset) {
        this.#offset = 0;
        this.#skipping = false;
      }
      const bytes = Buffer.alloc(Math.min(CHUNK_BYTES, size - this.#offset));
      return this.#take(bytes.subarray(0, readSync(file, bytes, 0, bytes.length, this.#offset)));
    } finally {
      closeSync(file);
    }
  }

  #take(bytes: Buffer): TailRead {
    const end = bytes.lastIndexOf(LINE_FEED);
    if (end < 0) {
      // Not a line yet, and perhaps never one.
      if (bytes.length < CHUNK_BYTES) return { lines: [], skipped: 0 };
      const isNew = !this.#skipping;
      this.#skipping = true;
      this.#offset += bytes.length;
      return { lines: [], skipped: isNew ? 1 : 0 };
    }
    const from = this.#skipping ? bytes.indexOf(LINE_FEED) + 1 : 0;
    this.#skipping = false;
    this.#offset += end + 1;
    const lines = bytes.toString('utf8', from, end + 1).split('\n');
    return { lines: lines.filter((line) => line.trim() !== ''), skipped: 0 };
  }
}

function opened(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch {
    return undefined;
  }
}
