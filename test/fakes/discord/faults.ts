/** What goes wrong with a request. */
export type Fault =
  | { readonly kind: 'status'; readonly status: number; readonly body?: string }
  | { readonly kind: 'rate'; readonly seconds: number; readonly global?: boolean }
  /** The connection ends: before anything happened, or after the effect, so that the answer is lost. */
  | { readonly kind: 'cut'; readonly when: 'before' | 'after' }
  | { readonly kind: 'slow'; readonly ms: number };

interface Planned {
  readonly matches: RegExp;
  readonly fault: Fault;
  left: number;
}

/** Faults that wait for the requests that they are meant for. */
export class Faults {
  readonly #planned: Planned[] = [];

  /** The next `times` requests whose `METHOD /path` matches meet the fault. */
  plan(matches: RegExp, fault: Fault, times = 1): void {
    this.#planned.push({ matches, fault, left: times });
  }

  take(method: string, path: string): Fault | undefined {
    const found = this.#planned.find(({ matches, left }) => left > 0 && matches.test(`${method} ${path}`));
    if (found === undefined) return undefined;
    found.left--;
    return found.fault;
  }

  clear(): void {
    this.#planned.length = 0;
  }
}
