import { signOf } from '#src/analysis/smc/direction.ts';
import { priceAt } from '#src/analysis/smc/legs.ts';
import type { StructureView } from '#src/analysis/smc/structures.ts';
import { farEdge, nearEdge, type Zone } from '#src/analysis/smc/zone.ts';
import type { Instant } from '#src/domain/clock.ts';
import type { Side } from '#src/domain/condition.ts';
import { TIMEFRAME_MS, type Timeframe } from '#src/domain/timeframe.ts';
import type { SmcSettings } from './settings.ts';

type Regime = 'tight_smc' | 'wide_structure';
export type Pattern = 'momentum_breakout' | 'support_bounce' | 'trend_pullback' | 'order_block_retest' | 'gap_fill';

/** A structure that something is based on, small enough to be named: `ob:1h:2023-03-02T10:00`. */
export interface Evidence {
  readonly kind: 'ob' | 'fvg' | 'bos' | 'choch' | 'leg';
  readonly timeframe: Timeframe;
  readonly openedAt: Instant;
}

/** A place to trade at that some structure offers, before anybody asks what it is worth. */
export interface Setup {
  readonly side: Side;
  readonly regime: Regime;
  readonly pattern: Pattern;
  readonly structure: Evidence;
  /** Place of the structure's timeframe among those looked at: 0 for the decision timeframe. */
  readonly depth: number;
  /** Price whose crossing is the entry. */
  readonly entry: number;
  /** Price beyond which the structure has failed. */
  readonly invalidation: number;
}

/** A zone that price came back to counts for so many candles more, while it is being tested; after that it has been used. */
const TEST_CANDLES = 3;
/** A break is momentum while it is as young as this, in candles. */
const FRESH_CANDLES = 10;

export const isUsable = (zone: Zone, now: Instant, timeframe: Timeframe): boolean =>
  zone.kind === 'gap' || zone.touchedAt === undefined || now - zone.touchedAt <= (TEST_CANDLES + 1) * TIMEFRAME_MS[timeframe];

/** Everything on one side that structures of the decision timeframe (first) and the refinements offer at this price. `offset` is in quote units. */
export function setupsOf(
  side: Side,
  views: readonly StructureView[],
  price: number,
  now: Instant,
  offset: number,
  fib: SmcSettings['fib'],
): Setup[] {
  const setups: Setup[] = [];
  views.forEach((view, depth) => {
    for (const zone of view.blocks) addZone(setups, zone, view, depth, side, price, now, offset);
    for (const zone of view.gaps) addZone(setups, zone, view, depth, side, price, now, offset);
    addTrend(setups, view, depth, side, price, offset, fib);
  });
  return setups;
}

/** A zone ahead of price is entered on the way in; a zone that price is in, when price leaves it on the good side again. */
function addZone(
  setups: Setup[],
  zone: Zone,
  view: StructureView,
  depth: number,
  side: Side,
  price: number,
  now: Instant,
  offset: number,
): void {
  const { timeframe } = view;
  const sign = signOf(side);
  const invalidation = farEdge(zone);
  if (zone.side !== side || (price - invalidation) * sign <= 0 || !isUsable(zone, now, timeframe)) return;
  const near = nearEdge(zone);
  const inside = (price - near) * sign <= 0;
  // A block that price has come back to and left again is used up: only the test itself is a second chance.
  if (!inside && zone.kind === 'block' && zone.touchedAt !== undefined) return;
  const pattern = inside ? 'support_bounce' : zone.kind === 'block' ? 'order_block_retest' : 'gap_fill';
  const structure: Evidence = { kind: zone.kind === 'block' ? 'ob' : 'fvg', timeframe, openedAt: zone.openedAt };
  setups.push({ side, regime: 'tight_smc', pattern, structure, depth, entry: inside ? near + sign * offset : near, invalidation });
}

/** After a break in the side's favor: its continuation, the retest of its level, and the pull-back into the leg. All are wrong beyond the leg's start. */
function addTrend(
  setups: Setup[],
  view: StructureView,
  depth: number,
  side: Side,
  price: number,
  offset: number,
  fib: SmcSettings['fib'],
): void {
  const broken = view.break;
  const leg = view.leg(side);
  if (broken === undefined || broken.side !== side || leg === undefined) return;
  const sign = signOf(side);
  const invalidation = leg.from.price;
  if ((price - invalidation) * sign <= 0) return;
  const structure: Evidence = { kind: broken.kind, timeframe: view.timeframe, openedAt: broken.openedAt };
  const add = (pattern: Pattern, entry: number): void => {
    if ((entry - invalidation) * sign <= 0) return;
    setups.push({ side, regime: 'wide_structure', pattern, structure, depth, entry, invalidation });
  };
  const pullback = priceAt(leg, fib.zone.from);
  add('trend_pullback', (price - pullback) * sign > 0 ? pullback : pullback + sign * offset);
  if ((price - broken.level) * sign > 0) add('trend_pullback', broken.level);
  const fresh = view.ageOf(broken.index) <= FRESH_CANDLES;
  if (fresh && (broken.extreme - price) * sign >= 0) add('momentum_breakout', broken.extreme + sign * offset);
}
