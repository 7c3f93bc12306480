/** Values by key with all their earlier versions, so that a read can show the world as it was a while ago. */
export class History<Key, Value> {
  readonly #versions = new Map<Key, { readonly at: number; readonly value: Value }[]>();

  set(key: Key, value: Value, at: number): void {
    const versions = this.#versions.get(key);
    if (versions === undefined) this.#versions.set(key, [{ at, value }]);
    else if (versions.at(-1)?.at === at) versions[versions.length - 1] = { at, value };
    else versions.push({ at, value });
  }

  get = (key: Key): Value | undefined => this.#versions.get(key)?.at(-1)?.value;

  has = (key: Key): boolean => this.#versions.has(key);

  /** By first appearance. */
  values = (): Value[] => [...this.#versions.values()].map((versions) => versions.at(-1)?.value as Value);

  keys = (): Key[] => [...this.#versions.keys()];

  /** As it was at that moment: keys that came later are missing. */
  asOf(at: number): Map<Key, Value> {
    const found = new Map<Key, Value>();
    for (const [key, versions] of this.#versions) {
      const version = versions.findLast((one) => one.at <= at);
      if (version !== undefined) found.set(key, version.value);
    }
    return found;
  }
}
