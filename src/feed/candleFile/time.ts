import { numberIn } from './number.ts';

const DASH = 45;
const COLON = 58;
const BEFORE_MONTH = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * Milliseconds since 1970 of the time that stands in `bytes[start, end)`, or NaN when it is none: epoch seconds, ms, µs or ns, or ISO-8601 with `Z`,
 * `UTC` or an offset. A time without zone is NaN, because it would be somebody's local time; `lacksZone` tells it apart.
 */
export function timeIn(bytes: Buffer, start: number, end: number): number {
  return bytes[start + 4] === DASH && end - start >= 10 ? isoIn(bytes, start, end) : epochOf(numberIn(bytes, start, end));
}

/** Milliseconds from an epoch in any unit. Between 1973 and 5138 the size alone tells seconds, ms, µs and ns apart. */
export function epochOf(value: number): number {
  if (value < 1e11) return value * 1e3;
  if (value < 1e14) return value;
  if (value < 1e17) return value / 1e3;
  return value / 1e6;
}

/** True for a date that is complete but for its zone. */
export const lacksZone = (text: string): boolean => /^\d{4}-\d{2}-\d{2}(?:[Tt ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?)?$/.test(text);

function isoIn(bytes: Buffer, start: number, end: number): number {
  const year = pair(bytes, start) * 100 + pair(bytes, start + 2);
  const month = pair(bytes, start + 5);
  const day = pair(bytes, start + 8);
  if (bytes[start + 7] !== DASH || !isDate(year, month, day)) return Number.NaN;
  const gap = bytes[start + 10];
  if (gap !== 0x54 && gap !== 0x74 && gap !== 0x20) return Number.NaN; // T, t or a space
  const hour = pair(bytes, start + 11);
  const minute = pair(bytes, start + 14);
  let at = start + 16;
  if (at >= end || bytes[start + 13] !== COLON || !(hour <= 23 && minute <= 59)) return Number.NaN;
  let ms = 0;
  if (bytes[at] === COLON) {
    const second = pair(bytes, at + 1);
    at += 3;
    if (at >= end || !(second <= 59)) return Number.NaN;
    ms = second * 1000;
    if (bytes[at] === 46 || bytes[at] === 44) {
      const from = ++at;
      while (at < end && isDigit(bytes[at])) at++;
      if (at === from || at - from > 9) return Number.NaN;
      ms += (numberIn(bytes, from, at) / 10 ** (at - from)) * 1000;
    }
  }
  return dayNumber(year, month, day) * 86_400_000 + hour * 3_600_000 + minute * 60_000 + ms - offsetIn(bytes, at, end) * 60_000;
}

/** Minutes east of Greenwich of `Z`, `UTC`, `+hh:mm`, `+hhmm` or `+hh`, or NaN. */
function offsetIn(bytes: Buffer, start: number, end: number): number {
  const at = bytes[start] === 0x20 ? start + 1 : start;
  const length = end - at;
  const sign = bytes[at];
  if (length === 1 && (sign === 0x5a || sign === 0x7a)) return 0; // Z, z
  if (sign !== 0x2b && sign !== DASH) return length === 3 && bytes.toString('latin1', at, end).toUpperCase() === 'UTC' ? 0 : Number.NaN;
  const minutesAt = length === 6 && bytes[at + 3] === COLON ? at + 4 : at + 3;
  if (length !== 3 && length !== minutesAt + 2 - at) return Number.NaN;
  const hours = pair(bytes, at + 1);
  const minutes = length === 3 ? 0 : pair(bytes, minutesAt);
  if (!(hours <= 23 && minutes <= 59)) return Number.NaN;
  return (hours * 60 + minutes) * (sign === DASH ? -1 : 1);
}

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 48 && byte <= 57;

/** The number of two digits, or NaN, which fails every comparison that follows. */
function pair(bytes: Buffer, at: number): number {
  return isDigit(bytes[at]) && isDigit(bytes[at + 1]) ? ((bytes[at] as number) - 48) * 10 + (bytes[at + 1] as number) - 48 : Number.NaN;
}

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

const isDate = (year: number, month: number, day: number): boolean =>
  year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= (DAYS[month - 1] as number) + (month === 2 && isLeap(year) ? 1 : 0);

/** Days since 1970-01-01 in the Gregorian calendar. */
function dayNumber(year: number, month: number, day: number): number {
  const past = year - 1;
  const leaps = Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400) - 477; // 477 leap days before 1970
  return (year - 1970) * 365 + leaps + (BEFORE_MONTH[month - 1] as number) + (month > 2 && isLeap(year) ? 1 : 0) + day - 1;
}
