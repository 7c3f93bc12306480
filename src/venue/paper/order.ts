import type { Instant } from '#src/domain/clock.ts';
import { type Decimal, subtract, toNumber, ZERO } from '#src/domain/decimal.ts';
import type { Order, OrderSide, OrderType } from '#src/domain/order.ts';
import type { VenueOrder } from '#src/venue/port.ts';

/** An order in the venue's memory. */
export interface PaperOrder {
  readonly clientOrderId: string;
  /** Empty until it is accepted, so for good in one that was rejected. */
  venueOrderId: string;
  readonly market: string;
  readonly side: OrderSide;
  readonly type: OrderType;
  readonly amount: Decimal;
  readonly price: Decimal | undefined;
  readonly stopPrice: Decimal | undefined;
  readonly reduceOnly: boolean;
  readonly leverage: number;
  /** Limit or stop price as a float, to be compared with quotes; NaN for a market order. */
  readonly level: number;
  /** Made by the venue to close a position by force. */
  readonly liquidation: boolean;
  remaining: Decimal;
  status: VenueOrder['status'];
  /** Last change. */
  at: Instant;
  /** How many fills it had. */
  fills: number;
  /** Held back from the account's free funds while it rests. */
  reserved: Decimal;
}

type Asked = Pick<Order, 'clientOrderId' | 'market' | 'side' | 'type' | 'amount' | 'price' | 'stopPrice' | 'reduceOnly' | 'leverage'>;

/** The venue's record of what was asked; `venueOrderId` is empty when it is about to be rejected. */
export function paperOrderOf(asked: Asked, venueOrderId: string, at: Instant, liquidation = false): PaperOrder {
  const { clientOrderId, market, side, type, amount, price, stopPrice, reduceOnly, leverage } = asked;
  const decides = type === 'limit' ? price : type === 'stop' ? stopPrice : undefined;
  return {
    clientOrderId,
    venueOrderId,
    market,
    side,
    type,
    amount,
    price: type === 'limit' ? price : undefined,
    stopPrice: type === 'stop' ? stopPrice : undefined,
    reduceOnly,
    leverage,
    level: decides === undefined ? Number.NaN : toNumber(decides),
    liquidation,
    remaining: amount,
    status: 'open',
    at,
    fills: 0,
    reserved: ZERO,
  };
}

/** What the port shows of it: a copy, which later fills do not change. */
export function venueOrderOf(order: PaperOrder): VenueOrder {
  const { clientOrderId, venueOrderId, market, side, type, amount, price, stopPrice, reduceOnly, status, at } = order;
  const filled = subtract(amount, order.remaining);
  return { clientOrderId, venueOrderId, market, side, type, amount, filled, price, stopPrice, reduceOnly, status, at };
}
