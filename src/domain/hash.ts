import { hash } from 'node:crypto';

/** What JSON can hold, without floats that would not survive a round trip. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

/** Lower-case hex SHA-256 of UTF-8 text. */
export const sha256 = (text: string): string => hash('sha256', text, 'hex');

/**
 * What JSON can hold, of any type: interfaces have no index signature, so that they are no `Json` although every field of theirs is. `never` stands where
 * a field could not be written: a decimal, a function, a bigint, a map, or what nobody knows.
 */
export type Jsonable<T> = T extends string | number | boolean | null
  ? T
  : T extends readonly (infer Item)[]
    ? readonly Jsonable<Item>[]
    : T extends ((...args: never) => unknown) | bigint | symbol | undefined | ReadonlyMap<unknown, unknown> | ReadonlySet<unknown>
      ? never
      : T extends object
        ? { readonly [Key in keyof T]: Key extends symbol ? never : Jsonable<Exclude<T[Key], undefined>> | Extract<T[Key], undefined> }
        : never;

/** The same value, for whoever takes `Json`. */
export const jsonOf = <T>(value: T & Jsonable<T>): Json => value as Json;

/**
 * JSON with sorted keys and no white space, after RFC 8785 (keys sorted by UTF-16 code units; absent for undefined).
 * Throws RangeError on NaN and infinities, which JSON would silently turn into null.
 */
export const canonicalJson = <T>(value: T & Jsonable<T>): string => canonical(value as Json);

function canonical(value: Json): string {
  if (value === null) return 'null';
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'number':
      if (!Number.isFinite(value)) throw new RangeError(`canonical JSON cannot hold ${value}`);
      return JSON.stringify(value);
    default:
      if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
      return isFlatInOrder(value as JsonObject) ? JSON.stringify(value) : canonicalObject(value as JsonObject);
  }
}

type JsonObject = { readonly [key: string]: Json | undefined };

/** True when JSON.stringify gives the canonical text by itself: the keys come in order and nothing lies within. Rows are written that way. */
function isFlatInOrder(value: JsonObject): boolean {
  let before: string | undefined;
  for (const key in value) {
    if (before !== undefined && key <= before) return false;
    before = key;
    const item = value[key];
    switch (typeof item) {
      case 'string':
      case 'boolean':
      case 'undefined':
        break;
      case 'number':
        if (!Number.isFinite(item)) return false;
        break;
      default:
        if (item !== null) return false;
    }
  }
  return true;
}

const PLAIN = /^[\w :/.|-]*$/;

/** A text as JSON; without a detour where nothing needs an escape. */
export const quoted = (text: string): string => (PLAIN.test(text) ? `"${text}"` : JSON.stringify(text));

function canonicalObject(value: JsonObject): string {
  let text = '{';
  for (const key of keysInOrder(value)) {
    const item = value[key];
    if (item === undefined) continue;
    text += `${text.length > 1 ? ',' : ''}${quoted(key)}:${canonical(item)}`;
  }
  return `${text}}`;
}

function keysInOrder(value: JsonObject): string[] {
  const keys = Object.keys(value);
  for (let i = 1; i < keys.length; i++) if ((keys[i] as string) < (keys[i - 1] as string)) return keys.sort();
  return keys;
}
