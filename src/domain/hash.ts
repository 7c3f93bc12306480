import { hash } from 'node:crypto';

/** What JSON can hold, without floats that would not survive a round trip. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

/** Lower-case hex SHA-256 of UTF-8 text. */
export const sha256 = (text: string): string => hash('sha256', text, 'hex');

/**
 * JSON with sorted keys and no white space, after RFC 8785 (keys sorted by UTF-16 code units; absent for undefined).
 * Throws RangeError on NaN and infinities, which JSON would silently turn into null.
 */
export function canonicalJson(value: Json): string {
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
      return Array.isArray(value) ? `[${value.map(canonicalJson).join(',')}]` : canonicalObject(value as { [key: string]: Json });
  }
}

function canonicalObject(value: { readonly [key: string]: Json | undefined }): string {
  let text = '{';
  for (const key of Object.keys(value).sort()) {
    const item = value[key];
    if (item === undefined) continue;
    text += `${text.length > 1 ? ',' : ''}${JSON.stringify(key)}:${canonicalJson(item)}`;
  }
  return `${text}}`;
}
