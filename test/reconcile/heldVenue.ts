import type { Clock, Instant } from '#src/domain/clock.ts';
import {
  add,
  type Decimal,
  decimal,
  fromNumber,
  isEqual,
  isLess,
  isZero,
  multiply,
  negate,
  smaller,
  subtract,
  ZERO,
} from '#src/domain/decimal.ts';
import { OutsideError } from '#src/domain/errors.ts';
import { type Market, notionalOf } from '#src/domain/market.ts';
import type { Order } from '#src/domain/order.ts';
import type {
  KeyPermissions,
  NetworkVenue,
  VenueFill,
  VenueFunding,
  VenueOrder,
  VenuePosition,
  VenueProfile,
  VenueSink,
  VenueTransfer,
} from '#src/venue/port.ts';

/** How one order travels. `late` arrives after so many milliseconds, long after its answer was given up. `reached`: its stop price is behind the price. */
export type Travel =
  | 'through'
  | 'lostBefore'
  | 'lostAfter'
  | { readonly late: number }
  | { readonly rejected: string; readonly reached?: true };
export type ReadName =
  | 'orderById'
  | 'openOrders'
  | 'closedOrders'
  | 'fillsSince'
  | 'balances'
  | 'positions'
  | 'transfersSince'
  | 'fundingSince';

interface Rested extends VenueOrder {
  filled: Decimal;
  status: VenueOrder['status'];
  /** When reads begin to show it, and its latest change. */
  readonly visibleAt: number;
}

/**
 * A venue in memory that answers late, forgets, lags and loses, as a test says; its books are its own. Orders at the market are filled at the last price,
 * stops when it is reached. Fills, ends and positions are never reported: they have to be read.
 */
export class HeldVenue implements NetworkVenue {
  readonly name = 'held';
  readonly mode = 'live' as const;
  profile: VenueProfile = {
    makerFeePct: 0.02,
    takerFeePct: 0.1,
    slippageBps: 1,
    nativeStops: true,
    deadlineMs: 10_000,
    readLagMs: 2_000,
    supervised: [],
  };
  readonly orders: Rested[] = [];
  readonly fills: (VenueFill & { readonly visibleAt: number })[] = [];
  readonly held = new Map<string, Decimal>();
  /** Open amounts of perpetuals, signed. */
  readonly openAmounts = new Map<string, Decimal>();
  transfers: VenueTransfer[] | undefined = [];
  fundings: VenueFunding[] | undefined = [];
  /** Next orders travel so, first come first; then all of them as `travel`. */
  readonly nextTravels: Travel[] = [];
  travel: Travel = 'through';
  /** How cancels travel. */
  cancelTravel: 'through' | 'lostBefore' | 'lostAfter' = 'through';
  /** Reads that fail, and reads that show nothing of orders that are over. */
  readonly broken = new Set<ReadName>();
  forgetsEnds: readonly ('orderById' | 'closedOrders')[] = [];
  /** Stops are in a list of their own, which is told at once and also where the other one is broken. */
  stopsApart = false;
  /** Milliseconds that answers take, and that reads lag behind; positions lag by themselves. */
  latencyMs = 50;
  lagMs = 0;
  positionLagMs = 0;
  /** Part of each market order that is filled at once; the rest stays open. */
  fillShare = 1;
  /** `parts`: some of it in quote, some in BNB, and of what is bought some in base. */
  feeIn: 'quote' | 'base' | 'parts' = 'quote';
  doublesPages = false;
  locksCoins = false;
  aheadMs = 0;
  /** How often an order was created and canceled here, by client order id. */
  readonly created = new Map<string, number>();
  readonly cancelCalls: string[] = [];
  readonly sent: { readonly order: Order; readonly at: number }[] = [];
  readonly reads = new Map<ReadName, number>();
  readonly #markets: readonly Market[];
  readonly #clock: Clock;
  readonly #last = new Map<string, number>();
  readonly #history: { at: number; open: ReadonlyMap<string, Decimal> }[] = [];
  readonly #hints = new Set<() => void>();
  #sink: VenueSink | undefined;
  #numbers = 0;

  constructor(markets: readonly Market[], clock: Clock) {
    this.#markets = markets;
    this.#clock = clock;
  }

  markets = (): readonly Market[] => this.#markets;
  /** The newest sink hears; a restart makes a new one. */
  connect(sink: VenueSink): void {
    this.#sink = sink;
  }

  open = (): Promise<void> => Promise.resolve();
  close = (): Promise<void> => Promise.resolve();
  clockAheadMs = (): number => this.aheadMs;
  permissions = (): Promise<KeyPermissions | undefined> => Promise.resolve(undefined);
  onHint(heard: () => void): () => void {
    this.#hints.add(heard);
    return () => this.#hints.delete(heard);
  }

  /** The process is gone: nothing that is under way is heard any more. */
  forget(): void {
    this.#sink = undefined;
    this.#hints.clear();
  }

  hint(): void {
    for (const heard of this.#hints) heard();
  }

  submit(order: Order): void {
    this.sent.push({ order, at: this.#clock.now() });
    this.created.set(order.clientOrderId, (this.created.get(order.clientOrderId) ?? 0) + 1);
    const travel = this.nextTravels.shift() ?? this.travel;
    const sink = this.#sink;
    const { clientOrderId } = order;
    const answer = (say: (sink: VenueSink, at: Instant) => void): void =>
      void this.#clock.after(this.latencyMs, () => {
        if (this.#sink === sink && sink !== undefined) say(sink, this.#clock.now());
      });
    const unknown = (): void => answer((to, at) => to.unknown({ clientOrderId, reason: 'no answer in time', at }));
    if (travel === 'lostBefore') {
      unknown();
      return;
    }
    if (typeof travel === 'object' && 'late' in travel) {
      this.#clock.after(travel.late, () => this.#arrive(order));
      unknown();
      return;
    }
    const refusal = typeof travel === 'object' ? travel.rejected : this.#faultOf(order);
    if (refusal !== undefined) {
      const reached = order.type === 'stop' && typeof travel === 'object' && 'reached' in travel ? { reached: true as const } : {};
      answer((to, at) => to.rejected({ clientOrderId, reason: refusal, at, ...reached }));
      return;
    }
    const venueOrderId = this.#take(order);
    if (travel === 'lostAfter') unknown();
    else answer((to, at) => to.accepted({ clientOrderId, venueOrderId, at }));
  }

  cancel(clientOrderId: string): void {
    this.cancelCalls.push(clientOrderId);
    if (this.cancelTravel === 'lostBefore') return;
    const order = this.orders.find((one) => one.clientOrderId === clientOrderId);
    if (order?.status === 'open') order.status = 'canceled';
  }

  /** The price moves: stops are hit. */
  price(market: string, last: number): void {
    this.#last.set(market, last);
    for (const order of this.orders) {
      if (order.market !== market || order.status !== 'open' || order.stopPrice === undefined) continue;
      const stop = Number(String(order.stopPrice));
      if (order.side === 'sell' ? last <= stop : last >= stop) this.fillOrder(order, subtract(order.amount, order.filled), last);
    }
  }

  /** Executes a part of an order. */
  fillOrder(order: Rested, amount: Decimal, price = this.#last.get(order.market) ?? 0): void {
    this.#book(order.market, order.side, amount, price, order.clientOrderId);
    order.filled = add(order.filled, amount);
    if (isEqual(order.filled, order.amount)) order.status = 'filled';
  }

  /** Somebody trades by hand in the same account. */
  byHand(market: string, side: 'buy' | 'sell', amount: string, clientOrderId = ''): void {
    this.#book(market, side, decimal(amount), this.#last.get(market) ?? 0, clientOrderId);
  }

  /** Money comes or goes. */
  transfer(asset: string, amount: string): void {
    this.#add(asset, decimal(amount));
    this.transfers?.push({ venueTransferId: `x${++this.#numbers}`, asset, amount: decimal(amount), at: this.#clock.now() });
  }

  orderById = (clientOrderId: string, market: string): Promise<VenueOrder | undefined> =>
    this.#read('orderById', () => {
      const order = this.#visible(this.orders).find((one) => one.clientOrderId === clientOrderId && one.market === market);
      return order !== undefined && this.forgetsEnds.includes('orderById') && order.status !== 'open' ? undefined : order && { ...order };
    });

  openOrders: NetworkVenue['openOrders'] = async (hears) => {
    const open = (): VenueOrder[] => this.#visible(this.orders).flatMap((one) => (one.status === 'open' ? [{ ...one }] : []));
    if (this.stopsApart) hears?.({ orders: open().filter(({ type }) => type === 'stop'), isAbout: () => true });
    return this.#read('openOrders', open);
  };

  closedOrders = (since: Instant): Promise<readonly VenueOrder[]> =>
    this.#read('closedOrders', () =>
      this.forgetsEnds.includes('closedOrders')
        ? []
        : this.#visible(this.orders).flatMap((one) => (one.status !== 'open' && one.at >= since ? [{ ...one }] : [])),
    );

  fillsSince = (since: Instant): Promise<readonly VenueFill[]> =>
    this.#read('fillsSince', () => {
      const fills = this.#visible(this.fills).filter(({ at }) => at >= since);
      return this.doublesPages ? [...fills].reverse().concat(fills) : [...fills];
    });

  balances = (): Promise<ReadonlyMap<string, Decimal>> => this.#read('balances', () => new Map(this.held));

  positions = (): Promise<readonly VenuePosition[]> =>
    this.#read('positions', () => {
      const until = this.#clock.now() - this.positionLagMs;
      const shown =
        this.positionLagMs === 0 ? this.openAmounts : (this.#history.findLast(({ at }) => at <= until)?.open ?? new Map<string, Decimal>());
      return [...shown].flatMap(([market, amount]) => (isZero(amount) ? [] : [{ market, amount, entryPrice: ZERO, leverage: 1 }]));
    });

  fundingSince = (): Promise<readonly VenueFunding[] | undefined> => this.#read('fundingSince', () => this.fundings && [...this.fundings]);
  transfersSince = (): Promise<readonly VenueTransfer[] | undefined> =>
    this.#read('transfersSince', () => this.transfers && [...this.transfers]);
  time = (): Promise<Instant> => Promise.resolve(this.#clock.now());

  async #read<T>(name: ReadName, look: () => T): Promise<T> {
    this.reads.set(name, (this.reads.get(name) ?? 0) + 1);
    if (this.broken.has(name)) throw new OutsideError('venue-silent', `${name} was not answered`, 'It is tried again.', true);
    const seen = look();
    await new Promise<void>((resolve) => void this.#clock.after(this.latencyMs, resolve));
    return seen;
  }

  #visible<T extends { readonly visibleAt: number }>(all: readonly T[]): T[] {
    return all.filter(({ visibleAt }) => visibleAt + this.lagMs <= this.#clock.now());
  }

  #arrive(order: Order): void {
    // The deadline is enforced here: what comes after it is refused.
    if (this.profile.deadlineMs > 0 && this.#clock.now() - this.aheadMs > order.deadline) return;
    if (this.#faultOf(order) === undefined) this.#take(order);
  }

  #faultOf(order: Order): string | undefined {
    if (this.orders.some(({ clientOrderId }) => clientOrderId === order.clientOrderId)) return 'duplicate order';
    const market = this.#market(order.market);
    if (market.kind !== 'spot' || !this.locksCoins || order.side !== 'sell') return undefined;
    let free = this.held.get(market.base) ?? ZERO;
    for (const one of this.orders)
      if (one.market === order.market && one.side === 'sell' && one.status === 'open')
        free = subtract(free, subtract(one.amount, one.filled));
    return isLess(free, order.amount) ? 'insufficient balance' : undefined;
  }

  #take(order: Order): string {
    const { clientOrderId, market, side, type, amount, price, stopPrice, reduceOnly } = order;
    const venueOrderId = `v${++this.#numbers}`;
    const now = this.#clock.now();
    const rested: Rested = {
      clientOrderId,
      venueOrderId,
      market,
      side,
      type,
      amount,
      filled: ZERO,
      price,
      stopPrice,
      reduceOnly,
      status: 'open',
      at: now,
      visibleAt: now,
    };
    this.orders.push(rested);
    if (type !== 'market') return venueOrderId;
    const wanted = this.fillShare === 1 ? amount : multiply(amount, fromNumber(this.fillShare, 4));
    const most = reduceOnly && this.#market(market).kind === 'perpetual' ? smaller(wanted, this.#openAmount(market)) : wanted;
    if (!isZero(most)) this.fillOrder(rested, most);
    if (rested.status === 'open' && reduceOnly && this.fillShare === 1) rested.status = 'canceled';
    return venueOrderId;
  }

  #openAmount(market: string): Decimal {
    const amount = this.openAmounts.get(market) ?? ZERO;
    return isLess(amount, ZERO) ? negate(amount) : amount;
  }

  #book(symbol: string, side: 'buy' | 'sell', amount: Decimal, price: number, clientOrderId: string): void {
    const market = this.#market(symbol);
    const exact = fromNumber(price, 8);
    const worth = notionalOf(market, amount, exact);
    const inBase = this.feeIn === 'base' && market.kind === 'spot' && side === 'buy';
    const feeAsset = inBase ? market.base : market.quote;
    const fee = multiply(inBase ? amount : worth, decimal('0.001'));
    const bnb = { asset: 'BNB', amount: decimal('0.001'), rate: decimal('600') };
    const ofCoins = market.kind === 'spot' && side === 'buy' ? [{ asset: market.base, amount: multiply(amount, decimal('0.0005')) }] : [];
    const otherFees = this.feeIn === 'parts' ? [bnb, ...ofCoins] : [];
    const now = this.#clock.now();
    this.fills.push({
      venueFillId: `f${++this.#numbers}`,
      clientOrderId,
      market: symbol,
      side,
      amount,
      price: exact,
      fee,
      feeAsset,
      ...(otherFees.length > 0 && { otherFees }),
      liquidity: 'taker',
      quote: '',
      at: now,
      visibleAt: now,
    });
    this.#add(feeAsset, negate(fee));
    for (const part of otherFees) this.#add(part.asset, negate(part.amount));
    if (market.kind === 'spot') {
      this.#add(market.base, side === 'buy' ? amount : negate(amount));
      this.#add(market.quote, side === 'buy' ? negate(worth) : worth);
      return;
    }
    // Margin is not exchanged: what a perpetual gains is paid when it is closed, by the average entry price.
    this.#settle(symbol, side === 'buy' ? amount : negate(amount), exact, market);
  }

  readonly #costs = new Map<string, Decimal>();
  #settle(symbol: string, change: Decimal, price: Decimal, market: Market): void {
    const before = this.openAmounts.get(symbol) ?? ZERO;
    const cost = this.#costs.get(symbol) ?? ZERO;
    const worth = multiply(multiply(change, price), market.contractSize);
    const after = add(before, change);
    this.openAmounts.set(symbol, after);
    // All at once or growing: enough for one entry and one exit.
    if (isZero(after)) {
      this.#add(market.quote, negate(add(cost, worth)));
      this.#costs.set(symbol, ZERO);
    } else this.#costs.set(symbol, add(cost, worth));
    this.#history.push({ at: this.#clock.now(), open: new Map(this.openAmounts) });
  }

  #add(asset: string, amount: Decimal): void {
    this.held.set(asset, add(this.held.get(asset) ?? ZERO, amount));
  }

  #market(symbol: string): Market {
    return this.#markets.find((one) => one.symbol === symbol) as Market;
  }
}
