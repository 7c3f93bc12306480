import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { Decimal } from './decimal.ts';
import { canonicalJson, type Json, type Jsonable, quoted, sha256 } from './hash.ts';

/** RFC 8785 as it reads: keys sorted by UTF-16 code units, absent ones left out, everything else as JSON writes it. */
function slowly(value: Json | undefined): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(slowly).join(',')}]`;
  const entries = Object.entries(value as Record<string, Json | undefined>).filter(([, item]) => item !== undefined);
  return `{${entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, item]) => `${JSON.stringify(key)}:${slowly(item)}`)
    .join(',')}}`;
}

const key = fc.oneof(
  fc.constantFrom('a', 'B', 'at', 'desk_id', '10', '9', '', '__proto__', 'é'),
  fc.string({ unit: 'binary', maxLength: 4 }),
);
const leaf = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
  fc.constant(undefined),
);
const flat = fc.dictionary(key, leaf, { noNullPrototype: true }) as fc.Arbitrary<Json>;
const inOrder = flat.map((one) => Object.fromEntries(Object.entries(one as object).sort(([a], [b]) => (a < b ? -1 : 1))) as Json);
const nested = fc.dictionary(key, fc.oneof(leaf, flat, fc.array(flat, { maxLength: 3 })), { noNullPrototype: true }) as fc.Arbitrary<Json>;

describe('canonical JSON', () => {
  it('is the same by the short way for rows in order as by sorting', () => {
    fc.assert(
      fc.property(fc.oneof(flat, inOrder, nested), (value) => {
        expect(canonicalJson(value)).toBe(slowly(value));
      }),
      { numRuns: 2_000 },
    );
  });

  it('does not depend on the order in which keys were written', () => {
    expect(canonicalJson({ b: 1, a: 'x', c: null })).toBe('{"a":"x","b":1,"c":null}');
    expect(canonicalJson({ a: 'x', b: 1, c: null })).toBe('{"a":"x","b":1,"c":null}');
  });

  it('refuses what JSON would silently turn into null, also in a row in order', () => {
    expect(() => canonicalJson({ a: 1, b: Number.NaN })).toThrow(RangeError);
    expect(() => canonicalJson({ b: Number.POSITIVE_INFINITY, a: 1 })).toThrow(RangeError);
  });

  it('quotes a text as JSON does', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(quoted(text)).toBe(JSON.stringify(text));
      }),
    );
    for (const text of ['o12', 'venue:paper', 'BTC/USDT:USDT', 'a "b"', 'line\n', 'tab\t', '\\', ''])
      expect(quoted(text)).toBe(JSON.stringify(text));
  });

  it('is hashed as UTF-8', () => {
    expect(sha256('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(sha256('é')).toBe('4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c');
  });
});

describe('what can be written as JSON', () => {
  interface Row {
    readonly id: string;
    readonly share?: number | undefined;
    readonly of: readonly { readonly at: string | null }[];
  }

  it('is every interface of plain fields, and nothing that JSON would lose or change', () => {
    expectTypeOf<Row>().toExtend<Jsonable<Row>>();
    expect(canonicalJson({ of: [{ at: null }], id: 'a', share: undefined } satisfies Row)).toBe('{"id":"a","of":[{"at":null}]}');
    expectTypeOf<{ amount: Decimal }>().not.toExtend<Jsonable<{ amount: Decimal }>>();
    expectTypeOf<{ at: Date }>().not.toExtend<Jsonable<{ at: Date }>>();
    expectTypeOf<{ units: bigint }>().not.toExtend<Jsonable<{ units: bigint }>>();
    expectTypeOf<{ rows: Map<string, string> }>().not.toExtend<Jsonable<{ rows: Map<string, string> }>>();
    expectTypeOf<{ told: unknown }>().not.toExtend<Jsonable<{ told: unknown }>>();
    expectTypeOf<(string | undefined)[]>().not.toExtend<Jsonable<(string | undefined)[]>>();
  });
});
