import { type Decimal, decimal, TextSum } from '#src/domain/decimal.ts';

/** As many digits as a float holds exactly. */
const SAFE_DIGITS = 15;
const SPACE = 32;
const MINUS = 45;
const POINT = 46;
const NIL = 48;

/**
 * Exact sum of canonical decimal texts as `group_concat(column, ' ')` joins them; zero for null, which is what no rows give. One call into
 * JavaScript for all rows instead of one for each, read digit by digit: many times as fast as an aggregate function over thousands of rows.
 */
export function joinedSum(joined: string | null): Decimal {
  const total = new TextSum();
  /** By digits behind the point: sums of the digits as integers, each one safe. */
  const safe: number[] = [];
  for (let start = 0; joined !== null && start < joined.length; ) {
    let units = 0;
    let digits = 0;
    let pointAt = -1;
    let end = start;
    for (; end < joined.length; end++) {
      const code = joined.charCodeAt(end);
      if (code === SPACE) break;
      if (code === POINT) pointAt = end;
      else if (code !== MINUS) {
        units = units * 10 + code - NIL;
        digits++;
      }
    }
    const places = pointAt < 0 ? 0 : end - pointAt - 1;
    const sum = (safe[places] ?? 0) + (joined.charCodeAt(start) === MINUS ? -units : units);
    if (digits <= SAFE_DIGITS && Number.isSafeInteger(sum)) safe[places] = sum;
    else total.add(joined.slice(start, end));
    start = end + 1;
  }
  safe.forEach((units, places) => {
    total.add(scaled(units, places));
  });
  return decimal(total.text());
}

function scaled(units: number, places: number): string {
  if (places === 0) return String(units);
  const digits = String(Math.abs(units)).padStart(places + 1, '0');
  return `${units < 0 ? '-' : ''}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}
