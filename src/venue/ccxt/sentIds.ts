/** So many are remembered. */
const MOST = 20_000;

/**
 * Client order ids that went out, against a second time. They do not survive a restart and need not: what the ledger holds as being under way then
 * is looked up at the venue, never sent.
 */
export class SentIds {
  readonly #ids = new Set<string>();

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  add(id: string): void {
    this.#ids.add(id);
    if (this.#ids.size <= MOST) return;
    const [oldest] = this.#ids;
    if (oldest !== undefined) this.#ids.delete(oldest);
  }

  /** It did not go out after all. */
  delete(id: string): void {
    this.#ids.delete(id);
  }
}
