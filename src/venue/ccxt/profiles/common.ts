import type { CreateCall, CreateShape } from '#src/venue/ccxt/profile.ts';

/** How much later than the answer a lookup may see an order, where nobody has measured more: the longest that the fault catalogue knows (FI-14). */
export const READ_LAG_MS = 10_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** What most venues want: ccxt's type, and a price for limit orders only (Binance turns the price of a market order into an amount of quote). */
export const plainType = (order: CreateShape): Pick<CreateCall, 'type' | 'price'> =>
  order.type === 'limit' ? { type: 'limit', price: 'limit' } : { type: 'market', price: 'none' };

/** Params that exist only for an order that must not open or enlarge a position. Spot venues refuse the word. */
export const reducing = (order: CreateShape): { reduceOnly?: true } =>
  order.reduceOnly && order.kind === 'perpetual' ? { reduceOnly: true } : {};

/** Milliseconds that are left, at least one and at most `most`. */
export const leftMs = (deadline: number, now: number, most: number): number => Math.max(1, Math.min(most, Math.floor(deadline - now)));

/** A field of a raw answer, or undefined. */
export function field(answer: unknown, ...path: readonly (string | number)[]): unknown {
  let value = answer;
  for (const name of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string | number, unknown>)[name];
  }
  return value;
}

/** True for what venues write for true. */
export const isOn = (value: unknown): boolean => value === true || value === 'true' || value === 1 || value === '1';

export const NO_STOP = 'No stop rests at the venue: while Heron does not run or is cut off, nothing closes a losing position.';
export const NO_DEADLINE =
  'The venue keeps no deadline for orders: when the answer to one is lost, Heron can never prove that it is not there, and asks you to look.';
export const NO_FUNDING = 'Funding payments are not told: what they cost or bring is missing from the books until you enter it.';
export const NO_TRANSFERS = 'Deposits and withdrawals are not told: Heron sees them as a difference of the balance and asks.';
export const NO_PERMISSIONS = 'The venue does not tell what a key may do: make sure yourself that it cannot withdraw.';
export const NO_STREAM = 'The venue streams nothing about orders: fills are seen when Heron asks, not at once.';
