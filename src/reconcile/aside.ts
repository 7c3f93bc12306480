import { add, type Decimal, ZERO } from '#src/domain/decimal.ts';
import type { Order } from '#src/domain/order.ts';
import type { VenueFill } from '#src/venue/port.ts';

/**
 * Executions that no position of the ledger could take: trades by hand, and a second exit of Heron's own that the venue let through because somebody had
 * added to the position. A person decides about them; an order whose executions lie here is not one whose executions are still to come.
 */
export class Aside {
  readonly #fills = new Map<string, VenueFill>();

  note(key: string, fill: VenueFill): void {
    this.#fills.set(key, fill);
  }

  forget(key: string): void {
    this.#fills.delete(key);
  }

  /** How much of an order lies here. */
  amountOf({ clientOrderId, market }: Pick<Order, 'clientOrderId' | 'market'>): Decimal {
    let total = ZERO;
    for (const fill of this.#fills.values())
      if (fill.clientOrderId === clientOrderId && fill.market === market) total = add(total, fill.amount);
    return total;
  }
}
