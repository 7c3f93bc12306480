import { signOf } from '#src/analysis/smc/direction.ts';
import { type Leg, priceAt } from '#src/analysis/smc/legs.ts';
import type { SmcSettings } from './settings.ts';
import type { Setup } from './setups.ts';

/** Where a setup would be entered and left. Prices are floats on the market's tick. */
export interface Plan {
  readonly entry: number;
  readonly stop: number;
  readonly targets: readonly [number, number];
  /** The runner's target at a Fibonacci extension of `leg`; without one the trailing stop alone ends the run. */
  readonly final: { readonly price: number; readonly leg: Leg; readonly extension: number } | undefined;
  /** Entry to stop. */
  readonly risk: number;
  /** Round trip costs per unit. */
  readonly cost: number;
}

/** What all plans of one decision share. */
export interface Terms {
  /** Of the decision timeframe, quote units. */
  readonly atr: number;
  readonly tick: number;
  readonly costBps: number;
  /** Place of the finest timeframe, counted from the decision timeframe at 0. */
  readonly finest: number;
  /** Legs of the setup's side, for extensions. */
  readonly legs: readonly Leg[];
}

/** Rungs of the ladder keep at least this much distance, in R, when costs push the first one out. */
const RUNG_R = 0.5;

/** Why a setup has no plan: a figure and the limit that it breaks. */
export interface NoPlan {
  readonly fault: 'stop' | 'cost' | 'zero';
  readonly figure: number;
  readonly limit: number;
}

/** Stop and targets of a setup, or why it cannot have any. */
export function planOf(setup: Setup, terms: Terms, settings: SmcSettings): Plan | NoPlan {
  const { atr, tick, costBps } = terms;
  const regime = setup.regime === 'tight_smc' ? settings.tight : settings.wide;
  const sign = signOf(setup.side);
  const entry = Math.round(setup.entry / tick) * tick;
  const fineness = terms.finest === 0 ? 0 : setup.depth / terms.finest;
  const buffer = regime.stopAtr.decision + (regime.stopAtr.finest - regime.stopAtr.decision) * fineness;
  const structural = (entry - setup.invalidation) * sign + buffer * atr;
  // A stop within the noise is hit by nothing in particular: it is moved out, a tick beyond it, and size shrinks with it.
  const risk = awayTicks(Math.max(structural, settings.stop.noiseAtr * atr + tick), tick);
  if (risk > settings.stop.maxAtr * atr) return { fault: 'stop', figure: risk / atr, limit: settings.stop.maxAtr };
  const cost = (entry * costBps) / 10_000;
  const costPct = (cost / risk) * 100;
  if (costPct > regime.costPctOfRisk) return { fault: 'cost', figure: costPct, limit: regime.costPctOfRisk };
  // Net of costs: (reward − cost) ÷ (risk + cost) ≥ minRewardRisk. Where 1 R is not enough for that, the first target moves out and the others make room.
  const netted = settings.targets.minRewardRisk * (risk + cost) + cost;
  const first = awayTicks(Math.max(settings.targets.firstR * risk, netted), tick);
  const second = awayTicks(Math.max(settings.targets.secondR * risk, first + RUNG_R * risk), tick);
  const least = Math.max(regime.finalR * risk, second + RUNG_R * risk);
  const stop = entry - sign * risk;
  const nearestToZero = Math.min(stop, entry + sign * second);
  if (nearestToZero <= 0) return { fault: 'zero', figure: nearestToZero, limit: 0 };
  const targets = [entry + sign * first, entry + sign * second] as const;
  return { entry, stop, targets, risk, cost, final: finalOf(entry, sign, least, terms, settings.fib.extensions) };
}

/** The nearest extension that is far enough away. */
function finalOf(entry: number, sign: 1 | -1, least: number, terms: Terms, extensions: readonly number[]): Plan['final'] {
  let nearest: Plan['final'];
  for (const leg of terms.legs) {
    for (const extension of extensions) {
      const price = Math.round(priceAt(leg, 1 - extension) / terms.tick) * terms.tick;
      if (price <= 0 || (price - entry) * sign < least) continue;
      if (nearest === undefined || (nearest.price - price) * sign > 0) nearest = { price, leg, extension };
    }
  }
  return nearest;
}

/** A distance in whole ticks, never shorter than asked; the small allowance keeps a float's dust from costing a tick. */
const awayTicks = (distance: number, tick: number): number => Math.ceil(distance / tick - 1e-6) * tick;
