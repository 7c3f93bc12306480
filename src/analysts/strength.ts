import type { Direction, Opinion } from '#src/ledger/opinions.ts';

/** More than this nobody may claim: directions over hours are near a coin, and a boast costs its Brier score. */
const MOST_STRENGTH = 0.75;

/** An opinion with its probability within 0.5 and 0.75, three places; a `flat` one always says 0.5. */
export function opinionOf(analyst: string, direction: Direction, strength: number, horizonMinutes: number): Opinion {
  const bounded = direction === 'flat' ? 0.5 : Math.min(MOST_STRENGTH, Math.max(0.5, strength));
  return { analyst, direction, strength: Math.round(bounded * 1000) / 1000, horizonMinutes };
}
