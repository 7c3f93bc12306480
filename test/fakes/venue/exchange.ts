import { checkClientId, checkDraft, draftOf } from './admission.ts';
import { Books, named } from './books.ts';
import { force, liquidateIfDue } from './force.ts';
import { availableIn, liquidationPriceIn, marginsIn, unrealizedIn } from './margin.ts';
import { fill, match, take } from './matching.ts';
import { EXCHANGE_DEFAULTS, type ExchangeProfile } from './profile.ts';
import type {
  Ask,
  BookedFill,
  BookedFunding,
  BookedOrder,
  BookedPosition,
  BookedTransfer,
  Happening,
  Holding,
  ListedMarket,
  Shown,
} from './record.ts';
import { Refused } from './refusal.ts';
import { checkStatus, remaining, worthOf } from './rules.ts';
import type { Tape } from './tape.ts';
import { ExchangeTime } from './time.ts';
import { abs, cut, least, nearest, ONE, text, type Units, units, ZERO } from './units.ts';
import { type OrderName, type View, viewOf } from './view.ts';

export interface ExchangeOptions {
  readonly markets: readonly ListedMarket[];
  readonly profile?: Partial<ExchangeProfile>;
  /** Epoch ms; what the exchange's clock follows until a test sets it. */
  readonly now?: () => number;
  /** Where ids begin. */
  readonly firstId?: number;
}

/** One price with what is offered there; sizes are unlimited unless told, last is the middle unless told. */
export interface QuoteOptions {
  readonly last?: string | number;
  readonly bidSize?: string | number;
  readonly askSize?: string | number;
}

/**
 * One account at an exchange, with books of its own in integers: what Heron's ledger is compared with.
 *
 *     const exchange = new Exchange({ markets: [BTC_USDT], profile: { feeIn: 'quote' } });
 *     exchange.time.set(Date.UTC(2026, 0, 5));            // or let it follow a clock
 *     exchange.deposit('USDT', '1000');
 *     exchange.quote('BTC/USDT', 99.99, 100.01, { askSize: 2 });
 *     exchange.place({ market: 'BTC/USDT', side: 'buy', type: 'limit', amount: '1', price: '99' });  // what a dialect calls
 *     exchange.byHand({ ... });                           // a trade by the person, without an id of ours
 *     exchange.orders(), fills(), balances(), positions(), fundings(), transfers()   // the truth, no lag
 *     exchange.view({ staleMs: 5_000 })                    // what a read sees
 *
 * Everything that a dialect may be asked throws `Refused` when the exchange says no, and has then changed nothing.
 */
export class Exchange {
  readonly time: ExchangeTime;
  readonly #books: Books;
  #deadMan: { readonly at: number; readonly market: string | undefined }[] = [];

  constructor({ markets, profile = {}, now, firstId = 1_001 }: ExchangeOptions) {
    this.time = new ExchangeTime(now);
    this.#books = new Books(this.time, { ...EXCHANGE_DEFAULTS, ...profile }, firstId);
    for (const market of markets) this.list(market);
  }

  /** Can be replaced while the exchange runs. */
  get profile(): ExchangeProfile {
    return this.#books.profile;
  }

  set profile(profile: ExchangeProfile) {
    this.#books.profile = profile;
  }

  // What a test compares with: the truth, without lag.

  orders = (): BookedOrder[] => this.#books.orders.values();
  fills = (): BookedFill[] => [...this.#books.fills];
  fundings = (): BookedFunding[] => [...this.#books.fundings];
  transfers = (): BookedTransfer[] => [...this.#books.transfers];
  positions = (): BookedPosition[] => this.#books.openPositions();

  /** Asset → what is owned, as plain text; assets of which there is nothing are left out. */
  balances(): ReadonlyMap<string, string> {
    const assets = this.#books.wallet.totals.keys().map((asset): [string, Units] => [asset, this.#books.wallet.total(asset)]);
    return new Map(assets.filter(([, total]) => total !== ZERO).map(([asset, total]) => [asset, text(total)]));
  }

  /** What is owned of one asset and how much of it orders hold back. */
  holding = (asset: string): Holding => ({ total: this.#books.wallet.total(asset), held: this.#books.wallet.held(asset) });

  position = (market: string): BookedPosition | undefined => this.#books.position(market);
  markets = (): ListedMarket[] => [...this.#books.markets.values()];
  /** Throws `unknown-market`. */
  market = (symbol: string): ListedMarket => this.#books.market(symbol);
  shown = (market: string): Shown | undefined => this.#books.shown.get(market);
  leverage = (market: string): number => this.#books.leverages.get(market) ?? 1;
  /** Everything that was traded in a market, and the candles that it makes. */
  tape = (market: string): Tape => this.#books.tape(market);

  /** The latest order with that name. Truth, without lag. */
  find = (name: OrderName, market?: string): BookedOrder | undefined => named(this.orders(), name, market);

  /** Gain or loss of an open position at the last price. */
  unrealized = (market: string): Units => unrealizedIn(this.#books, market);

  /** Where the venue would close a position by force; undefined when there is none or no such price. */
  liquidationPrice = (market: string): Units | undefined => liquidationPriceIn(this.#books, market);

  /** What positions and open orders bind of an asset that perpetuals settle in. */
  margins = (asset: string): { readonly positions: Units; readonly orders: Units } => marginsIn(this.#books, asset);

  /** Money that a new perpetual order can bind. */
  available = (asset: string): Units => availableIn(this.#books, asset);

  /** Calls back with everything that happens. Returns what ends it. */
  on(listener: (happening: Happening) => void): () => void {
    this.#books.listeners.add(listener);
    return () => this.#books.listeners.delete(listener);
  }

  // What a test does to the exchange.

  /** New prices: stops are set off, resting orders filled, positions liquidated. Prices are brought to the tick. */
  quote(market: string, bid: string | number, ask: string | number, { last, bidSize, askSize }: QuoteOptions = {}): void {
    this.tick();
    const listed = this.market(market);
    const tick = units(listed.tick);
    const [below, above] = [units(bid), units(ask)];
    const shown: Shown = {
      market,
      bid: nearest(below, tick),
      ask: nearest(above, tick),
      last: nearest(last === undefined ? (below + above) / 2n : units(last), tick),
      bidSize: bidSize === undefined ? undefined : units(bidSize),
      askSize: askSize === undefined ? undefined : units(askSize),
      at: this.time.now(),
    };
    this.#books.shown.set(market, shown);
    this.#books.print(market, shown.last, units(listed.step), 'buy');
    this.#books.tell({ kind: 'quote', shown });
    match(this.#books, market);
    liquidateIfDue(this.#books, market);
  }

  /** The feed shows this text, whatever it is; nothing is matched and no other read shows it. */
  showNonsense(market: string, fields: Readonly<Record<'bid' | 'ask' | 'last', string>>): void {
    this.#books.tell({ kind: 'raw-quote', market, fields });
  }

  deposit(asset: string, amount: string): BookedTransfer {
    return this.#transfer('deposit', asset, units(amount));
  }

  /** Takes it away even from what orders hold. */
  withdraw(asset: string, amount: string): BookedTransfer {
    if (this.#books.wallet.total(asset) < units(amount)) throw new RangeError(`there is no ${amount} ${asset}`);
    return this.#transfer('withdrawal', asset, -units(amount));
  }

  /** A trade by the person on the venue's own site: an order without an id of ours. */
  byHand(ask: Ask): BookedOrder {
    return this.#place(ask, 'human');
  }

  /** Changes rules or status of a market (tick, step, minimums, `halted`, `cancel-only`, `delisted`) from now on. */
  change(symbol: string, rules: Partial<Omit<ListedMarket, 'symbol'>>): void {
    const market = { ...this.market(symbol), ...rules };
    this.list(market);
    this.#books.tell({ kind: 'rules', market });
  }

  /** A new market. */
  list(market: ListedMarket): void {
    this.#books.markets.set(market.symbol, market);
  }

  /** Fills a part of an open order, whatever the quote says, as a maker at its price (or at `price`). */
  execute(name: OrderName, amount: string, price?: string): BookedFill {
    const order = this.#openOrder(name);
    const at = price === undefined ? order.price : units(price);
    if (at === undefined) throw new Error('a fill needs a price');
    return fill(this.#books, order, least(units(amount), remaining(order)), at, 'maker');
  }

  /** The venue ends an open order by itself. */
  end(name: OrderName, state: 'canceled' | 'expired' | 'rejected', reason = 'by the venue'): BookedOrder {
    return this.#books.end(this.#openOrder(name), state, reason);
  }

  /** Posts funding for the open position: a long pays a positive rate (a fraction, `0.0001`). Undefined when there is no position. */
  payFunding(market: string, rate: string): BookedFunding | undefined {
    const position = this.position(market);
    const listed = this.market(market);
    if (position === undefined) return undefined;
    const worth = worthOf(listed, position.amount, this.shown(market)?.last ?? position.entryPrice);
    const amount = -cut((worth * units(rate)) / ONE, 8);
    const id = this.#books.count('funding');
    const funding = { id, market, asset: listed.quote, amount, rate: units(rate), at: this.time.now() };
    this.#books.fundings.push(funding);
    this.#books.moveMoney(listed.quote, amount, 'funding');
    this.#books.tell({ kind: 'funding', funding });
    return funding;
  }

  /** Closes the position by force, at the market or at `price`. The order is the venue's own. */
  liquidate(market: string, price?: string): BookedOrder {
    return force(this.#books, market, { why: 'liquidation', price });
  }

  /** Auto-deleveraging: takes a part of the position at a price. */
  deleverage(market: string, amount: string, price: string): BookedOrder {
    return force(this.#books, market, { why: 'adl', amount: units(amount), price });
  }

  // What a dialect asks.

  /** Takes an order that came with the key. Throws `Refused`. */
  place(ask: Ask): BookedOrder {
    return this.#place(ask, 'api');
  }

  /** Cancels an open order. Throws `Refused`: `order-is-over` or `unknown-order`. */
  cancel(name: OrderName, market?: string): BookedOrder {
    this.tick();
    const open = named(this.#books.open(), name, market);
    if (open === undefined) throw new Refused(this.find(name, market) === undefined ? 'unknown-order' : 'order-is-over');
    return this.#books.end(open, 'canceled', 'by request');
  }

  cancelAll(market?: string): BookedOrder[] {
    this.tick();
    const orders = this.#books.open().filter((order) => market === undefined || order.market === market);
    return orders.map((order) => this.#books.end(order, 'canceled', 'by request'));
  }

  /** Cancels everything (of one market, if given) unless it is called again within that time; 0 calls it off. */
  cancelAllAfter(ms: number, market?: string): void {
    this.tick();
    this.#deadMan = this.#deadMan.filter((one) => one.market !== market);
    if (ms > 0) this.#deadMan.push({ at: this.time.now() + ms, market });
  }

  /** Throws `bad-leverage`. */
  setLeverage(market: string, leverage: number): void {
    const { maxLeverage } = this.market(market);
    if (!Number.isInteger(leverage) || leverage < 1 || leverage > maxLeverage) throw new Refused('bad-leverage');
    this.#books.leverages.set(market, leverage);
    const position = this.position(market);
    if (position !== undefined) this.#books.positions.set(market, { ...position, leverage }, this.time.now());
  }

  /** The books as a read sees them; `staleMs` (of the exchange's time) older than the profile's lag makes them anyway. */
  view({ staleMs = 0 }: { readonly staleMs?: number } = {}): View {
    this.tick();
    return viewOf(this.#books, staleMs);
  }

  /** Does what time has brought: expiries and dead-man switches. Every call does it first. */
  tick(): void {
    const now = this.time.now();
    for (const order of this.#books.open()) {
      if (order.expiresAt !== undefined && order.expiresAt <= now) this.#books.end(order, 'expired', 'in time');
    }
    const due = this.#deadMan.filter(({ at }) => at <= now);
    this.#deadMan = this.#deadMan.filter(({ at }) => at > now);
    for (const { market } of due) {
      for (const order of this.#books.open()) {
        if (market !== undefined && order.market !== market) continue;
        if (order.state === 'waiting' && !this.profile.deadManTakesStops) continue;
        this.#books.end(order, 'canceled', 'dead man');
      }
    }
  }

  #place(ask: Ask, origin: 'api' | 'human'): BookedOrder {
    this.tick();
    if (ask.deadline !== undefined && this.time.now() > ask.deadline) throw new Refused('too-late');
    const market = this.market(ask.market);
    checkStatus(market, ask);
    checkClientId(this.#books, ask);
    const draft = draftOf(this.#books, ask, market, origin);
    checkDraft(this.#books, draft, market);
    const order = this.#books.take(draft);
    if (order.state === 'open') take(this.#books, order, true);
    return this.#books.order(order.ref);
  }

  #openOrder(name: OrderName): BookedOrder {
    const order = named(this.#books.open(), name);
    if (order === undefined) throw new Error(`no open order ${JSON.stringify(name)}`);
    return order;
  }

  #transfer(kind: BookedTransfer['kind'], asset: string, change: Units): BookedTransfer {
    this.tick();
    const transfer: BookedTransfer = { id: this.#books.count('transfer'), kind, asset, amount: abs(change), at: this.time.now() };
    this.#books.transfers.push(transfer);
    this.#books.moveMoney(asset, change, kind);
    return transfer;
  }
}
