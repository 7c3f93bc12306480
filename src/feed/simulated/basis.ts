import { wave } from './noise.ts';

const HOUR = 60;
const FUNDING_HOURS = 8;
/** What perpetuals cost per eight hours when they trade level with their underlying, in percent: the usual interest part. */
const INTEREST_PCT = 0.01;
const LIMIT_PCT = 0.3;

/** How far a perpetual stands above (or, negative, below) its underlying in a minute, in percent. Wanders around zero, at most `widestPct` away. */
export const basisPct = (seed: number, minute: number, widestPct: number): number =>
  widestPct * (0.75 * wave(seed, minute, 6 * HOUR) + 0.25 * wave(seed + 1, minute, 30));

/**
 * Funding that longs pay to shorts for eight hours, in percent of the position: interest plus half the mean basis of the eight hours before, so that a
 * perpetual which trades above its underlying costs its longs something.
 */
export function fundingPctOf(seed: number, minute: number, widestPct: number): number {
  let sum = 0;
  for (let hour = 1; hour <= FUNDING_HOURS; hour++) sum += basisPct(seed, minute - hour * HOUR, widestPct);
  const rate = INTEREST_PCT + sum / FUNDING_HOURS / 2;
  return Math.min(LIMIT_PCT, Math.max(-LIMIT_PCT, rate));
}
