import { add, type Decimal, fromNumber, multiply, subtract, toText } from '#src/domain/decimal.ts';
import { type Market, roundPrice } from '#src/domain/market.ts';
import type { Order } from '#src/domain/order.ts';
import type { Calls } from './calls.ts';
import type { PrivateConnection } from './client.ts';
import { positiveOf } from './number.ts';
import { CAP_PCT, type CreateCall } from './profile.ts';
import { Unsent } from './unsent.ts';

const PERCENT = 100;

/** What ccxt gets as its price argument; undefined for none. Throws Unsent where the last price is wanted and cannot be read. */
export function wantedPrice(
  from: { readonly calls: Calls; readonly connection: PrivateConnection },
  order: Order,
  market: Market,
  wanted: CreateCall['price'],
): string | undefined | Promise<string> {
  if (wanted === 'none') return undefined;
  if (wanted === 'limit') return order.price === undefined ? undefined : toText(order.price);
  if (wanted === 'stop') return order.stopPrice === undefined ? undefined : toText(order.stopPrice);
  return fromLast(from, order, market, wanted);
}

async function fromLast(
  { calls, connection }: { readonly calls: Calls; readonly connection: PrivateConnection },
  order: Order,
  market: Market,
  wanted: 'last' | 'cap',
): Promise<string> {
  let last: Decimal;
  try {
    last = positiveOf(await calls.read('the price', () => connection.client.fetchTicker(order.market)), 'last');
  } catch {
    throw new Unsent('The venue wants a price with a market order, and did not tell the last one.');
  }
  if (wanted === 'last') return toText(last);
  const change = multiply(last, fromNumber(CAP_PCT / PERCENT, 6));
  return toText(roundPrice(market, order.side === 'buy' ? add(last, change) : subtract(last, change)));
}
