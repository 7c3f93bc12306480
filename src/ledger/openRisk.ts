import { add, type Decimal, isNegative, negate, ZERO } from '#src/domain/decimal.ts';
import { isInDoubt } from '#src/domain/order.ts';
import { type Position, unrealizedOf } from '#src/domain/position.ts';
import type { Memory } from './memory.ts';
import type { LiveOrder } from './orders.ts';

/** The protective order that rests for a round trip, or undefined while there is none. */
export function stopOf(memory: Memory, tradeId: string): LiveOrder | undefined {
  for (const live of memory.orders.values()) {
    if (live.order.tradeId === tradeId && live.order.type === 'stop' && live.order.reduceOnly) return live;
  }
  return undefined;
}

/** What would be lost of the open amount's cost if the stop were hit at its price, before costs, in quote; zero once the stop locks in a gain; undefined without a stop. */
export function riskAtStop(memory: Memory, position: Position): Decimal | undefined {
  const stopPrice = stopOf(memory, position.tradeId)?.order.stopPrice;
  const market = memory.markets.get(position.market);
  if (stopPrice === undefined || market === undefined) return undefined;
  const result = unrealizedOf(position, market, stopPrice);
  return isNegative(result) ? negate(result) : ZERO;
}

/**
 * Sum over the open positions of an account, with the trades that have no stop at the venue named, because the sum does not hold them; entries that nobody
 * knows the fate of count with all that was approved, and are named too; `inDoubt` is their part of the sum.
 */
export function openRisk(
  memory: Memory,
  accountId: string,
): { amount: Decimal; inDoubt: Decimal; unprotected: readonly string[]; reserved: readonly string[] } {
  let inDoubt = ZERO;
  const unprotected: string[] = [];
  const reserved: string[] = [];
  for (const { order } of memory.orders.values()) {
    if (order.accountId !== accountId || order.purpose !== 'entry' || !isInDoubt(order.status)) continue;
    // As much as its approval allowed, whatever of it came to be.
    if (!memory.positions.has(order.tradeId)) inDoubt = add(inDoubt, memory.conditions.get(order.conditionId)?.riskAmount ?? ZERO);
    reserved.push(order.id);
  }
  let amount = inDoubt;
  for (const position of memory.positions.values()) {
    if (position.accountId !== accountId) continue;
    const risk = riskAtStop(memory, position);
    if (risk === undefined) unprotected.push(position.tradeId);
    else amount = add(amount, risk);
  }
  return { amount, inDoubt, unprotected, reserved };
}
