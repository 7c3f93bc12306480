import { History } from './history.ts';
import type { ExchangeProfile } from './profile.ts';
import type { BookedFill, BookedFunding, BookedOrder, BookedPosition, BookedTransfer, Happening, ListedMarket, Shown } from './record.ts';
import { Refused } from './refusal.ts';
import { remaining, worthOf } from './rules.ts';
import { Tape } from './tape.ts';
import type { ExchangeTime } from './time.ts';
import { most, ONE, type Units, units, ZERO } from './units.ts';
import type { OrderName } from './view.ts';
import { Wallet } from './wallet.ts';

/** Everything that the exchange remembers, and the few ways in which it is written. Each writing tells the listeners. */
export class Books {
  readonly time: ExchangeTime;
  profile: ExchangeProfile;
  readonly markets = new Map<string, ListedMarket>();
  readonly orders = new History<number, BookedOrder>();
  readonly positions = new History<string, BookedPosition | undefined>();
  readonly wallet = new Wallet();
  readonly fills: BookedFill[] = [];
  readonly fundings: BookedFunding[] = [];
  readonly transfers: BookedTransfer[] = [];
  readonly shown = new Map<string, Shown>();
  readonly leverages = new Map<string, number>();
  readonly listeners = new Set<(happening: Happening) => void>();
  /** Orders that are not over, by arrival. */
  readonly live = new Set<number>();
  readonly #tapes = new Map<string, Tape>();
  readonly #counters = new Map<string, number>();
  readonly #firstId: number;
  #placed = 0;

  constructor(time: ExchangeTime, profile: ExchangeProfile, firstId: number) {
    this.time = time;
    this.profile = profile;
    this.#firstId = firstId;
  }

  market(symbol: string): ListedMarket {
    const market = this.markets.get(symbol);
    if (market === undefined) throw new Refused('unknown-market', symbol);
    return market;
  }

  tape(market: string): Tape {
    const tape = this.#tapes.get(market) ?? new Tape();
    this.#tapes.set(market, tape);
    return tape;
  }

  order = (ref: number): BookedOrder => this.orders.get(ref) as BookedOrder;

  open = (): BookedOrder[] => [...this.live].map(this.order);

  openPositions = (): BookedPosition[] => this.positions.values().filter((one) => one !== undefined);

  position = (market: string): BookedPosition | undefined => this.positions.get(market);

  write(order: BookedOrder): BookedOrder {
    this.orders.set(order.ref, order, this.time.now());
    return order;
  }

  /** Books a new order under ids of its own, holds back what it may need, and tells of it. */
  take(draft: BookedOrder): BookedOrder {
    this.#placed++;
    const id = this.count(this.profile.idsPerMarket ? `order ${draft.market}` : 'order');
    const order = this.write({ ...draft, ref: this.#placed, id });
    this.live.add(order.ref);
    this.rehold();
    this.tell({ kind: 'order', order });
    return order;
  }

  end(order: BookedOrder, state: 'canceled' | 'expired' | 'rejected', reason: string): BookedOrder {
    const now = this.time.now();
    this.live.delete(order.ref);
    const ended = this.write({ ...order, state, reason, closedAt: now, updatedAt: now });
    this.rehold();
    this.tell({ kind: 'order', order: ended });
    return ended;
  }

  moveMoney(asset: string, change: Units, why: Extract<Happening, { kind: 'balance' }>['why']): void {
    if (change === ZERO && why === 'fill') return;
    this.wallet.move(asset, change, this.time.now());
    this.tell({ kind: 'balance', asset, change, why });
  }

  /** A public trade. */
  print(market: string, price: Units, amount: Units, side: 'buy' | 'sell'): void {
    const { id, at } = this.tape(market).add({ price, amount, side, at: this.time.now() });
    this.tell({ kind: 'trade', market, price, amount, side, id, at });
  }

  count(what: string): string {
    const next = (this.#counters.get(what) ?? this.#firstId - 1) + 1;
    this.#counters.set(what, next);
    return String(next);
  }

  tell(happening: Happening): void {
    for (const listener of this.listeners) listener(happening);
  }

  /** What a spot order holds back: what it sells, or what it may cost with the fee, if that is taken from the quote asset. */
  holdOf(order: BookedOrder): { readonly asset: string; readonly amount: Units } {
    const market = this.market(order.market);
    if (order.side === 'sell') return { asset: market.base, amount: remaining(order) };
    const price = order.price ?? order.stopPrice ?? this.shown.get(order.market)?.ask ?? ZERO;
    const worth = worthOf(market, remaining(order), price);
    const fee = this.profile.feeIn === 'quote' ? (worth * most(units(this.profile.takerFee), ZERO)) / ONE : ZERO;
    return { asset: market.quote, amount: worth + fee };
  }

  rehold(): void {
    const held = new Map<string, Units>();
    for (const order of this.open()) {
      if (this.market(order.market).kind !== 'spot') continue;
      const { asset, amount } = this.holdOf(order);
      held.set(asset, (held.get(asset) ?? ZERO) + amount);
    }
    this.wallet.hold(held, this.time.now());
  }
}

/** The latest of these orders with that name. */
export function named(orders: readonly BookedOrder[], name: OrderName, market?: string): BookedOrder | undefined {
  return orders.findLast(
    (order) =>
      (market === undefined || order.market === market) &&
      ('id' in name ? order.id === name.id : order.clientOrderId === name.clientOrderId),
  );
}
