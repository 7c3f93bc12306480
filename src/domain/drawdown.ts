import type { EquityPoint } from './chart.ts';

/** A point with how far it lies below the best before it: 0 or less, in percent. */
export interface Drawdown extends EquityPoint {
  readonly pct: number;
  readonly peak: EquityPoint;
}

/** Each point beside the highest one so far. */
export function drawdownsOf(points: readonly EquityPoint[]): Drawdown[] {
  let peak = points[0];
  return points.map((point) => {
    if (peak === undefined || point.equity >= peak.equity) peak = point;
    return { ...point, peak, pct: peak.equity > 0 ? (point.equity / peak.equity - 1) * 100 : 0 };
  });
}

/** The worst of them, the first if there are several; undefined without points. */
export function deepest(drawdowns: readonly Drawdown[]): Drawdown | undefined {
  let worst = drawdowns[0];
  for (const one of drawdowns) if (worst !== undefined && one.pct < worst.pct) worst = one;
  return worst;
}
