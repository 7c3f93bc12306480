import { type Decimal, fromNumber, isLess, isZero, larger, multiply, toMultiple, toNumber } from './decimal.ts';

/** One tradable thing on one venue. Amounts are in base units; for a perpetual, in contracts of `contractSize` base units. */
export interface Market {
  /** `BTC/USDT` for spot, `BTC/USDT:USDT` for a linear perpetual. */
  readonly symbol: string;
  readonly venue: string;
  readonly kind: 'spot' | 'perpetual';
  readonly base: string;
  /** Asset in which prices are written and PnL is counted; for a linear perpetual also the asset that it settles in. */
  readonly quote: string;
  /** Price increment. */
  readonly tick: Decimal;
  /** Amount increment. */
  readonly step: Decimal;
  readonly minAmount: Decimal;
  /** Smallest amount × price × contractSize, in quote. */
  readonly minNotional: Decimal;
  /** Base units in one unit of amount: 1 for spot. */
  readonly contractSize: Decimal;
  /** 1 for spot. */
  readonly maxLeverage: number;
}

/** Base, quote and kind from a symbol, or undefined if it is not one. */
export function parseSymbol(symbol: string): Pick<Market, 'base' | 'quote' | 'kind'> | undefined {
  const match = /^([A-Z0-9]{1,15})\/([A-Z0-9]{1,15})(?::([A-Z0-9]{1,15}))?$/.exec(symbol);
  if (!match) return undefined;
  const [, base, quote, settle] = match as unknown as [string, string, string, string | undefined];
  if (settle !== undefined && settle !== quote) return undefined; // inverse contracts are not traded
  return { base, quote, kind: settle === undefined ? 'spot' : 'perpetual' };
}

/** amount × price × contractSize, in quote, exact. */
export const notionalOf = (market: Market, amount: Decimal, price: Decimal): Decimal =>
  multiply(multiply(amount, price), market.contractSize);

/** Down to the step: never more than was asked for. */
export const floorAmount = (market: Market, amount: Decimal): Decimal => toMultiple(amount, market.step, 'down');

/** To the nearest tick. */
export const roundPrice = (market: Market, price: Decimal): Decimal => toMultiple(price, market.tick, 'halfUp');

/** The smallest amount that the venue takes at this price. */
export function smallestAmount(market: Market, price: number): Decimal {
  const worth = toNumber(market.minNotional) / (price * toNumber(market.contractSize));
  return larger(market.minAmount, toMultiple(fromNumber(worth, 12), market.step, 'up'));
}

/** Why the venue would refuse this amount at this price, or undefined. */
export function faultOfAmount(market: Market, amount: Decimal, price: Decimal): string | undefined {
  if (isZero(amount)) return 'the amount is zero after rounding down to the step';
  if (isLess(amount, market.minAmount)) return 'the amount is below the smallest that the venue takes';
  if (isLess(notionalOf(market, amount, price), market.minNotional)) return 'the order is worth less than the venue takes';
  return undefined;
}
