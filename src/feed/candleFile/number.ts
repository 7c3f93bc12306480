import { isDecimalText } from '#src/domain/decimal.ts';

const ZERO = 48;
const POINT = 46;
const POWERS = Array.from({ length: 16 }, (_, places) => 10 ** places);

/**
 * The number that stands in `bytes[start, end)`, or NaN when it is not plain decimal text. Exact: up to 15 digits both the digits and the power of
 * ten are whole floats, so that one division rounds once (Clinger, "How to read floating point numbers accurately", 1990); the rest takes `Number`.
 */
export function numberIn(bytes: Buffer, start: number, end: number): number {
  let digits = 0;
  let value = 0;
  let point = -1;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    const digit = byte - ZERO;
    if (digit >= 0 && digit <= 9) {
      value = value * 10 + digit;
      digits++;
    } else if (byte === POINT && point < 0) point = at;
    else return numberOf(bytes.latin1Slice(start, Math.min(end, start + 400)));
  }
  if (digits === 0) return Number.NaN;
  if (digits > 15) return numberOf(bytes.latin1Slice(start, Math.min(end, start + 400)));
  return point < 0 ? value : value / (POWERS[end - point - 1] as number);
}

/** The number that text or JSON holds, or NaN. */
export function numberOf(value: unknown): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && isDecimalText(value) ? Number(value) : Number.NaN;
}
