import type { Sourced } from '#src/config/load.ts';

/** Reading everything to hash or to store it uses nothing. */
const WHOLESALE = /canonicalObject|sourceOf/;

/** A copy of settings that notes which of them somebody reads, by their whole key. */
export function readSettings(settings: Sourced): { readonly settings: Sourced; readonly read: ReadonlySet<string> } {
  const read = new Set<string>();
  return { settings: { ...settings, values: noting(settings.values, '', read) as Sourced['values'] }, read };
}

/** The same object with its leaves noted when they are read, once each. */
export function noting<T>(value: T, path: string, read: Set<string>): T {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const copy: Record<string, unknown> = {};
  for (const [name, one] of Object.entries(value)) {
    const key = path === '' ? name : `${path}.${name}`;
    const inner: unknown = noting(one, key, read);
    const fixed = { value: inner, enumerable: true };
    if (typeof one === 'object' && one !== null && !Array.isArray(one)) {
      Object.defineProperty(copy, name, fixed);
      continue;
    }
    const get = (): unknown => {
      if (!WHOLESALE.test(new Error().stack ?? '')) {
        read.add(key);
        Object.defineProperty(copy, name, fixed);
      }
      return inner;
    };
    Object.defineProperty(copy, name, { enumerable: true, configurable: true, get });
  }
  return copy as T;
}
