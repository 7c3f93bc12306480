/**
 * Remembers what the newest row was made from. A row is projected right after it was made, so that the projection need not read back, text by
 * text, what was just written into it. Both are frozen by their types; a row from anywhere else is not known here.
 */
export class Origin<Row extends object, Of> {
  #row: Row | undefined;
  #of: Of | undefined;

  /** Returns the row. */
  note(row: Row, of: Of): Row {
    this.#row = row;
    this.#of = of;
    return row;
  }

  of(row: Row): Of | undefined {
    return row === this.#row ? this.#of : undefined;
  }
}
