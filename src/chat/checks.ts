/** One thing that was looked at, as `heron doctor` shows it. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  /** What was found, with its figure. */
  readonly found: string;
  /** What to do when it is not good. */
  readonly mend?: string;
}

/** Gathers what is found while something is looked at. `wordsOf` says what an error means, without token or address. */
export class Checks {
  readonly list: Check[] = [];
  readonly #wordsOf: (error: unknown) => string;

  constructor(wordsOf: (error: unknown) => string) {
    this.#wordsOf = wordsOf;
  }

  good(name: string, found: string): void {
    this.list.push({ name, ok: true, found });
  }

  bad(name: string, found: string, mend: string): void {
    this.list.push({ name, ok: false, found, mend });
  }

  /** Runs one look; an error becomes its finding. Undefined when it failed. */
  async look<T>(name: string, mend: string, run: () => Promise<T>): Promise<T | undefined> {
    try {
      return await run();
    } catch (error) {
      this.bad(name, this.#wordsOf(error), mend);
      return undefined;
    }
  }
}
