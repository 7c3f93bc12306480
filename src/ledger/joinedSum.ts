import { add, type Decimal, decimal, ZERO } from '#src/domain/decimal.ts';

/** Digits in a limb: 10^10 × a hundred thousand rows is still far below 2^53, so that limbs are added as plain numbers without loss. */
const LIMB = 10;
const BASE = 10n ** BigInt(LIMB);
/** Rows after which the limbs are emptied into the total, long before they could lose a digit. */
const MOST_ROWS = 100_000;
const SPACE = 32;
const MINUS = 45;
const POINT = 46;
const NIL = 48;

/**
 * Exact sum of canonical decimal texts as `group_concat(column, ' ')` joins them; zero for null, which is what no rows give. One call into
 * JavaScript for all rows instead of one for each, and plain numbers instead of one big integer for each: several times as fast as an aggregate
 * function over thousands of rows.
 */
export function joinedSum(joined: string | null): Decimal {
  let total = ZERO;
  if (joined === null) return total;
  /** By digits behind the point: limbs of the sum, the lowest first. */
  let limbs: number[][] = [];
  let rows = 0;
  for (let end = joined.length; end > 0; ) {
    end = addLast(joined, end, limbs);
    if (++rows % MOST_ROWS !== 0) continue;
    total = add(total, sumOf(limbs));
    limbs = [];
  }
  return add(total, sumOf(limbs));
}

/** Adds the number that ends before `end`, read from its last digit to its first; returns where the number before it ends. */
function addLast(joined: string, end: number, limbs: number[][]): number {
  let start = end - 1;
  let point = -1;
  for (; start >= 0; start--) {
    const code = joined.charCodeAt(start);
    if (code === SPACE) break;
    if (code === POINT) point = start;
  }
  const sign = joined.charCodeAt(start + 1) === MINUS ? -1 : 1;
  const places = point < 0 ? 0 : end - 1 - point;
  limbs[places] ??= [];
  const sums = limbs[places] as number[];
  let index = 0;
  let digits = 0;
  let weight = sign;
  let limb = 0;
  for (let i = end - 1; i > start; i--) {
    const code = joined.charCodeAt(i);
    if (code === POINT || code === MINUS) continue;
    limb += (code - NIL) * weight;
    weight *= 10;
    if (++digits < LIMB) continue;
    sums[index] = (sums[index] ?? 0) + limb;
    index++;
    digits = 0;
    weight = sign;
    limb = 0;
  }
  sums[index] = (sums[index] ?? 0) + limb;
  return start;
}

function sumOf(limbs: readonly (readonly number[] | undefined)[]): Decimal {
  let total = ZERO;
  limbs.forEach((sums, places) => {
    if (sums === undefined) return;
    let units = 0n;
    for (let index = sums.length - 1; index >= 0; index--) units = units * BASE + BigInt(sums[index] ?? 0);
    total = add(total, scaled(units, places));
  });
  return total;
}

function scaled(units: bigint, places: number): Decimal {
  const digits = (units < 0n ? -units : units).toString().padStart(places + 1, '0');
  const whole = digits.slice(0, digits.length - places);
  return decimal(`${units < 0n ? '-' : ''}${whole}${places === 0 ? '' : `.${digits.slice(digits.length - places)}`}`);
}
