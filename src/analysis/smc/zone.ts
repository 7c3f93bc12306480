import type { Instant } from '#src/domain/clock.ts';
import type { Side } from '#src/domain/condition.ts';

/** A band of prices that an order block or a fair value gap left behind. */
export interface Zone {
  readonly kind: 'block' | 'gap';
  /** The side that it supports: a long zone is expected to hold price up when price comes back down to it. */
  readonly side: Side;
  readonly top: number;
  readonly bottom: number;
  /** Start of the candle that names it: the block's own candle, the middle one of the three candles of a gap. */
  readonly openedAt: Instant;
  /** Running number of that candle in its timeframe. */
  readonly index: number;
  /** Start of the candle in which price first came back to it: mitigated, for a block; partly filled, for a gap. */
  readonly touchedAt: Instant | undefined;
}

/** The edge that price reaches first when it comes back: the top of a long zone. */
export const nearEdge = (zone: Zone): number => (zone.side === 'long' ? zone.top : zone.bottom);

/** The edge beyond which the zone has failed: the bottom of a long zone. */
export const farEdge = (zone: Zone): number => (zone.side === 'long' ? zone.bottom : zone.top);
