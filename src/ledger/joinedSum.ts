import { type Decimal, decimal, TextSum } from '#src/domain/decimal.ts';

/** Texts up to this length hold integers that a float holds exactly. */
const SAFE_LENGTH = 15;

/**
 * Exact sum of canonical decimal texts as `group_concat(column, ' ')` joins them; zero for null, which is what no rows give. One call into
 * JavaScript for all rows instead of one for each: several times as fast as an aggregate function over thousands of rows.
 */
export function joinedSum(joined: string | null): Decimal {
  const total = new TextSum();
  if (joined === null) return decimal(total.text());
  /** By digits behind the point: sums of the digits as integers, each one safe. */
  const units: number[] = [];
  for (const text of joined.split(' ')) {
    const point = text.indexOf('.');
    const places = point < 0 ? 0 : text.length - point - 1;
    const sum = (units[places] ?? 0) + Number(point < 0 ? text : text.slice(0, point) + text.slice(point + 1));
    if (text.length <= SAFE_LENGTH && Number.isSafeInteger(sum)) units[places] = sum;
    else total.add(text);
  }
  units.forEach((sum, places) => {
    total.add(scaled(sum, places));
  });
  return decimal(total.text());
}

function scaled(units: number, places: number): string {
  if (places === 0) return String(units);
  const digits = String(Math.abs(units)).padStart(places + 1, '0');
  return `${units < 0 ? '-' : ''}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}
