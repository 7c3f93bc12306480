import type { Ask, BookedOrder, ListedMarket } from './record.ts';
import { Refused } from './refusal.ts';
import { isMultiple, times, type Units, units, ZERO } from './units.ts';

/** A decimal of a request; throws what the exchange answers to nonsense. */
export function readUnits(value: string, kind: 'bad-amount' | 'bad-price'): Units {
  try {
    return units(value);
  } catch {
    throw new Refused(kind, value);
  }
}

/** Worth of an amount at a price, in quote. */
export const worthOf = (market: ListedMarket, amount: Units, price: Units): Units =>
  times(times(amount, units(market.contractSize)), price);

/** Throws what is wrong with the amount; `price` is what one would pay at most. */
export function checkAmount(market: ListedMarket, amount: Units, price: Units, reduceOnly: boolean): void {
  if (amount <= ZERO) throw new Refused('bad-amount');
  if (amount < units(market.minAmount)) throw new Refused('below-minimum-amount');
  if (!isMultiple(amount, units(market.step))) throw new Refused('amount-off-step');
  if (!reduceOnly && worthOf(market, amount, price) < units(market.minNotional)) throw new Refused('below-minimum-notional');
}

export function checkPrice(market: ListedMarket, price: Units): void {
  if (price <= ZERO) throw new Refused('bad-price');
  if (!isMultiple(price, units(market.tick))) throw new Refused('price-off-tick');
}

export function checkStatus(market: ListedMarket, ask: Ask): void {
  if (market.status === 'trading' || (market.status === 'post-only' && ask.postOnly === true)) return;
  throw new Refused(market.status === 'delisted' ? 'unknown-market' : 'market-closed', market.status);
}

export const isOpen = ({ state }: BookedOrder): boolean => state === 'open' || state === 'waiting';
export const remaining = ({ amount, filled }: BookedOrder): Units => amount - filled;

/** True when a price sets this waiting stop off. */
export const isSetOff = (order: BookedOrder, last: Units): boolean =>
  order.stopPrice !== undefined && (order.when === 'rises' ? last >= order.stopPrice : last <= order.stopPrice);
