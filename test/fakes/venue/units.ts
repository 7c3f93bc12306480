/** Exact amounts as integers: 10^24 units are one. On purpose not Heron's decimals: a mistake there must not be able to hide here. */
export type Units = bigint;

const PLACES = 24;
/** 10^0 to 10^24; a power of two whole numbers costs as much as reading the number. */
const POWERS: readonly Units[] = Array.from({ length: PLACES + 1 }, (_, power) => 10n ** BigInt(power));
const powerOf = (power: number): Units => POWERS[power] ?? 10n ** BigInt(power);
export const ONE: Units = powerOf(PLACES);
export const ZERO: Units = 0n;

/** Reads plain or exponential text, or a number by its shortest text. Throws RangeError when it is neither or has more than 24 places. */
export function units(value: string | number): Units {
  const match = /^(-?)(\d*)(?:\.(\d*))?(?:e([+-]?\d+))?$/i.exec(String(value).trim());
  if (match === null || `${match[2]}${match[3] ?? ''}` === '') throw new RangeError(`not an amount: ${String(value).slice(0, 40)}`);
  const fraction = match[3] ?? '';
  const shift = PLACES - fraction.length + Number(match[4] ?? 0);
  const digits = BigInt(`${match[2]}${fraction}`);
  const size = shift >= 0 ? digits * powerOf(shift) : exactly(digits, powerOf(-shift));
  return match[1] === '-' ? -size : size;
}

/** Plain text without trailing zeros; with `places`, exactly that many (cut, not rounded). */
export function text(value: Units, places?: number): string {
  const size = abs(value);
  const whole = size / ONE;
  const fraction = (size % ONE).toString().padStart(PLACES, '0');
  const shown = places === undefined ? fraction.replace(/0+$/, '') : fraction.slice(0, places);
  const sign = value < 0n && (whole > 0n || /[1-9]/.test(shown)) ? '-' : '';
  return shown === '' ? `${sign}${whole}` : `${sign}${whole}.${shown}`;
}

/** Plain text with at least so many places, and more where digits would be lost otherwise. */
export function padded(value: Units, places: number): string {
  const plain = text(value);
  const has = plain.split('.')[1]?.length ?? 0;
  return has >= places ? plain : text(value, places);
}

/** a × b; throws when a digit would be lost. */
export const times = (a: Units, b: Units): Units => exactly(a * b, ONE);

/** a × b ÷ c, cut towards zero to `places`. */
export function share(a: Units, b: Units, c: Units, places: number): Units {
  return cut((a * b) / c, places);
}

/** Towards zero, to `places`. */
export function cut(value: Units, places: number): Units {
  const grain = powerOf(PLACES - places);
  return (value / grain) * grain;
}

/** The multiple of `step` that is nearest, halves up. */
export const nearest = (value: Units, step: Units): Units => ((value + step / 2n) / step) * step;

export const isMultiple = (value: Units, step: Units): boolean => step > 0n && value % step === 0n;
export const abs = (value: Units): Units => (value < 0n ? -value : value);
export const least = (...values: Units[]): Units => values.reduce((a, b) => (a < b ? a : b));
export const most = (...values: Units[]): Units => values.reduce((a, b) => (a > b ? a : b));

/** Places of a step such as `0.001`. */
export const placesOf = (step: string): number => (step.split('.')[1] ?? '').replace(/0+$/, '').length;

function exactly(value: bigint, by: bigint): bigint {
  if (value % by !== 0n) throw new RangeError('a digit would be lost');
  return value / by;
}
