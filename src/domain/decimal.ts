import Big from 'big.js';

// Strict: big.js refuses JavaScript numbers, so a float cannot slip into an amount unseen.
Big.strict = true;

declare const exact: unique symbol;

/** An exact decimal number. Only this file knows how it is represented. */
export interface Decimal {
  readonly [exact]: true;
}

export type Rounding = 'down' | 'halfUp' | 'halfEven' | 'up';

const MODES: Record<Rounding, 0 | 1 | 2 | 3> = { down: 0, halfUp: 1, halfEven: 2, up: 3 };
const PATTERN = /^-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/;

const wrap = (value: Big): Decimal => value as unknown as Decimal;
const open = (value: Decimal): Big => value as unknown as Big;

/** Reads decimal text such as `-12.50` or `1e-8`. Throws RangeError on anything else, so on `NaN`, `Infinity`, `0x10` and blank text. */
export function decimal(text: string): Decimal {
  if (!PATTERN.test(text)) throw new RangeError(`not a decimal number: ${JSON.stringify(text.slice(0, 40))}`);
  return wrap(new Big(text));
}

/** True when `decimal(text)` would succeed. */
export function isDecimalText(text: string): boolean {
  return PATTERN.test(text);
}

export const ZERO: Decimal = decimal('0');
export const ONE: Decimal = decimal('1');

/** The one door from a float (a price of a quote, a ratio) to an exact number: rounded half up to `places` (0–18). Throws RangeError if it is not finite. */
export function fromNumber(value: number, places: number): Decimal {
  if (!Number.isFinite(value)) throw new RangeError(`not a finite number: ${value}`);
  const text = value.toFixed(places);
  return wrap(new Big(text));
}

export const add = (a: Decimal, b: Decimal): Decimal => wrap(open(a).plus(open(b)));
export const subtract = (a: Decimal, b: Decimal): Decimal => wrap(open(a).minus(open(b)));
export const multiply = (a: Decimal, b: Decimal): Decimal => wrap(open(a).times(open(b)));
export const negate = (a: Decimal): Decimal => (isZero(a) ? ZERO : wrap(open(a).neg()));
export const absolute = (a: Decimal): Decimal => wrap(open(a).abs());

/** a ÷ b, rounded half to even at `places` (18 unless told). Throws RangeError when b is zero. */
export function divide(a: Decimal, b: Decimal, places = 18, rounding: Rounding = 'halfEven'): Decimal {
  if (isZero(b)) throw new RangeError('division by zero');
  return wrap(quotient(open(a), open(b), places, rounding));
}

/** −1, 0 or 1. */
export const compare = (a: Decimal, b: Decimal): number => open(a).cmp(open(b));
export const isLess = (a: Decimal, b: Decimal): boolean => open(a).lt(open(b));
export const isMore = (a: Decimal, b: Decimal): boolean => open(a).gt(open(b));
export const isEqual = (a: Decimal, b: Decimal): boolean => open(a).eq(open(b));
export const isZero = (a: Decimal): boolean => open(a).c[0] === 0;
export const isNegative = (a: Decimal): boolean => open(a).s < 0 && !isZero(a);
export const isPositive = (a: Decimal): boolean => open(a).s > 0 && !isZero(a);
export const smaller = (a: Decimal, b: Decimal): Decimal => (isLess(b, a) ? b : a);
export const larger = (a: Decimal, b: Decimal): Decimal => (isMore(b, a) ? b : a);

/** Rounds to a multiple of `step` (> 0): an amount down to its step, a price to its tick. */
export function toMultiple(value: Decimal, step: Decimal, rounding: Rounding): Decimal {
  return wrap(quotient(open(value), open(step), 0, rounding).times(open(step)));
}

/** big.js takes places and rounding of a division from two globals. It looks at the remainder, so this is one rounding: a second one would move halves. */
function quotient(a: Big, b: Big, places: number, rounding: Rounding): Big {
  Big.DP = places;
  Big.RM = MODES[rounding];
  return a.div(b);
}

/** Rounds to a number of decimal places. */
export const toPlaces = (value: Decimal, places: number, rounding: Rounding = 'halfEven'): Decimal =>
  wrap(open(value).round(places, MODES[rounding]));

/** Digits behind the point that a step such as `0.001` needs. */
export function placesOf(step: Decimal): number {
  const text = toText(step);
  const point = text.indexOf('.');
  return point < 0 ? 0 : text.length - point - 1;
}

export function sum(values: Iterable<Decimal>): Decimal {
  let total = ZERO;
  for (const value of values) total = add(total, value);
  return total;
}

/** Canonical text: no exponent, no trailing zeros, no negative zero. Equal numbers have equal text. */
export function toText(value: Decimal): string {
  return isZero(value) ? '0' : open(value).toFixed();
}

/** For indicators, triggers and pictures only; never on the way to a posting. */
export const toNumber = (value: Decimal): number => Number(open(value).toFixed());

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
