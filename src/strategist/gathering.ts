import type { Clock, Timer } from '#src/domain/clock.ts';

export interface GatheringDeps<T> {
  readonly clock: Pick<Clock, 'after'>;
  /** So long it waits for others after the first is due. */
  readonly waitMs: number;
  /** One question about several; must not reject. */
  ask(names: readonly string[]): Promise<T>;
}

/** Gathers what falls due at about the same time into one question, and has one question under way at a time. */
export class Gathering<T> {
  readonly #deps: GatheringDeps<T>;
  readonly #due = new Set<string>();
  #window: Timer | undefined;
  #underWay: Promise<T> | undefined;
  #isOver = false;

  constructor(deps: GatheringDeps<T>) {
    this.#deps = deps;
  }

  /** Asks about it soon: with the others that fall due within the window, or after the question that is under way. */
  due(name: string): void {
    this.#due.add(name);
    if (this.#underWay !== undefined || this.#isOver) return;
    this.#window ??= this.#deps.clock.after(this.#deps.waitMs, () => void this.#begin());
  }

  /** Asks about these, and what is due beside them, at once, or when the question under way has its answer. Undefined after the end. */
  async now(names: readonly string[]): Promise<T | undefined> {
    if (this.#isOver) return undefined;
    for (const name of names) this.#due.add(name);
    return this.#underWay === undefined ? this.#begin() : this.#underWay.then(() => this.#underWay);
  }

  /** Settles when the question under way has its answer and that has been dealt with; undefined when none is. */
  pending(): Promise<unknown> | undefined {
    return this.#underWay;
  }

  /** Nothing is asked any more. */
  end(): void {
    this.#isOver = true;
    this.#window?.cancel();
    this.#due.clear();
  }

  #begin(): Promise<T> {
    this.#window?.cancel();
    this.#window = undefined;
    const names = [...this.#due];
    this.#due.clear();
    const answered = this.#deps.ask(names).finally(() => {
      this.#underWay = undefined;
      // Those that fell due meanwhile have waited long enough.
      if (this.#due.size > 0 && !this.#isOver) this.#begin();
    });
    this.#underWay = answered;
    return answered;
  }
}
