import { DAY_MS, HOUR_MS } from './check.ts';

/** `3 minutes`, `5 hours`, `2 days`. */
export function ageOf(ms: number): string {
  if (!Number.isFinite(ms)) return 'never';
  const [count, unit] = ms < HOUR_MS ? [ms / 60_000, 'minute'] : ms < 2 * DAY_MS ? [ms / HOUR_MS, 'hour'] : [ms / DAY_MS, 'day'];
  const whole = Math.max(0, Math.round(count));
  return `${whole} ${unit}${whole === 1 ? '' : 's'}`;
}
