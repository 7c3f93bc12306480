import { decimal, multiply, ONE, toNumber, ZERO } from '#src/domain/decimal.ts';
import { type Market, parseSymbol } from '#src/domain/market.ts';
import type { CcxtRecord } from './exchangeClient.ts';
import { optionalDecimal, optionalPositive, positiveOf, recordOf } from './number.ts';

/** Leverage that the venue's market does not name. */
const UNNAMED_LEVERAGE = 20;
const HUNDRED = decimal('100');

/**
 * A market of ccxt, or undefined where Heron cannot trade it: closed, dated, optional, inverse (settled in its base), or with a symbol that it cannot
 * read. Throws OutsideError('bad-answer') when its rules make no sense.
 */
export function marketOf(market: CcxtRecord, venue: string): Market | undefined {
  const symbol = market.symbol;
  const parsed = typeof symbol === 'string' ? parseSymbol(symbol) : undefined;
  if (parsed === undefined || typeof symbol !== 'string' || market.active === false) return undefined;
  const isPerpetual = market.swap === true;
  if (isPerpetual !== (parsed.kind === 'perpetual') || (!isPerpetual && market.spot !== true)) return undefined;
  if (isPerpetual && (market.linear !== true || market.inverse === true)) return undefined;
  const precision = recordOf(market.precision);
  const limits = recordOf(market.limits);
  const step = positiveOf(precision, 'amount');
  return {
    symbol,
    venue,
    ...parsed,
    tick: positiveOf(precision, 'price'),
    step,
    minAmount: optionalPositive(recordOf(limits.amount), 'min') ?? step,
    minNotional: optionalPositive(recordOf(limits.cost), 'min') ?? ZERO,
    contractSize: isPerpetual ? (optionalPositive(market, 'contractSize') ?? ONE) : ONE,
    maxLeverage: isPerpetual ? leverageOf(recordOf(limits.leverage)) : 1,
  };
}

function leverageOf(leverage: CcxtRecord): number {
  const most = optionalPositive(leverage, 'max');
  return most === undefined ? UNNAMED_LEVERAGE : Math.max(1, Math.floor(toNumber(most)));
}

/** Fee of one market in percent of notional, negative for a rebate; undefined where the venue does not tell. */
export function feePctOf(market: CcxtRecord, liquidity: 'maker' | 'taker'): number | undefined {
  const rate = optionalDecimal(market, liquidity);
  return rate === undefined ? undefined : toNumber(multiply(rate, HUNDRED));
}
