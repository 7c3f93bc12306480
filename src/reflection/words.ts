import type { Measured } from '#src/domain/measured.ts';

/** `+0.21 R` */
const signed = (r: number): string => `${r > 0 ? '+' : ''}${Number(r.toFixed(2))} R`;

/** `+0.21 R each` */
export const perTrade = (r: number): string => `${signed(r)} each`;

/** `20 trades, +0.21 R each (80 % interval +0.05 R to +0.37 R)` */
export function figuresOf({ n, meanR, lowR, highR }: Omit<Measured, 'look'>, intervalPct: number): string {
  const between = Number.isFinite(lowR) && Number.isFinite(highR) ? ` (${intervalPct} % interval ${signed(lowR)} to ${signed(highR)})` : '';
  return `${n} trade${n === 1 ? '' : 's'}, ${perTrade(meanR)}${between}`;
}
