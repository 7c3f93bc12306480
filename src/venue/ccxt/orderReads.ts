import { type Instant, later } from '#src/domain/clock.ts';
import type { StopList, VenueOrder } from '#src/venue/port.ts';
import type { Calls } from './calls.ts';
import type { PrivateConnection } from './client.ts';
import { eventOrders } from './eventOrders.ts';
import type { CcxtRecord } from './exchangeClient.ts';
import { kindOf, routesFor } from './listRoutes.ts';
import { merged } from './merged.ts';
import type { OrderNames } from './names.ts';
import { orderOfFills } from './orderOfFills.ts';
import { everyPage, olderOn } from './pages.ts';
import type { CcxtProfile, LookupRoute } from './profile.ts';
import { readOrder } from './readOrder.ts';

export interface OrderReadOptions {
  readonly profile: CcxtProfile;
  readonly connection: PrivateConnection;
  readonly calls: Calls;
  readonly names: OrderNames;
  /** Markets that are traded: where a venue lists by market, these are asked about. */
  readonly symbols: readonly string[];
}

const isOpen = ({ status }: VenueOrder): boolean => status === 'open';

/** What clocks may lie apart. */
const MARGIN_MS = 1_000;

/** Orders as the venue tells them, each learned by both its names on the way. */
export class OrderReads {
  readonly #options: OrderReadOptions;

  constructor(options: OrderReadOptions) {
    this.#options = options;
  }

  /** Undefined only when every route was asked and none knows it. Rejects with OutsideError. */
  async byId(clientOrderId: string, market: string): Promise<VenueOrder | undefined> {
    const { profile } = this.#options;
    const wireId = profile.clientId.toVenue(clientOrderId);
    let failure: unknown;
    for (const route of profile.lookup) {
      if (route.kinds !== undefined && !route.kinds.includes(kindOf(market))) continue;
      try {
        const found = await this.#along(route, wireId, clientOrderId, market);
        if (found !== undefined) return route.call === 'fetchMyTrades' ? this.#unlessOpen(found, failure !== undefined) : found;
      } catch (error) {
        failure ??= error;
      }
    }
    if (failure !== undefined) throw failure;
    return undefined;
  }

  /**
   * An order that only its trades tell of is over once every list would show it by now if it were not. Before that, and where a list could not be read, it
   * may still rest there with what was not filled.
   */
  #unlessOpen(order: VenueOrder, isUnread: boolean): VenueOrder {
    const { calls, profile } = this.#options;
    const isFresh = calls.clock.now() - order.at <= profile.readLagMs + MARGIN_MS;
    return isUnread || isFresh ? { ...order, status: 'open' } : order;
  }

  /**
   * All lists at once: one after the other, the stops would be asked for only when a list without them had been waited for in vain. And what the list of
   * stops shows is told at once: without the others it is not known what is open, but that a stop waits no more is.
   */
  async open(hears: (list: StopList) => void = () => undefined): Promise<readonly VenueOrder[]> {
    const { calls, connection, profile, symbols } = this.#options;
    const lists = await Promise.all(
      routesFor(profile.openOrders, symbols).map(async ({ call, params, symbol, stopsOf }) => {
        const records = await calls.read('its orders', () => connection.client[call](symbol, undefined, undefined, { ...params }));
        const orders = await this.#told(records);
        const isAbout = (market: string): boolean => stopsOf?.includes(kindOf(market)) === true && (symbol ?? market) === market;
        if (stopsOf !== undefined) hears({ orders: orders.filter(isOpen), isAbout });
        return orders;
      }),
    );
    return merged(lists.flat()).filter(isOpen);
  }

  /** Orders that are over, as far back as the venue goes and at least from `since` on where it lists by time. */
  async closed(since: Instant): Promise<readonly VenueOrder[]> {
    const { askEvents } = this.#options.connection;
    const orders =
      askEvents === undefined ? await this.#listed(this.#options.profile.closedOrders, since) : await eventOrders(this.#options, since);
    return orders.filter(({ status }) => status !== 'open');
  }

  /** Reads past stops of a market for the ids under which they went on when they were set off. */
  async learnStops(market: string): Promise<void> {
    const { profile, calls, connection } = this.#options;
    for (const { call, params, of } of profile.lookup) {
      if (of !== 'stop' || call === 'raw' || call === 'fetchOrder' || call === 'fetchOpenOrders') continue;
      const records = await calls.read('its stops', () => connection.client[call](market, undefined, undefined, params('')));
      for (const record of records) await readOrder(this.#options, record);
    }
  }

  /** By the venue's own id; undefined when it does not know it. */
  async byVenueId(venueOrderId: string, market: string): Promise<VenueOrder | undefined> {
    const { connection, calls } = this.#options;
    const answer = await calls.tried('about an order', () => connection.client.fetchOrder(venueOrderId, market));
    return answer === 'not there' ? undefined : readOrder(this.#options, answer);
  }

  async #along(route: LookupRoute, wireId: string, clientOrderId: string, market: string): Promise<VenueOrder | undefined> {
    const { connection, calls } = this.#options;
    const { client, askRaw } = connection;
    const params = route.params(wireId);
    if (route.call === 'raw' || route.call === 'fetchOrder') {
      const { raw } = route;
      const answer = await calls.tried('about an order', () =>
        raw === undefined ? client.fetchOrder(wireId, market, params) : askRaw(raw, params, market),
      );
      return answer === 'not there' ? undefined : this.#ours([await readOrder(this.#options, answer)], clientOrderId);
    }
    const { call } = route;
    if (connection.askEvents !== undefined && call === 'fetchClosedOrders')
      return this.#ours(await eventOrders(this.#options, undefined), clientOrderId);
    if (connection.askEvents !== undefined && call === 'fetchCanceledOrders') return undefined; // the events have told those too
    const records = await calls.tried('about an order', () => client[call](market, undefined, undefined, params));
    if (records === 'not there') return undefined;
    if (call === 'fetchMyTrades') return orderOfFills(this.#options, records, clientOrderId, market);
    const orders: VenueOrder[] = [];
    for (const record of records) orders.push(await readOrder(this.#options, record));
    return this.#ours(merged(orders), clientOrderId);
  }

  #ours(orders: readonly VenueOrder[], clientOrderId: string): VenueOrder | undefined {
    return orders.find((order) => order.clientOrderId === clientOrderId);
  }

  async #listed(routes: CcxtProfile['closedOrders'], since: Instant): Promise<readonly VenueOrder[]> {
    const { calls, connection, profile, symbols } = this.#options;
    const records: CcxtRecord[] = [];
    for (const { call, params, symbol, maxSpanMs } of routesFor(routes, symbols))
      records.push(
        ...(await everyPage({
          since,
          now: later(calls.clock.now(), 60_000),
          maxSpanMs,
          older: olderOn(profile.id),
          keyOf: (order) => `${String(order.symbol)} ${String(order.id)} ${String(order.status)} ${String(order.filled)}`,
          ask: ({ from, params: more }) =>
            calls.read('its orders', () => connection.client[call](symbol, from, undefined, { ...params, ...more })),
        })),
      );
    return this.#told(records);
  }

  async #told(records: readonly CcxtRecord[]): Promise<readonly VenueOrder[]> {
    const orders: VenueOrder[] = [];
    for (const record of records) orders.push(await readOrder(this.#options, record));
    return merged(orders);
  }
}
