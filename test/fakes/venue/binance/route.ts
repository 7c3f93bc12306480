import type { Exchange } from '../exchange.ts';
import type { OrderName, View } from '../view.ts';
import { BinanceError } from './answer.ts';
import type { KeyPair, Permissions } from './keys.ts';
import { marketNamed } from './names.ts';
import type { Params } from './params.ts';

/** What a signed call works on. */
export interface Ground {
  readonly exchange: Exchange;
  readonly view: View;
  readonly params: Params;
  readonly key: KeyPair;
}

export interface PrivateRoute {
  readonly needs: keyof Permissions;
  readonly run: (ground: Ground) => unknown;
}

/** Signed calls by `METHOD /path`. */
export type Routes = Readonly<Record<string, PrivateRoute>>;

/** `orderId` or `origClientOrderId`; throws when neither was sent. */
export function nameIn(params: Params): OrderName {
  const id = params.get('orderId');
  if (id !== undefined) return { id };
  const clientOrderId = params.get('origClientOrderId');
  if (clientOrderId !== undefined) return { clientOrderId };
  throw new BinanceError(400, -1102, "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!");
}

/** The market that a call is limited to, if it is. */
export function symbolOf(exchange: Exchange, params: Params): string | undefined {
  const symbol = params.get('symbol');
  return symbol === undefined ? undefined : marketNamed(exchange, symbol).symbol;
}

export const noSuchOrder = (): BinanceError => new BinanceError(400, -2013, 'Order does not exist.');
export const unknownOrder = (): BinanceError => new BinanceError(400, -2011, 'Unknown order sent.');
export const allCanceled = { code: 200, msg: 'The operation of cancel all open order is done.' };
