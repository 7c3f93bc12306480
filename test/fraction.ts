/**
 * Exact fractions of BigInts: the second opinion about money in tests. It shares nothing with src/domain/decimal.ts, so a mistake there cannot agree
 * with itself here.
 */
export interface Fraction {
  readonly over: bigint;
  /** Above zero. */
  readonly under: bigint;
}

/** Reads decimal text, with or without an exponent. */
export function fraction(text: string | number | bigint): Fraction {
  const match = /^(-?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(String(text));
  if (match === null) throw new RangeError(`not a number: ${text}`);
  const [, sign = '', whole = '', decimals = '', exponent = '0'] = match;
  const digits = BigInt(`${whole}${decimals}` || '0');
  const power = Number(exponent) - decimals.length;
  const over = sign === '-' ? -digits : digits;
  return power >= 0 ? reduced(over * 10n ** BigInt(power), 1n) : reduced(over, 10n ** BigInt(-power));
}

export const NOTHING: Fraction = { over: 0n, under: 1n };

export const plus = (a: Fraction, b: Fraction): Fraction => reduced(a.over * b.under + b.over * a.under, a.under * b.under);
export const minus = (a: Fraction, b: Fraction): Fraction => plus(a, { over: -b.over, under: b.under });
export const times = (a: Fraction, b: Fraction): Fraction => reduced(a.over * b.over, a.under * b.under);
export const by = (a: Fraction, b: Fraction): Fraction =>
  b.over < 0n ? reduced(-a.over * b.under, a.under * -b.over) : reduced(a.over * b.under, a.under * b.over);

/** −1, 0 or 1. */
export function order(a: Fraction, b: Fraction): -1 | 0 | 1 {
  const left = a.over * b.under;
  const right = b.over * a.under;
  return left < right ? -1 : left > right ? 1 : 0;
}

export type Round = 'down' | 'halfUp' | 'halfEven' | 'up';

/** Decimal text of a fraction at so many places, without trailing zeros: `-0.5`, `12`. `down` is towards zero and `up` away from it. */
export function rounded(value: Fraction, places: number, mode: Round): string {
  const isBelow = value.over < 0n;
  const scaled = (isBelow ? -value.over : value.over) * 10n ** BigInt(places);
  const whole = scaled / value.under;
  const rest = (scaled % value.under) * 2n;
  const isHalf = rest === value.under;
  const away =
    mode === 'up' ? rest > 0n : mode === 'down' ? false : rest > value.under || (isHalf && (mode === 'halfUp' || whole % 2n === 1n));
  return written(isBelow ? -(whole + (away ? 1n : 0n)) : whole + (away ? 1n : 0n), places);
}

/** Exact decimal text of a fraction that has one. Throws RangeError for the others, such as a third. */
export function exact(value: Fraction): string {
  let { under } = value;
  let twos = 0;
  let fives = 0;
  for (; under % 2n === 0n; under /= 2n) twos++;
  for (; under % 5n === 0n; under /= 5n) fives++;
  if (under !== 1n) throw new RangeError(`${value.over}/${value.under} has no end as a decimal`);
  const places = Math.max(twos, fives);
  return written((value.over * 10n ** BigInt(places)) / value.under, places);
}

function written(units: bigint, places: number): string {
  const digits = (units < 0n ? -units : units).toString().padStart(places + 1, '0');
  const decimals = places === 0 ? '' : digits.slice(-places).replace(/0+$/, '');
  const text = `${digits.slice(0, digits.length - places)}${decimals === '' ? '' : `.${decimals}`}`;
  return units < 0n ? `-${text}` : text;
}

function reduced(over: bigint, under: bigint): Fraction {
  if (under === 0n) throw new RangeError('division by zero');
  let a = over < 0n ? -over : over;
  let b = under;
  while (b !== 0n) [a, b] = [b, a % b];
  return a === 0n ? NOTHING : { over: over / a, under: under / a };
}
