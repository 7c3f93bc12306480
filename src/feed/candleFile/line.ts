import { EXACT_DIGITS, numberIn, POWERS_OF_TEN } from './number.ts';

const NEWLINE = 10;
const RETURN = 13;
const QUOTE = 34;
const POINT = 46;
const ZERO = 48;
const NINE = 57;

/** Room for this many columns; what stands to the right of them is counted and not kept. */
export const COLUMNS = 256;

/**
 * One line of CSV, split in place: where each field begins and ends in the bytes, without its quotes and the blanks around it, and its value when it
 * is plain digits. The value is made on the way, because nearly every byte of a file of candles is a digit and a second look at each costs as much
 * as the first. Reused for every line.
 */
export class Line {
  readonly #bytes: Buffer;
  readonly #starts = new Int32Array(COLUMNS);
  readonly #ends = new Int32Array(COLUMNS);
  readonly #values = new Float64Array(COLUMNS);
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

  /** The number in a field, or NaN when it is none. */
  number(field: number): number {
    const value = this.#values[field] as number;
    return Number.isNaN(value) ? numberIn(this.#bytes, this.start(field), this.end(field)) : value;
  }

  /** Nothing but blanks; an empty pair of quotes is something. */
  isBlank(): boolean {
    const start = this.start(0);
    return this.fields === 1 && !this.broken && start === this.end(0) && this.#bytes[start - 1] !== QUOTE;
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
    let value = 0;
    let digits = 0;
    let point = -1;
    for (; at < length; at++) {
      const byte = bytes[at] as number;
      if (byte >= ZERO && byte <= NINE) {
        value = value * 10 + (byte - ZERO);
        digits++;
      } else if (byte === POINT && point < 0) point = at;
      else if (byte === separator) {
        this.#add(start, at, digits, value, point);
        start = at + 1;
        value = 0;
        digits = 0;
        point = -1;
      } else if (byte === NEWLINE) break;
      else if (byte === RETURN && bytes[at + 1] === NEWLINE) {
        this.#add(start, at, digits, value, point);
        return at + 2;
      } else {
        digits = EXACT_DIGITS + 1; // not plain: a second look decides
        if (byte === QUOTE) at = this.#pastQuote(at) - 1;
      }
    }
    this.#add(start, at, digits, value, point);
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

  #add(start: number, end: number, digits: number, value: number, point: number): void {
    const field = this.fields++;
    if (field >= COLUMNS) return;
    this.#starts[field] = start;
    this.#ends[field] = end;
    if (digits > 0 && digits <= EXACT_DIGITS) this.#values[field] = point < 0 ? value : value / (POWERS_OF_TEN[end - point - 1] as number);
    else this.#trim(field, start, end);
  }

  /** Takes away blanks (space, tab), then quotes, then blanks inside them. */
  #trim(field: number, start: number, end: number): void {
    const bytes = this.#bytes;
    let first = this.#pastBlanks(start, end);
    let last = this.#beforeBlanks(first, end);
    if (first < last && bytes[first] === QUOTE) {
      if (last - first < 2 || bytes[last - 1] !== QUOTE) this.broken = true;
      else {
        first = this.#pastBlanks(first + 1, last - 1);
        last = this.#beforeBlanks(first, last - 1);
      }
    }
    this.#starts[field] = first;
    this.#ends[field] = last;
    this.#values[field] = Number.NaN;
  }

  #pastBlanks(start: number, end: number): number {
    let first = start;
    while (first < end && (this.#bytes[first] as number) <= 0x20) first++;
    return first;
  }

  #beforeBlanks(start: number, end: number): number {
    let last = end;
    while (last > start && (this.#bytes[last - 1] as number) <= 0x20) last--;
    return last;
  }
}
