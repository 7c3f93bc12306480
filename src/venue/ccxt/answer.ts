import type { Instant } from '#src/domain/clock.ts';
import { httpDate } from './httpDate.ts';

/** What the head of an HTTP answer tells beside its content. */
export interface Answer {
  readonly status: number;
  /** How long the server wants to be left alone; undefined when it does not say, or says it as a date. */
  readonly retryAfterMs: number | undefined;
  /** The server's clock, in whole seconds. */
  readonly date: Instant | undefined;
}

/** Header names are capitalised, as ccxt hands them over. */
export function answerOf(status: number, headers: Readonly<Record<string, string>>): Answer {
  const seconds = headers['Retry-After'] ?? '';
  return {
    status,
    retryAfterMs: /^\d{1,6}$/.test(seconds) ? Number(seconds) * 1_000 : undefined,
    date: httpDate(headers.Date ?? ''),
  };
}
