import { type Instant, toIso } from '#src/domain/clock.ts';
import { decimal, toText } from '#src/domain/decimal.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `64000.50` → `64,000.5`: thousands set apart, no decimal lost, no exponent. Throws RangeError on what is no decimal text. */
export function readableNumber(text: string): string {
  const [whole = '', decimals] = toText(decimal(text)).split('.');
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, ',');
  return decimals === undefined ? grouped : `${grouped}.${decimals}`;
}

/** `5 Jan 08:00` in UTC; seconds only where there are some, the year only when asked for. */
export function readableInstant(at: Instant, withYear = false): string {
  const [date = '', clock = ''] = toIso(at).split('T');
  const [year, month, day] = date.split('-');
  const time = /:00\.000Z$/.test(clock) ? clock.slice(0, 5) : clock.slice(0, 8);
  return `${Number(day)} ${MONTHS[Number(month) - 1]} ${withYear ? `${year} ` : ''}${time}`;
}
