import { isDecimalText } from '#src/domain/decimal.ts';

/**
 * Up to so many digits, a decimal number is exactly its digits divided by a power of ten: both are whole floats, and one division rounds once
 * (Clinger, "How to read floating point numbers accurately", 1990).
 */
export const EXACT_DIGITS = 15;
export const POWERS_OF_TEN: readonly number[] = Array.from({ length: EXACT_DIGITS + 1 }, (_, places) => 10 ** places);

const LONGEST = 400;

/** The number that stands in `bytes[start, end)`, or NaN when it is not plain decimal text. */
export const numberIn = (bytes: Buffer, start: number, end: number): number =>
  numberOf(bytes.toString('latin1', start, Math.min(end, start + LONGEST)));

/** The number that text or JSON holds, or NaN. */
export function numberOf(value: unknown): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && isDecimalText(value) ? Number(value) : Number.NaN;
}
