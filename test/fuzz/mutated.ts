import fc from 'fast-check';
import { anyText, anyValue } from './strange.ts';

type Deed = 'put' | 'drop' | 'add' | 'twice' | 'text' | 'list';

interface Change {
  /** Which place, counted through all of them and around. */
  readonly place: number;
  readonly deed: Deed;
  readonly value: unknown;
  readonly name: string;
}

const DEEDS: readonly Deed[] = ['put', 'put', 'put', 'drop', 'add', 'twice', 'text', 'list'];

const change: fc.Arbitrary<Change> = fc.record({
  place: fc.nat(200),
  deed: fc.constantFrom(...DEEDS),
  value: anyValue,
  name: fc.oneof(fc.constantFrom('__proto__', 'constructor', 'id', 'toJSON', 'length', 'x'), fc.string({ maxLength: 6 })),
});

/** One of these samples with up to four of its values replaced, taken away, doubled, or put where they do not belong; sometimes as it is. */
export const mutated = (...samples: readonly unknown[]): fc.Arbitrary<unknown> =>
  fc.tuple(fc.constantFrom(...samples), fc.array(change, { maxLength: 4 })).map(([sample, changes]) => changes.reduce(changed, sample));

/** The sample is not touched: every container on the way to the place is copied. */
function changed(sample: unknown, { place, deed, value, name }: Change): unknown {
  const paths: (string | number)[][] = [];
  walk(sample, [], paths);
  if (paths.length === 0) return deed === 'put' ? value : sample;
  return altered(sample, paths[place % paths.length] as (string | number)[], (parent, key) => {
    const old = Reflect.get(parent, key) as unknown;
    const put = (what: unknown): void =>
      void Object.defineProperty(parent, key, { value: what, enumerable: true, configurable: true, writable: true });
    if (deed === 'put') put(value);
    else if (deed === 'drop') Array.isArray(parent) ? parent.splice(Number(key), 1) : Reflect.deleteProperty(parent, key);
    else if (deed === 'twice') Array.isArray(parent) ? parent.push(old) : put([old, old]);
    else if (deed === 'text')
      put(typeof old === 'string' ? `${old}${String(typeof value === 'string' ? value : '')}` : JSON.stringify(old));
    else if (deed === 'list') put([old]);
    // JSON knows no list with names in it.
    else if (Array.isArray(parent)) parent.push(value);
    else Object.defineProperty(parent, name, { value, enumerable: true, configurable: true, writable: true });
  });
}

function walk(value: unknown, path: readonly (string | number)[], paths: (string | number)[][]): void {
  if (typeof value !== 'object' || value === null || path.length > 6 || paths.length > 200) return;
  const keys: readonly (string | number)[] = Array.isArray(value)
    ? value.slice(0, 20).map((_, index) => index)
    : Object.keys(value).slice(0, 60);
  for (const key of keys) {
    const to = [...path, key];
    paths.push(to);
    walk(Reflect.get(value, key), to, paths);
  }
}

function altered(
  value: unknown,
  [key, ...rest]: readonly (string | number)[],
  act: (parent: object, key: string | number) => void,
): unknown {
  if (typeof value !== 'object' || value === null || key === undefined) return value;
  const copy: object = Array.isArray(value) ? [...(value as unknown[])] : { ...value };
  if (rest.length === 0) act(copy, key);
  else
    Object.defineProperty(copy, key, {
      value: altered(Reflect.get(copy, key), rest, act),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  return copy;
}

interface Cut {
  readonly at: number;
  readonly length: number;
  readonly put: string;
}

const cut: fc.Arbitrary<Cut> = fc.record({ at: fc.nat(1_000_000), length: fc.nat(12), put: fc.oneof(fc.constant(''), anyText) });

/** One of these texts with up to four pieces cut out or put in; sometimes as it is. */
export const mutatedText = (...samples: readonly string[]): fc.Arbitrary<string> =>
  fc.tuple(fc.constantFrom(...samples), fc.array(cut, { maxLength: 4 })).map(([sample, cuts]) =>
    cuts.reduce((text, { at, length, put }) => {
      const from = at % (text.length + 1);
      return text.slice(0, from) + put + text.slice(from + length);
    }, sample),
  );

interface Blow {
  readonly at: number;
  readonly kind: 'bit' | 'byte' | 'cut' | 'insert' | 'end';
  readonly value: number;
}

const blow: fc.Arbitrary<Blow> = fc.record({
  at: fc.nat(1 << 30),
  kind: fc.constantFrom('bit', 'bit', 'byte', 'byte', 'cut', 'insert', 'end'),
  value: fc.nat(255),
});

/** One of these files with one to six bits or bytes changed, taken out or put in, or with its end cut off; sometimes as it is. */
export const mutatedBytes = (...samples: readonly Buffer[]): fc.Arbitrary<Buffer> =>
  fc
    .tuple(fc.constantFrom(...samples), fc.array(blow, { maxLength: 6 }))
    .map(([sample, blows]) => blows.reduce(struck, Buffer.from(sample)));

function struck(bytes: Buffer, { at, kind, value }: Blow): Buffer {
  if (bytes.length === 0) return Buffer.from([value]);
  const index = at % bytes.length;
  if (kind === 'cut') return Buffer.concat([bytes.subarray(0, index), bytes.subarray(index + 1 + (value % 64))]);
  if (kind === 'insert') return Buffer.concat([bytes.subarray(0, index), Buffer.alloc(1 + (value % 16), value), bytes.subarray(index)]);
  if (kind === 'end') return bytes.subarray(0, index);
  bytes[index] = kind === 'bit' ? (bytes[index] as number) ^ (1 << (value % 8)) : value;
  return bytes;
}
