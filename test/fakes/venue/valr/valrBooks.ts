/** VALR's own books, in units of 10^-8, with nothing of Heron in them. */
const UNIT = 100_000_000n;

export const units = (text: string): bigint => {
  const [whole = '0', part = ''] = text.split('.');
  return BigInt(whole) * UNIT + BigInt(part.padEnd(8, '0').slice(0, 8));
};
export const shown = (value: bigint): string => {
  const digits = (value < 0n ? -value : value).toString().padStart(9, '0');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -8)}.${digits.slice(-8)}`.replace(/\.?0+$/, '');
};

export interface BookOrder {
  readonly orderId: string;
  readonly customerOrderId: string;
  readonly side: 'buy' | 'sell';
  readonly type: 'limit' | 'market';
  readonly quantity: bigint;
  readonly price: bigint;
  status: 'Placed' | 'Active' | 'Filled' | 'Cancelled' | 'Failed';
  executed: bigint;
  failedReason: string;
}
export interface BookTrade {
  readonly id: string;
  readonly order: BookOrder;
  readonly quantity: bigint;
  readonly price: bigint;
  readonly fee: bigint;
  readonly feeCurrency: string;
  readonly at: string;
}

/** One market, BTC against ZAR. Takers pay 0.35 % of what they get; makers are paid 0.01 % of it. */
export class ValrBooks {
  readonly orders: BookOrder[] = [];
  readonly trades: BookTrade[] = [];
  readonly balances = new Map<string, bigint>([
    ['BTC', units('1')],
    ['ZAR', units('100000')],
  ]);
  price = units('1000000');
  #ids = 0;

  take(order: Pick<BookOrder, 'customerOrderId' | 'side' | 'type' | 'quantity' | 'price'>): BookOrder {
    const taken: BookOrder = { ...order, orderId: this.nextId(), status: 'Placed', executed: 0n, failedReason: '' };
    this.orders.push(taken);
    return taken;
  }

  /** What VALR does a moment after it said 202. */
  judge(order: BookOrder): void {
    if (order.status !== 'Placed') return;
    const worth = (order.quantity * (order.type === 'limit' ? order.price : this.price)) / UNIT;
    const needs: [string, bigint] = order.side === 'buy' ? ['ZAR', worth] : ['BTC', order.quantity];
    if ((this.balances.get(needs[0]) ?? 0n) < needs[1]) {
      order.status = 'Failed';
      order.failedReason = 'Insufficient Balance';
      return;
    }
    const crosses = order.type === 'market' || (order.side === 'buy' ? order.price >= this.price : order.price <= this.price);
    order.status = 'Active';
    if (crosses) this.fill(order, order.quantity, this.price, 'taker');
  }

  fill(order: BookOrder, quantity: bigint, price: bigint, role: 'maker' | 'taker'): void {
    const worth = (quantity * price) / UNIT;
    const [got, feeCurrency] = order.side === 'buy' ? [quantity, 'BTC'] : [worth, 'ZAR'];
    const fee = role === 'taker' ? (got * 35n) / 10_000n : -got / 10_000n;
    this.#move('BTC', order.side === 'buy' ? quantity : -quantity);
    this.#move('ZAR', order.side === 'buy' ? -worth : worth);
    this.#move(feeCurrency, -fee);
    order.executed += quantity;
    order.status = order.executed === order.quantity ? 'Filled' : 'Active';
    this.trades.push({ id: this.nextId(), order, quantity, price, fee, feeCurrency, at: new Date().toISOString() });
  }

  nextId(): string {
    this.#ids++;
    return `0197d496-0e9f-7230-9aa1-${String(this.#ids).padStart(12, '0')}`;
  }

  #move(asset: string, by: bigint): void {
    this.balances.set(asset, (this.balances.get(asset) ?? 0n) + by);
  }
}
