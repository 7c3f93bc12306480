const SHORTEST = 8;
const LONGEST_SAID = 200;
/** As much of an answer is kept. */
const LONGEST_ANSWER = 20_000;
const REMOVED = '[removed]';
/** Addresses, and what looks like a key or a header with one, also where the middle of it is starred out. */
const PRIVATE = /\w*:?\/\/\S+|\bBearer\s+\S+|\b[a-z]{2,5}-[\w*-]{8,}|\b\w+\*{3,}\w*/gi;

/** Takes the key out of texts of a server, and what cannot be stored. */
export class Tidy {
  readonly #forms: readonly string[];

  constructor(token: string) {
    const isSecret = token.length >= SHORTEST;
    this.#forms = isSecret ? [token, encodeURIComponent(token), Buffer.from(token).toString('base64')] : [];
  }

  /** The text of an answer, cut to 20,000 characters. */
  answer(text: string): string {
    return this.#withoutKey(text).slice(0, LONGEST_ANSWER).replaceAll('\0', '').toWellFormed();
  }

  /** What a server says about an error: one short line without key, address or invisible characters. */
  said(text: string): string {
    const line = this.#withoutKey(text)
      .replace(PRIVATE, REMOVED)
      .replace(/[\s\p{C}]+/gu, ' ')
      .trim();
    return (line.length > LONGEST_SAID ? `${line.slice(0, LONGEST_SAID)}…` : line).toWellFormed();
  }

  #withoutKey(text: string): string {
    return this.#forms.reduce((rest, form) => rest.replaceAll(form, REMOVED), text);
  }
}
