import { priceLevels } from '#src/triggers/levels.ts';
import type { SniperState } from './state.ts';

/** Percent of the last price from there to the nearest level at which a condition enters; undefined without a price, or without a level. */
export function distancePct({ ledger, quotes }: Pick<SniperState, 'ledger' | 'quotes'>, conditionId: string): number | undefined {
  const condition = ledger.memory.conditions.get(conditionId);
  const price = condition && quotes.get(condition.market)?.last;
  if (condition === undefined || price === undefined) return undefined;
  const distances = priceLevels(condition.entry).map(({ level }) => (level / price - 1) * 100);
  return distances.sort((a, b) => Math.abs(a) - Math.abs(b))[0];
}
