import { type Decimal, isEqual } from '#src/domain/decimal.ts';
import type { Cleared, Order, OrderIntent } from '#src/domain/order.ts';
import type { Denial, Guard, GuardContext, GuardLimits } from './guard.ts';
import { GUARDS } from './index.ts';

/** Our own answer to an order, before a venue hears of it. */
export type Review<T> = { readonly cleared: Cleared<T> } | { readonly denied: Denial };

/**
 * Asks every guard in order; the first no wins. Orders that only reduce a position are asked only the guards that hold for exits too.
 * `context` must have been gathered for this very order. Fails closed (FI-62): a guard that throws denies. Never throws.
 */
export function review<T extends Order | OrderIntent>(order: T, context: GuardContext, limits: GuardLimits): Review<T> {
  const strange = ask({ name: 'review', check: () => (isAbout(context, order) ? undefined : STRANGE) }, context, limits);
  if (strange !== undefined) return { denied: strange };
  for (const guard of GUARDS) {
    if (order.reduceOnly === true && guard.alsoExits !== true) continue;
    const denied = ask(guard, context, limits);
    if (denied !== undefined) return { denied };
  }
  return { cleared: clear(order) };
}

/** One guard's answer, with an exception turned into its no. */
export function ask(guard: Pick<Guard, 'name' | 'check'>, context: GuardContext, limits: GuardLimits): Denial | undefined {
  try {
    return guard.check(context, limits);
  } catch (error) {
    const figure = error instanceof Error ? error.message.slice(0, 120) : 'error';
    return { guard: guard.name, figure, limit: 'an answer', text: `Denied to be safe: the guard ${guard.name} could not decide.` };
  }
}

/** The brand exists in types only, so nothing but a cast can add it. It stands here and nowhere else: whoever holds a `Cleared` went through `review`. */
const clear = <T>(order: T): Cleared<T> => order as Cleared<T>;

const STRANGE: Denial = {
  guard: 'review',
  figure: 'another order',
  limit: 'the same order',
  text: 'Denied to be safe: the figures were gathered for another order.',
};

const BOUND = ['deskId', 'accountId', 'conditionId', 'tradeId', 'market', 'purpose', 'side', 'type', 'reduceOnly', 'leverage'] as const;

/** A yes to one order must not clear another one. */
function isAbout({ intent, market }: GuardContext, order: OrderIntent): boolean {
  if (market.symbol !== order.market) return false;
  if (intent === order) return true;
  return (
    BOUND.every((key) => intent[key] === order[key]) &&
    isEqual(intent.amount, order.amount) &&
    isSame(intent.price, order.price) &&
    isSame(intent.stopPrice, order.stopPrice)
  );
}

const isSame = (a: Decimal | undefined, b: Decimal | undefined): boolean => (a === undefined || b === undefined ? a === b : isEqual(a, b));
