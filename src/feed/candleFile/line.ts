const NEWLINE = 10;
const QUOTE = 34;

/** Room for this many columns; what stands to the right of them is counted and not kept. */
export const COLUMNS = 256;

/** One line of CSV, split in place: where each field begins and ends in the bytes, without its quotes and the blanks around it. Reused for every line. */
export class Line {
  readonly #bytes: Buffer;
  readonly #starts = new Int32Array(COLUMNS);
  readonly #ends = new Int32Array(COLUMNS);
  fields = 0;
  /** A quote was opened and not closed in this line, or something stands behind a closed one. */
  broken = false;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  start(field: number): number {
    return this.#starts[field] as number;
  }

  end(field: number): number {
    return this.#ends[field] as number;
  }

  text(field: number): string {
    return this.#bytes.toString('utf8', this.start(field), this.end(field)).replaceAll('""', '"');
  }

  /** Nothing but blanks. */
  isBlank(): boolean {
    return this.fields === 1 && !this.broken && this.start(0) === this.end(0);
  }

  /**
   * Splits the line that begins at `from` and returns where the next one begins. A quoted field ends with its line at the latest: a candle has no
   * line breaks inside, and one forgotten quote must not swallow the rest of the file.
   */
  split(from: number, separator: number): number {
    const bytes = this.#bytes;
    const length = bytes.length;
    this.fields = 0;
    this.broken = false;
    let start = from;
    let at = from;
    for (; at < length; at++) {
      const byte = bytes[at];
      if (byte === separator) {
        this.#add(start, at);
        start = at + 1;
      } else if (byte === NEWLINE) break;
      else if (byte === QUOTE) at = this.#pastQuote(at) - 1;
    }
    this.#add(start, at);
    return at + 1;
  }

  /** Position behind the closing quote, or the end of the line when there is none. */
  #pastQuote(open: number): number {
    const bytes = this.#bytes;
    let at = open + 1;
    for (; at < bytes.length && bytes[at] !== NEWLINE; at++) {
      if (bytes[at] !== QUOTE) continue;
      if (bytes[at + 1] !== QUOTE) return at + 1;
      at++;
    }
    this.broken = true;
    return at;
  }

  #add(start: number, end: number): void {
    const bytes = this.#bytes;
    let first = start;
    let last = end;
    // Blanks are space, tab and the carriage return of CRLF.
    while (first < last && (bytes[first] as number) <= 0x20) first++;
    while (first < last && (bytes[last - 1] as number) <= 0x20) last--;
    if (bytes[first] === QUOTE && first < last) {
      if (last - first < 2 || bytes[last - 1] !== QUOTE) this.broken = true;
      else {
        first++;
        last--;
        while (first < last && (bytes[first] as number) <= 0x20) first++;
        while (first < last && (bytes[last - 1] as number) <= 0x20) last--;
      }
    }
    if (this.fields < COLUMNS) {
      this.#starts[this.fields] = first;
      this.#ends[this.fields] = last;
    }
    this.fields++;
  }
}
