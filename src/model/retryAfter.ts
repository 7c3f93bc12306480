import { type Instant, parseInstant } from '#src/domain/clock.ts';

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const HTTP_DATE = /^\w{3}, (\d{2}) (\w{3}) (\d{4}) (\d{2}:\d{2}:\d{2}) GMT$/;

/** Milliseconds that a server wants to be left alone: `retry-after-ms`, or `retry-after` in seconds or as a date (RFC 9110, 10.2.3). Never negative. */
export function retryAfterMs(headers: { get(name: string): string | null } | undefined, now: Instant): number | undefined {
  const ms = numberOf(headers?.get('retry-after-ms'));
  if (ms !== undefined) return ms;
  const text = headers?.get('retry-after') ?? undefined;
  const seconds = numberOf(text);
  if (seconds !== undefined) return seconds * 1_000;
  const [, day, month = '', year, time] = HTTP_DATE.exec(text ?? '') ?? [];
  const number = MONTHS.indexOf(month) + 1;
  if (number === 0) return undefined;
  try {
    return Math.max(0, parseInstant(`${year}-${String(number).padStart(2, '0')}-${day}T${time}Z`) - now);
  } catch {
    return undefined;
  }
}

function numberOf(text: string | null | undefined): number | undefined {
  return text != null && /^\d{1,9}(\.\d{1,6})?$/.test(text.trim()) ? Number(text) : undefined;
}
