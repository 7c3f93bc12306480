declare const exact: unique symbol;

/** An exact decimal number. Only this file knows how it is represented. */
export interface Decimal {
  readonly [exact]: true;
}

export type Rounding = 'down' | 'halfUp' | 'halfEven' | 'up';

const PATTERN = /^-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/;
/** Integers of so many digits are safe as numbers. */
const SAFE_DIGITS = 15;
const SAFE = Number.MAX_SAFE_INTEGER;
/** Powers of ten that a float holds exactly. */
const TENS: readonly number[] = Array.from({ length: 23 }, (_, power) => Number(`1e${power}`));
const BIG_TENS: readonly bigint[] = Array.from({ length: 64 }, (_, power) => 10n ** BigInt(power));

/**
 * units ÷ 10^places. The units are a number as long as they are a safe integer, which amounts and prices nearly always are, and a bigint
 * beyond; there are as few places as possible. So equal numbers have equal fields.
 */
class Exact {
  readonly units: number | bigint;
  readonly places: number;

  constructor(units: number | bigint, places: number) {
    this.units = units;
    this.places = places;
  }

  toString(): string {
    return textOf(this);
  }

  toJSON(): string {
    return textOf(this);
  }
}

const NOTHING = new Exact(0, 0);

const wrap = (value: Exact): Decimal => value as unknown as Decimal;
const open = (value: Decimal): Exact => value as unknown as Exact;
const bigTen = (power: number): bigint => BIG_TENS[power] ?? 10n ** BigInt(power);
/** NaN or beyond the safe integers where a number cannot hold the product. */
const shifted = (units: number, power: number): number => (power === 0 ? units : units * (TENS[power] ?? Number.NaN));
const isSafe = (units: number): boolean => units <= SAFE && units >= -SAFE;

/** From a safe integer. */
function ofNumber(units: number, places: number): Exact {
  if (units === 0) return NOTHING;
  let fewest = places;
  let rest = units;
  while (fewest > 0 && rest % 10 === 0) {
    rest /= 10;
    fewest--;
  }
  return new Exact(rest, fewest);
}

function ofBig(units: bigint, places: number): Exact {
  let fewest = places;
  let rest = units;
  while (fewest > 0 && (rest > SAFE || rest < -SAFE) && rest % 10n === 0n) {
    rest /= 10n;
    fewest--;
  }
  return rest <= SAFE && rest >= -SAFE ? ofNumber(Number(rest), fewest) : new Exact(rest, fewest);
}

/** The units at so many places, not fewer than the number has. */
const bigUnits = ({ units, places }: Exact, at: number): bigint => (at === places ? BigInt(units) : BigInt(units) * bigTen(at - places));

/** Reads decimal text such as `-12.50` or `1e-8`. Throws RangeError on anything else, so on `NaN`, `Infinity`, `0x10` and blank text. */
export function decimal(text: string): Decimal {
  if (!PATTERN.test(text)) throw new RangeError(`not a decimal number: ${JSON.stringify(text.slice(0, 40))}`);
  return wrap(parsed(text));
}

function parsed(text: string): Exact {
  const exponentAt = text.search(/e/i);
  const mantissa = exponentAt < 0 ? text : text.slice(0, exponentAt);
  const exponent = exponentAt < 0 ? 0 : Number(text.slice(exponentAt + 1));
  const point = mantissa.indexOf('.');
  const digits = point < 0 ? mantissa : mantissa.slice(0, point) + mantissa.slice(point + 1);
  const places = (point < 0 ? 0 : mantissa.length - point - 1) - exponent;
  if (places >= 0 && digits.length <= SAFE_DIGITS) return ofNumber(Number(digits), places);
  return places >= 0 ? ofBig(BigInt(digits), places) : ofBig(BigInt(digits) * bigTen(-places), 0);
}

/** True when `decimal(text)` would succeed. */
export function isDecimalText(text: string): boolean {
  return PATTERN.test(text);
}

export const ZERO: Decimal = wrap(NOTHING);
export const ONE: Decimal = decimal('1');

/** The one door from a float (a price of a quote, a ratio) to an exact number: rounded half up to `places` (0–18). Throws RangeError if it is not finite. */
export function fromNumber(value: number, places: number): Decimal {
  if (!Number.isFinite(value)) throw new RangeError(`not a finite number: ${value}`);
  return wrap(parsed(value.toFixed(places)));
}

export const add = (a: Decimal, b: Decimal): Decimal => wrap(sumOf(open(a), open(b), 1));
export const subtract = (a: Decimal, b: Decimal): Decimal => wrap(sumOf(open(a), open(b), -1));

function sumOf(a: Exact, b: Exact, sign: 1 | -1): Exact {
  const places = a.places > b.places ? a.places : b.places;
  if (typeof a.units === 'number' && typeof b.units === 'number') {
    const x = shifted(a.units, places - a.places);
    const y = shifted(b.units, places - b.places) * sign;
    if (isSafe(x) && isSafe(y) && isSafe(x + y)) return ofNumber(x + y, places);
  }
  return ofBig(bigUnits(a, places) + BigInt(sign) * bigUnits(b, places), places);
}

export function multiply(a: Decimal, b: Decimal): Decimal {
  const [x, y] = [open(a), open(b)];
  const places = x.places + y.places;
  if (typeof x.units === 'number' && typeof y.units === 'number') {
    const units = x.units * y.units;
    if (isSafe(units)) return wrap(ofNumber(units, places));
  }
  return wrap(ofBig(BigInt(x.units) * BigInt(y.units), places));
}

export const negate = (a: Decimal): Decimal => (isZero(a) ? ZERO : wrap(new Exact(-open(a).units, open(a).places)));
export const absolute = (a: Decimal): Decimal => (isNegative(a) ? negate(a) : a);

/** a ÷ b, rounded half to even at `places` (18 unless told). Throws RangeError when b is zero. */
export function divide(a: Decimal, b: Decimal, places = 18, rounding: Rounding = 'halfEven'): Decimal {
  if (isZero(b)) throw new RangeError('division by zero');
  return wrap(quotient(open(a), open(b), places, rounding));
}

/** One rounding, of the exact quotient. */
function quotient(a: Exact, b: Exact, places: number, rounding: Rounding): Exact {
  const shift = places + b.places - a.places;
  if (typeof a.units === 'number' && typeof b.units === 'number') {
    const over = shift > 0 ? shifted(a.units, shift) : a.units;
    const under = shift < 0 ? shifted(b.units, -shift) : b.units;
    if (isSafe(over) && isSafe(under)) return ofNumber(roundedQuotient(over, under, rounding), places);
  }
  const over = shift > 0 ? BigInt(a.units) * bigTen(shift) : BigInt(a.units);
  const under = shift < 0 ? BigInt(b.units) * bigTen(-shift) : BigInt(b.units);
  return ofBig(roundedBigQuotient(over, under, rounding), places);
}

/** Of safe integers. */
function roundedQuotient(over: number, under: number, rounding: Rounding): number {
  const rest = over % under;
  const whole = (over - rest) / under;
  if (rest === 0 || rounding === 'down') return whole;
  const beyondHalf = 2 * Math.abs(rest) - Math.abs(under);
  return isAwayFromZero(rounding, beyondHalf, whole % 2 !== 0) ? whole + Math.sign(over) * Math.sign(under) : whole;
}

function roundedBigQuotient(over: bigint, under: bigint, rounding: Rounding): bigint {
  const rest = over % under;
  const whole = over / under;
  if (rest === 0n || rounding === 'down') return whole;
  const twice = rest < 0n ? -2n * rest : 2n * rest;
  const size = under < 0n ? -under : under;
  const beyondHalf = twice === size ? 0 : twice > size ? 1 : -1;
  return isAwayFromZero(rounding, beyondHalf, whole % 2n !== 0n) ? whole + (over < 0n === under < 0n ? 1n : -1n) : whole;
}

/** Whether a quotient with a rest is rounded away from zero; `beyondHalf` is below, at or above 0 as the rest is to a half. */
const isAwayFromZero = (rounding: Rounding, beyondHalf: number, isOdd: boolean): boolean =>
  rounding === 'up' || beyondHalf > 0 || (beyondHalf === 0 && (rounding === 'halfUp' || isOdd));

/** −1, 0 or 1. */
export function compare(a: Decimal, b: Decimal): number {
  const [x, y] = [open(a), open(b)];
  if (x.places === y.places) return x.units < y.units ? -1 : x.units > y.units ? 1 : 0;
  const difference = sumOf(x, y, -1).units;
  return difference < 0 ? -1 : difference > 0 ? 1 : 0;
}

export const isLess = (a: Decimal, b: Decimal): boolean => compare(a, b) < 0;
export const isMore = (a: Decimal, b: Decimal): boolean => compare(a, b) > 0;
export const isEqual = (a: Decimal, b: Decimal): boolean => open(a).units === open(b).units && open(a).places === open(b).places;
export const isZero = (a: Decimal): boolean => open(a).units === 0;
export const isNegative = (a: Decimal): boolean => open(a).units < 0;
export const isPositive = (a: Decimal): boolean => open(a).units > 0;
export const smaller = (a: Decimal, b: Decimal): Decimal => (isLess(b, a) ? b : a);
export const larger = (a: Decimal, b: Decimal): Decimal => (isMore(b, a) ? b : a);

/** Rounds to a multiple of `step` (> 0): an amount down to its step, a price to its tick. */
export const toMultiple = (value: Decimal, step: Decimal, rounding: Rounding): Decimal =>
  multiply(wrap(quotient(open(value), open(step), 0, rounding)), step);

/** Rounds to a number of decimal places. */
export const toPlaces = (value: Decimal, places: number, rounding: Rounding = 'halfEven'): Decimal =>
  open(value).places <= places ? value : wrap(quotient(open(value), open(ONE), places, rounding));

/** Digits behind the point that a step such as `0.001` needs. */
export const placesOf = (step: Decimal): number => open(step).places;

export function sum(values: Iterable<Decimal>): Decimal {
  let total = ZERO;
  for (const value of values) total = add(total, value);
  return total;
}

/** Canonical text: no exponent, no trailing zeros, no negative zero. Equal numbers have equal text. */
export const toText = (value: Decimal): string => textOf(open(value));

function textOf({ units, places }: Exact): string {
  if (places === 0) return String(units);
  const digits = String(units < 0 ? -units : units).padStart(places + 1, '0');
  const point = digits.length - places;
  return `${units < 0 ? '-' : ''}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** For indicators, triggers and pictures only; never on the way to a posting. The float nearest to it: a quotient of two exact floats is rounded once. */
export function toNumber(value: Decimal): number {
  const { units, places } = open(value);
  const ten = TENS[places];
  return typeof units === 'number' && ten !== undefined ? units / ten : Number(textOf(open(value)));
}

/** Running exact sum of canonical decimal texts; much cheaper than parsing each into a Decimal. */
export class TextSum {
  #units = 0n;
  #places = 0;

  add(text: string): void {
    const point = text.indexOf('.');
    const places = point < 0 ? 0 : text.length - point - 1;
    const units = BigInt(point < 0 ? text : text.slice(0, point) + text.slice(point + 1));
    if (places > this.#places) {
      this.#units *= 10n ** BigInt(places - this.#places);
      this.#places = places;
    }
    this.#units += places < this.#places ? units * 10n ** BigInt(this.#places - places) : units;
  }

  /** Canonical text. */
  text(): string {
    if (this.#places === 0) return this.#units.toString();
    const digits = (this.#units < 0n ? -this.#units : this.#units).toString().padStart(this.#places + 1, '0');
    const point = digits.length - this.#places;
    const fraction = digits.slice(point).replace(/0+$/, '');
    const text = fraction === '' ? digits.slice(0, point) : `${digits.slice(0, point)}.${fraction}`;
    return this.#units < 0n && text !== '0' ? `-${text}` : text;
  }
}
