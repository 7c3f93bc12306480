import { type Instant, instant } from '#src/domain/clock.ts';
import { type Decimal, decimal } from '#src/domain/decimal.ts';
import { clientOrderIdOf } from '#src/domain/ids.ts';
import type { Cleared, Order, OrderSide } from '#src/domain/order.ts';
import { cleared } from './cleared.ts';

/** What a case says about its order; decimals as text. The rest does not matter to a venue. */
export interface Asked {
  readonly market: string;
  readonly side: OrderSide;
  readonly amount: string | Decimal;
  /** Makes it a limit order. */
  readonly price?: string;
  /** Makes it a stop order. */
  readonly stopPrice?: string;
  readonly reduceOnly?: boolean;
  readonly leverage?: number;
  readonly clientOrderId?: string;
  readonly deadline?: Instant;
}

const FAR_AHEAD = instant(Date.UTC(2100, 0, 1));

/** Makes orders with client order ids of their own; each world has one. */
export class OrderForm {
  #count = 0;

  order(asked: Asked): Cleared<Order> {
    const { market, side, amount, price, stopPrice, reduceOnly = false, leverage = 1, deadline = FAR_AHEAD } = asked;
    this.#count++;
    return cleared({
      id: `o${this.#count}`,
      clientOrderId: asked.clientOrderId ?? clientOrderIdOf('contract', `t${this.#count}`, 'entry', 1),
      attempt: 1,
      status: 'submitting',
      paramsHash: '',
      deskId: 'main',
      accountId: 'contract',
      conditionId: 'c1',
      tradeId: `t${this.#count}`,
      purpose: reduceOnly ? 'manual' : 'entry',
      market,
      side,
      type: price !== undefined ? 'limit' : stopPrice !== undefined ? 'stop' : 'market',
      amount: typeof amount === 'string' ? decimal(amount) : amount,
      price: price === undefined ? undefined : decimal(price),
      stopPrice: stopPrice === undefined ? undefined : decimal(stopPrice),
      reduceOnly,
      leverage,
      deadline,
      createdAt: instant(0),
    });
  }
}
