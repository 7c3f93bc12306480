import { OutsideError } from '#src/domain/errors.ts';

/** Heron did with an input what it must not do. */
export class Flaw extends Error {
  override readonly name = 'Flaw';
}

export function holds(condition: unknown, what: string): asserts condition {
  if (condition !== true) throw new Flaw(what);
}

/** Planted in inputs; no sentence of Heron may hold it. */
export const PLANTED = '8123456789:AAF-planted-by-the-fuzzer-0123456789';

/** What an error of the language or of a library looks like when nobody has put it into words. */
const RAW =
  /\[object |\bundefined\b|\bNaN\b|\n {4}at |Cannot (?:read|convert|destructure|mix|set)|is not (?:a function|iterable|a constructor|defined)|Unexpected (?:token|end of)|Maximum call stack|Invalid array length|\bENO[A-Z]+\b: |node:internal/;

/** What is wrong with a refusal as something that a person reads; undefined when it is a sentence. `given`: what was refused. */
export function faultOfSentence(text: string, given: string): string | undefined {
  if (text.trim().length < 8) return 'says nothing';
  if (!/[.?!…)"”]$/.test(text.trimEnd()) && !text.startsWith('Usage: ')) return 'is no whole sentence';
  if (text.length > 20_000) return 'is longer than anybody reads';
  if (text.includes(PLANTED)) return 'tells a secret';
  const raw = RAW.exec(text)?.[0];
  if (raw !== undefined && !given.includes(raw.trim())) return `has raw words in it (${raw.trim()})`;
  return undefined;
}

/** What came of reading: a value, or the sentences of a refusal. Throws a Flaw when the refusal is none of Heron's own, or no sentence. */
export function refusedOr<T>(read: () => T, given: unknown): { readonly value: T } | { readonly refused: OutsideError } {
  try {
    return { value: read() };
  } catch (error) {
    return { refused: ownRefusal(error, given) };
  }
}

/** The same of something that is awaited. */
export async function refusedOrLater<T>(
  read: () => Promise<T>,
  given: unknown,
): Promise<{ readonly value: T } | { readonly refused: OutsideError }> {
  try {
    return { value: await read() };
  } catch (error) {
    return { refused: ownRefusal(error, given) };
  }
}

function ownRefusal(error: unknown, given: unknown): OutsideError {
  if (error instanceof Flaw) throw error;
  if (!(error instanceof OutsideError)) throw new Flaw(`threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  const input = textOf(given);
  for (const text of [error.message, error.hint]) {
    const fault = faultOfSentence(text, input);
    if (fault !== undefined) throw new Flaw(`its refusal ${fault}: ${JSON.stringify(text.slice(0, 300))}`);
  }
  return error;
}

/** An input as text, whatever it is. */
export function textOf(given: unknown): string {
  if (typeof given === 'string') return given;
  if (given instanceof Uint8Array) return Buffer.from(given).toString('latin1');
  try {
    return JSON.stringify(given, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value)) ?? 'undefined';
  } catch {
    return '';
  }
}
