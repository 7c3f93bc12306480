import type { Condition } from './condition.ts';
import { toNumber } from './decimal.ts';
import { likelyEntry } from './sense.ts';

/**
 * What a condition would buy or sell at its likely entry, in quote: its money at risk ÷ what one unit of notional loses at the stop, costs counted. Not
 * finite when nothing would be lost there.
 */
export function likelyNotional(condition: Pick<Condition, 'entry' | 'stop' | 'referencePrice' | 'riskAmount'>, costPct: number): number {
  const entry = likelyEntry(condition, Number(condition.referencePrice));
  const lossShare = Math.abs(entry - Number(condition.stop)) / entry + costPct / 100;
  return lossShare > 0 ? toNumber(condition.riskAmount) / lossShare : Number.NaN;
}
