import { retracementOf } from '#src/analysis/smc/legs.ts';
import type { StructureView } from '#src/analysis/smc/structures.ts';
import type { Zone } from '#src/analysis/smc/zone.ts';
import type { Instant } from '#src/domain/clock.ts';
import type { Side } from '#src/domain/condition.ts';
import type { Plan } from './plan.ts';
import type { SmcSettings } from './settings.ts';
import { type Evidence, isUsable, type Setup } from './setups.ts';

/** Points of a setup, 0–100, with the structures that earned them. */
export interface Score {
  readonly total: number;
  readonly structures: number;
  readonly fib: number;
  readonly bias: number;
  readonly adx: number;
  readonly cost: number;
  readonly evidence: readonly Evidence[];
}

/** What the points are about, beside setup and plan. */
export interface Scene {
  readonly now: Instant;
  /** Decision timeframe first. */
  readonly views: readonly StructureView[];
  readonly bias: Side | 'neutral';
  readonly adx: number | undefined;
  readonly costBps: number;
}

/**
 * A block or a gap earns its points when it stands between entry and stop: it has to fail before the stop is hit. A break earns them while it is in
 * force on any timeframe looked at. The Fibonacci points are those of where the entry lies in its best leg, plus those of a final target at an extension.
 */
export function scoreOf(setup: Setup, plan: Plan, scene: Scene, settings: SmcSettings): Score {
  const { points, fib } = settings;
  const evidence: Evidence[] = [setup.structure];
  let structures = 0;
  const block = standing(setup.side, plan, scene, 'block');
  if (block !== undefined) structures += points.block;
  const gap = standing(setup.side, plan, scene, 'gap');
  if (gap !== undefined) structures += points.gap;
  const broken = breakOf(setup, scene);
  if (broken !== undefined) structures += points.break;
  const place = placeOf(setup, plan, scene, fib);
  let fibPoints = place === undefined ? 0 : place.inZone ? points.fibZone : points.fibLevel;
  if (plan.final !== undefined) fibPoints += points.fibExtension;
  for (const one of [block, gap, broken, place?.evidence])
    if (one !== undefined && !evidence.some((known) => isSame(known, one))) evidence.push(one);
  const bias = scene.bias === setup.side ? points.biasAligned : scene.bias === 'neutral' ? points.biasNeutral : 0;
  const adx = adxPoints(scene.adx, points.adx);
  const cost = points.cost.find((step) => scene.costBps <= step.upToBps)?.points ?? 0;
  return { total: structures + fibPoints + bias + adx + cost, structures, fib: fibPoints, bias, adx, cost, evidence };
}

export const adxPoints = (adx: number | undefined, steps: SmcSettings['points']['adx']): number =>
  adx === undefined ? 0 : (steps.find((step) => adx >= step.from)?.points ?? 0);

/** The first zone of the kind, decision timeframe first, that overlaps the way from entry to stop. */
function standing(side: Side, { entry, stop }: Plan, { views, now }: Scene, kind: Zone['kind']): Evidence | undefined {
  const high = Math.max(entry, stop);
  const low = Math.min(entry, stop);
  for (const { timeframe, blocks, gaps } of views) {
    for (const zone of kind === 'block' ? blocks : gaps) {
      if (zone.side !== side || zone.bottom > high || zone.top < low || !isUsable(zone, now, timeframe)) continue;
      return { kind: kind === 'block' ? 'ob' : 'fvg', timeframe, openedAt: zone.openedAt };
    }
  }
  return undefined;
}

function breakOf({ side }: Setup, { views }: Scene): Evidence | undefined {
  for (const view of views) {
    const broken = view.break;
    if (broken?.side === side) return { kind: broken.kind, timeframe: view.timeframe, openedAt: broken.openedAt };
  }
  return undefined;
}

/** Where the entry lies in the legs: in some leg's zone, else at some leg's level, else undefined. */
function placeOf(
  { side }: Setup,
  { entry }: Plan,
  { views }: Scene,
  fib: SmcSettings['fib'],
): { inZone: boolean; evidence: Evidence } | undefined {
  let atLevel: Evidence | undefined;
  for (const view of views) {
    const leg = view.leg(side);
    if (leg === undefined) continue;
    const evidence: Evidence = { kind: 'leg', timeframe: view.timeframe, openedAt: leg.from.openedAt };
    const retracement = retracementOf(leg, entry);
    if (retracement >= fib.zone.from - ROUNDING && retracement <= fib.zone.to + ROUNDING) return { inZone: true, evidence };
    if (atLevel === undefined && fib.levels.some((level) => Math.abs(retracement - level) <= fib.tolerance)) atLevel = evidence;
  }
  return atLevel && { inZone: false, evidence: atLevel };
}

/** An entry at the very edge of the zone is rounded to a tick and still lies in it. */
const ROUNDING = 1e-3;

const isSame = (a: Evidence, b: Evidence): boolean => a.kind === b.kind && a.timeframe === b.timeframe && a.openedAt === b.openedAt;
