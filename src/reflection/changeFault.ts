import { type Change, faultOfChange } from '#src/domain/adaptation.ts';
import type { AdaptationDeps } from './deps.ts';

/** What is wrong with the change itself, as it would be made now. */
export function changeFault(deps: AdaptationDeps, change: Change): string | undefined {
  const { memory } = deps.ledger;
  if (change.kind === 'market' && !memory.markets.has(change.market)) return `${change.market} is not a market of this desk`;
  if (change.kind === 'rule' && change.when.market !== undefined && !memory.markets.has(change.when.market))
    return `${change.when.market} is not a market of this desk`;
  const fault = faultOfChange(change, deps.parameter);
  return fault ?? (change.kind === 'parameter' ? deps.contradiction?.(change.key, change.after) : undefined);
}
