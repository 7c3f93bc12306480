import type { Instant } from '#src/domain/clock.ts';
import { type Decimal, decimal, divide, isEqual, multiply, ONE } from '#src/domain/decimal.ts';
import type { Market } from '#src/domain/market.ts';
import type { Cleared, Order } from '#src/domain/order.ts';
import type { Venue, VenueFill, VenueFunding, VenueOrder, VenuePosition, VenueSink } from '#src/venue/port.ts';

/** A market of the contract and the one that stands for it at a venue: `perUnit` of the venue's amount are one of the contract's. */
export interface Counterpart {
  readonly ours: Market;
  readonly theirs: string;
  readonly perUnit?: string;
}

/** What the cases say in the contract's markets and assets, said in the venue's, and back. Prices are the same in both. */
export class Translated implements Venue {
  readonly mode = 'live';
  /** How many orders went through here. */
  submitted = 0;
  readonly #venue: Venue;
  readonly #markets: readonly Counterpart[];
  /** Ours → theirs. */
  readonly #assets: Readonly<Record<string, string>>;
  /** Nothing happened here before. */
  readonly #beginning: Instant;

  constructor(venue: Venue, markets: readonly Counterpart[], assets: Readonly<Record<string, string>>, beginning: Instant) {
    this.#venue = venue;
    this.#markets = markets;
    this.#assets = assets;
    this.#beginning = beginning;
  }

  get name(): string {
    return this.#venue.name;
  }

  get profile(): Venue['profile'] {
    return this.#venue.profile;
  }

  theirMarket = (ours: string): string => this.#markets.find((one) => one.ours.symbol === ours)?.theirs ?? ours;
  theirAsset = (ours: string): string => this.#assets[ours] ?? ours;

  markets = (): readonly Market[] => this.#venue.markets().map((market) => ({ ...market, symbol: this.#ourMarket(market.symbol) }));

  connect(sink: VenueSink): void {
    this.#venue.connect({
      accepted: (report) => sink.accepted(report),
      rejected: (report) => sink.rejected(report),
      unknown: (report) => sink.unknown(report),
      canceled: (report) => sink.canceled(report),
      fill: (report) => sink.fill(report),
      funding: (report) => sink.funding(report),
      liquidated: (report) => sink.liquidated(report),
    });
  }

  submit(order: Cleared<Order>): void {
    this.submitted++;
    const asked = { ...order, market: this.theirMarket(order.market), amount: multiply(order.amount, this.#perUnit(order.market)) };
    this.#venue.submit(asked as Cleared<Order>);
  }

  cancel(clientOrderId: string, market: string): void {
    this.#venue.cancel(clientOrderId, this.theirMarket(market));
  }

  async orderById(clientOrderId: string, market: string): Promise<VenueOrder | undefined> {
    const order = await this.#venue.orderById(clientOrderId, this.theirMarket(market));
    return order === undefined ? undefined : this.#order(order);
  }

  openOrders = async (): Promise<readonly VenueOrder[]> => (await this.#venue.openOrders()).map(this.#order);
  closedOrders = async (since: Instant): Promise<readonly VenueOrder[]> =>
    (await this.#venue.closedOrders(this.#since(since))).map(this.#order);
  fillsSince = async (since: Instant): Promise<readonly VenueFill[]> => (await this.#venue.fillsSince(this.#since(since))).map(this.#fill);

  async balances(): Promise<ReadonlyMap<string, Decimal>> {
    return new Map([...(await this.#venue.balances())].map(([asset, amount]) => [this.#ourAsset(asset), amount]));
  }

  async positions(): Promise<readonly VenuePosition[]> {
    return (await this.#venue.positions()).map((one) => {
      const market = this.#ourMarket(one.market);
      return { ...one, market, amount: this.#ourAmount(market, one.amount) };
    });
  }

  time = (): Promise<Instant> => this.#venue.time();

  funding = (one: VenueFunding): VenueFunding => ({ ...one, market: this.#ourMarket(one.market), asset: this.#ourAsset(one.asset) });

  #order = (order: VenueOrder): VenueOrder => {
    const market = this.#ourMarket(order.market);
    return { ...order, market, amount: this.#ourAmount(market, order.amount), filled: this.#ourAmount(market, order.filled) };
  };

  #fill = (fill: VenueFill): VenueFill => {
    const market = this.#ourMarket(fill.market);
    return { ...fill, market, amount: this.#ourAmount(market, fill.amount), feeAsset: this.#ourAsset(fill.feeAsset) };
  };

  #since = (since: Instant): Instant => Math.max(since, this.#beginning) as Instant;
  #perUnit = (ours: string): Decimal => decimal(this.#markets.find((one) => one.ours.symbol === ours)?.perUnit ?? '1');
  #ourMarket = (theirs: string): string => this.#markets.find((one) => one.theirs === theirs)?.ours.symbol ?? theirs;
  #ourAsset = (theirs: string): string => Object.entries(this.#assets).find(([, one]) => one === theirs)?.[0] ?? theirs;

  #ourAmount(ours: string, amount: Decimal): Decimal {
    const perUnit = this.#perUnit(ours);
    return isEqual(perUnit, ONE) ? amount : divide(amount, perUnit);
  }
}
