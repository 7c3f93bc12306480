import { type Instant, parseInstant } from '#src/domain/clock.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const FORM = /^[A-Z][a-z]{2}, (\d{2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}:\d{2}:\d{2}) GMT$/;

/** `Sat, 21 Nov 2026 11:07:43 GMT` as servers write it (RFC 9110, IMF-fixdate); undefined for anything else. */
export function httpDate(text: string): Instant | undefined {
  const [, day, name = '', year, time] = FORM.exec(text) ?? [];
  const month = MONTHS.indexOf(name) + 1;
  if (month === 0) return undefined;
  try {
    return parseInstant(`${year}-${String(month).padStart(2, '0')}-${day}T${time}Z`);
  } catch {
    return undefined;
  }
}
