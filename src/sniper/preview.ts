import type { Condition } from '#src/domain/condition.ts';
import { likelyEntry } from '#src/domain/sense.ts';
import { isForWant } from '#src/guards/bound.ts';
import type { Denial, Guard } from '#src/guards/guard.ts';
import { GUARDS } from '#src/guards/index.ts';
import { LASTING } from '#src/guards/lasting.ts';
import { ask } from '#src/guards/review.ts';
import { contextOf } from './context.ts';
import { faultOfMarket } from './frozen.ts';
import { barOf, modifierOf } from './modifiers.ts';
import { sizeEntry } from './sizeEntry.ts';
import type { SniperState } from './state.ts';

/** A no before its time: `lasts` when waiting does not make it a yes. */
export interface Preview {
  readonly denied: Denial;
  readonly lasts: boolean;
}

/**
 * What would be said to a condition if it triggered now, at its likely entry: a lasting no before a passing one; undefined when nothing stands in the
 * way. A guard that cannot tell yet says nothing. Reads only: nothing is written, reserved or numbered.
 */
export function preview(state: SniperState, condition: Condition): Preview | undefined {
  const { ledger, clock, quotes, settings } = state;
  const { memory } = ledger;
  const market = memory.markets.get(condition.market);
  const quote = quotes.get(condition.market);
  if (market === undefined || quote === undefined) return undefined;
  const frozen = faultOfMarket(memory, condition.market);
  if (frozen !== undefined) return said(frozen);
  const now = clock.now();
  const modifier = modifierOf(memory, condition, state.marketState(condition.market, now), now);
  const barred = barOf(modifier);
  const sized = sizeEntry(state, condition, {
    market,
    entryPrice: likelyEntry(condition, quote.last),
    approvalId: undefined,
    // What is barred for now is held against the lasting limits at its normal size.
    modifier: modifier.factor === 0 ? { factor: 1 } : modifier,
    tradeId: () => 'none',
  });
  if ('guard' in sized) return said(isLasting(sized) ? sized : (barred ?? sized));
  const context = contextOf(state, sized.intent, market, condition, sized.figures);
  const firstNo = (guards: readonly Guard[]): Denial | undefined => {
    for (const guard of guards) {
      const denied = ask(guard, context, settings.guards);
      if (denied !== undefined && !isForWant(denied)) return denied;
    }
    return undefined;
  };
  return said(firstNo(LASTING) ?? barred ?? firstNo(GUARDS));
}

const said = (denied: Denial | undefined): Preview | undefined =>
  denied === undefined || isForWant(denied) ? undefined : { denied, lasts: isLasting(denied) };

const isLasting = ({ guard }: Denial): boolean => LASTING.some(({ name }) => name === guard);
