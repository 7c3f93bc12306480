import type { Condition } from '#src/domain/condition.ts';
import type { Quote } from '#src/domain/quote.ts';
import { evaluate } from '#src/triggers/evaluate.ts';
import type { TriggerView } from '#src/triggers/trigger.ts';
import { disarm } from './disarm.ts';
import { enter } from './enter.ts';
import { type Closed, MarketView } from './marketView.ts';
import type { MarketWatch } from './marketWatch.ts';
import type { SniperState } from './state.ts';
import { LONG_MS, type Unconfirmed } from './unconfirmed.ts';

/** An entry whose trigger is true, once a second source has its price too. */
export function consider(
  state: SniperState,
  condition: Condition,
  { unconfirmed }: MarketWatch,
  view: TriggerView,
  quote: Quote,
  closed: Closed,
): void {
  const live = stillArmed(state, condition, view);
  if (live === undefined) return;
  const first = unconfirmed.get(live.id);
  const isStill = first !== undefined && evaluate(live.entry, viewSince(state, first, quote)) === true;
  if (!isStill && evaluate(live.entry, view) !== true) unconfirmed.delete(live.id);
  else if (state.confirmed?.(quote.market) ?? true) enter(state, live, quote);
  else if (isStill) unconfirmed.set(live.id, toldOf(state, live, first, quote));
  else unconfirmed.set(live.id, { before: view.price?.before, closed: new Map(closed), since: quote.at, isTold: false });
}

/** The condition as it is armed now; undefined when it is not, or not any more, because its invalidation came first. */
export function stillArmed(state: SniperState, condition: Condition, view: TriggerView): Condition | undefined {
  const live = state.ledger.memory.conditions.get(condition.id);
  if (live?.status !== 'armed') return undefined;
  if (live.invalidation === undefined || evaluate(live.invalidation, view) !== true) return live;
  disarm(state, live, 'sniper', 'its invalidation came first');
  return undefined;
}

const viewSince = (state: SniperState, { before, closed }: Unconfirmed, { market, last, at }: Quote): TriggerView =>
  new MarketView(state, market, { now: last, before }, at, closed);

function toldOf(state: SniperState, { id }: Condition, waiting: Unconfirmed, { market, at }: Quote): Unconfirmed {
  if (waiting.isTold || at - waiting.since < LONG_MS) return waiting;
  state.unconfirmed?.(id, market);
  return { ...waiting, isTold: true };
}
