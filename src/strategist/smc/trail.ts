import type { ExitPlan } from '#src/domain/condition.ts';
import type { SmcSettings } from './settings.ts';

/**
 * Steps of the trailing stop for a position whose second target lies at `secondR`. From there the runner's distance joins the general steps; a step
 * that would trail farther away than one before it says nothing, because a stop only ever moves toward profit, and is left out.
 * With target 2 at 2.5 R: 2.5 → 1.5 ATR, 5 → 1.4, 8 → 1.0; 3 → 1.8 speaks only when costs have pushed target 2 beyond 3 R.
 */
export function trailOf(secondR: number, exits: SmcSettings['exits']): ExitPlan['trail'] {
  const steps = [...exits.trail, { fromR: secondR, atr: exits.runnerAtr }].sort((a, b) => a.fromR - b.fromR || a.atr - b.atr);
  let nearest = Number.POSITIVE_INFINITY;
  return steps.filter((step) => {
    if (step.atr >= nearest) return false;
    nearest = step.atr;
    return true;
  });
}
