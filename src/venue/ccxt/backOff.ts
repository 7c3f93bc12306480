import type { Instant } from '#src/domain/clock.ts';

/** When a venue wants to be left alone and does not say for how long. */
const UNSAID_MS = 5_000;
const MOST_MS = 3_600_000;

/**
 * How long to leave a venue alone, in milliseconds, from the Retry-After of its answer or from its own words: "IP banned until <epoch ms>" (Binance),
 * "retry after <n> seconds".
 */
export function backOffMs(message: string, retryAfterMs: number | undefined, now: Instant | undefined): number {
  const said = retryAfterMs ?? untilMs(message, now) ?? afterMs(message) ?? UNSAID_MS;
  return Math.min(MOST_MS, Math.max(0, said));
}

function untilMs(message: string, now: Instant | undefined): number | undefined {
  const [, until] = /banned until (\d{13})\b/i.exec(message) ?? [];
  return until === undefined || now === undefined ? undefined : Number(until) - now;
}

function afterMs(message: string): number | undefined {
  const [, seconds] = /retry[-_ ]?after["']?\s*[:=]?\s*["']?(\d{1,5})\b/i.exec(message) ?? [];
  return seconds === undefined ? undefined : Number(seconds) * 1_000;
}
