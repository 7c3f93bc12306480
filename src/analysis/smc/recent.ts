/** The last `capacity` values; the oldest gives way. It is what makes a candle cost the same at the start and at the end of a long series. */
export class Recent<T> {
  readonly #capacity: number;
  readonly #slots: T[] = [];
  #next = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get length(): number {
    return this.#slots.length;
  }

  push(value: T): void {
    this.#slots[this.#next] = value;
    this.#next = this.#next + 1 === this.#capacity ? 0 : this.#next + 1;
  }

  /** 0 is the newest, 1 the one before it; undefined when it is not there (any more). */
  at(back: number): T | undefined {
    if (back < 0 || back >= this.#slots.length) return undefined;
    const slot = this.#next - 1 - back;
    return this.#slots[slot < 0 ? slot + this.#capacity : slot];
  }
}
