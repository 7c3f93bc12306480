/** What goes wrong with a call. `cut` drops the connection before anything happened, `cutAfter` after the effect; `garbage` is a page of a proxy. */
export type Fault =
  | { readonly error: number; readonly description?: string; readonly retryAfter?: number }
  | { readonly slowMs: number }
  | 'cut'
  | 'cutAfter'
  | 'garbage';

interface Planned {
  readonly method: string | undefined;
  readonly fault: Fault;
  left: number;
}

/** Faults on demand, in the order in which they were asked for. */
export class Faults {
  #planned: Planned[] = [];

  /** The next `times` calls of a method (of any method when it is left out) go wrong. */
  plan(fault: Fault, { method, times = 1 }: { readonly method?: string; readonly times?: number } = {}): void {
    this.#planned.push({ method: method?.toLowerCase(), fault, left: times });
  }

  clear(): void {
    this.#planned = [];
  }

  take(method: string): Fault | undefined {
    const planned = this.#planned.find((one) => one.method === undefined || one.method === method.toLowerCase());
    if (planned === undefined) return undefined;
    planned.left--;
    if (planned.left <= 0) this.#planned = this.#planned.filter((one) => one !== planned);
    return planned.fault;
  }
}
