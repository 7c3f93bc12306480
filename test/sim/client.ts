import type { PrivateClientOptions, PrivateConnection } from '#src/venue/ccxt/client.ts';
import { type CcxtRecord, PRIVATE_METHODS, type PrivateClient, PUBLIC_METHODS } from '#src/venue/ccxt/exchangeClient.ts';
import type { CcxtParams } from '#src/venue/ccxt/profile.ts';
import type { BookedOrder } from '#test/fakes/venue/record.ts';
import { Refused } from '#test/fakes/venue/refusal.ts';
import type { OrderName, View } from '#test/fakes/venue/view.ts';
import type { Asker } from './net.ts';
import { algoForm, balanceForm, fundingForm, marketForm, orderForm, positionForm, setOffForm, tradeForm, transferForm } from './records.ts';
import type { SimVenue } from './simVenue.ts';
import { thrown } from './words.ts';

const MOST = 500;

/** A client of ccxt by its looks, without ccxt: what it tells comes from the exchange's own books, over a bad network. */
export function simConnection(
  venue: SimVenue,
  asker: Asker,
  { clock, beforeSend = () => undefined }: PrivateClientOptions,
): PrivateConnection {
  const { exchange, net, kind } = venue;
  const { id, stopsApart, market } = kind;
  const isTrigger = (params: CcxtParams): boolean => stopsApart && params.trigger === true;
  const read = <T>(tells: (view: View) => T): Promise<T> =>
    net.call<T>(
      'read',
      asker,
      () => beforeSend('', undefined),
      (staleMs) => tells(exchange.view({ staleMs })),
    );
  /** A list of what rests here, with the stops. */
  const readResting = <T>(tells: (view: View) => T): Promise<T> => {
    let asOf = 0;
    venue.askedAt = venue.now();
    const answer = net.call<T>(
      'read',
      asker,
      () => beforeSend('', undefined),
      (staleMs) => {
        asOf = venue.now() - staleMs - exchange.profile.readLag.orders;
        return tells(exchange.view({ staleMs }));
      },
    );
    answer.then(
      () => venue.onShown(asOf),
      () => undefined,
    );
    return answer;
  };
  /** As the endpoint shows it; undefined where it does not. */
  const shown = (order: BookedOrder, params: CcxtParams): CcxtRecord | undefined => {
    if (!stopsApart || order.type !== 'stop') return isTrigger(params) ? undefined : orderForm(order, id);
    if (isTrigger(params)) return algoForm(order);
    return order.triggeredAt === undefined ? undefined : setOffForm(order);
  };
  const twice = (records: readonly CcxtRecord[]): readonly CcxtRecord[] => (venue.repeatsPage() ? [...records, ...records] : records);
  const listed = (orders: readonly BookedOrder[], params: CcxtParams, since?: number): readonly CcxtRecord[] => {
    const wireId = params.clientOrderId ?? params.orderLinkId;
    const found = orders
      .filter((order) => wireId === undefined || order.clientOrderId === wireId)
      .filter((order) => since === undefined || (order.closedAt ?? order.updatedAt) >= since || order.createdAt >= since)
      .filter((order) => typeof params.until !== 'number' || order.createdAt <= params.until)
      .map((order) => shown(order, params))
      .filter((record) => record !== undefined);
    return twice(found.slice(-MOST));
  };
  const isClosed = ({ state }: BookedOrder): boolean => state !== 'open' && state !== 'waiting';
  const nameOf = (name: string | undefined, params: CcxtParams): OrderName => {
    const wireId = params.clientOrderId;
    return typeof wireId === 'string' ? { clientOrderId: wireId } : { id: name ?? '' };
  };
  const none = async (): Promise<never> => {
    throw thrown('NotSupported', `${id} does not know this`);
  };
  const ledger = (view: View, since: number | undefined): readonly CcxtRecord[] =>
    twice(
      view
        .transfers()
        .filter(({ at }) => since === undefined || at >= since)
        .map((one) => transferForm(one, id === 'kraken' ? 'transaction' : 'transfer')),
    );
  const transfers = (wanted: 'deposit' | 'withdrawal') => (_asset?: string, since?: number) =>
    read((view) =>
      twice(
        view
          .transfers()
          .filter(({ kind: one, at }) => one === wanted && (since === undefined || at >= since))
          .map((one) => transferForm(one)),
      ),
    );

  const unknown = Object.fromEntries([...PUBLIC_METHODS, ...PRIVATE_METHODS].map((method) => [method, none])) as unknown as PrivateClient;
  const client: PrivateClient = {
    ...unknown,
    id,
    has: {},
    loadMarkets: () =>
      read(() =>
        Object.fromEntries(exchange.markets().map((one): [string, CcxtRecord] => [one.symbol, { ...marketForm(one), ...venue.fees }])),
      ),
    fetchTime: () => read(() => exchange.time.now()),
    fetchTicker: () => read(() => venue.ticker()),
    close: async () => undefined,

    createOrder: (symbol, type, side, amount, price, params) => {
      const wireId = String(params.clientOrderId ?? '');
      const stopPrice = params.stopLossPrice ?? params.triggerPrice;
      const isStop = typeof stopPrice === 'string';
      let deadline: number | undefined;
      let stamp = 0;
      return net.call(
        'create',
        asker,
        () => {
          beforeSend(`sim://${wireId}`, undefined);
          stamp = clock.now();
          deadline =
            typeof params.recvWindow === 'number'
              ? clock.now() + params.recvWindow
              : typeof params.deadline === 'string'
                ? Date.parse(params.deadline)
                : undefined;
          venue.leaves({ wireId, side, amount, reduceOnly: params.reduceOnly === true });
        },
        () => {
          venue.checkClock(stamp);
          const ask = {
            market: symbol,
            side,
            type: isStop ? 'stop' : type,
            amount,
            price: type === 'limit' ? price : undefined,
            stopPrice: isStop ? stopPrice : undefined,
            reduceOnly: params.reduceOnly === true || (isStop && market.kind === 'perpetual'),
            clientOrderId: wireId === '' ? undefined : wireId,
            deadline,
          } as const;
          const order = venue.place(ask);
          return stopsApart && isStop ? { ...algoForm(order), status: 'open' } : orderForm(order, id);
        },
      );
    },
    cancelOrder: (name, symbol, params = {}) =>
      net.call(
        'cancel',
        asker,
        () => beforeSend('', undefined),
        () => {
          if (!isTrigger(params)) {
            const wanted = nameOf(name, params);
            const order = exchange.find(wanted, symbol);
            if (stopsApart && order?.type === 'stop' && order.triggeredAt === undefined) throw new Refused('unknown-order');
            return orderForm(exchange.cancel(wanted, symbol), id);
          }
          const order = exchange
            .orders()
            .findLast(
              (one) =>
                one.type === 'stop' &&
                (name === undefined ? one.clientOrderId === params.clientOrderId : String(2_000_000 + one.ref) === name),
            );
          if (order?.state !== 'waiting') throw new Refused('unknown-order');
          return algoForm(exchange.cancel({ id: order.id }, symbol));
        },
      ),
    setLeverage: (leverage, symbol) =>
      net.call(
        'cancel',
        asker,
        () => beforeSend('', undefined),
        () => exchange.setLeverage(symbol, leverage),
      ),
    cancelAllOrdersAfter: (withinMs) =>
      net.call(
        'cancel',
        asker,
        () => beforeSend('', undefined),
        () => exchange.cancelAllAfter(withinMs),
      ),
    fetchOrder: (name, symbol, params = {}) =>
      read((view) => {
        if (isTrigger(params)) {
          const stop = view.orders(symbol).findLast((one) => one.type === 'stop' && one.clientOrderId === params.clientOrderId);
          if (stop === undefined) throw new Refused('unknown-order');
          return algoForm(stop);
        }
        const order = view.order(nameOf(name, params), symbol);
        const record = order && shown(order, params);
        if (record === undefined) throw new Refused('unknown-order');
        return record;
      }),
    fetchOrders: (symbol, since, _limit, params = {}) => read((view) => listed(view.orders(symbol), params, since)),
    fetchOpenOrders: (symbol, since, _limit, params = {}) =>
      (stopsApart && !isTrigger(params) ? read : readResting)((view) =>
        listed(
          view.openOrders(symbol).filter((order) => !isTrigger(params) || order.state === 'waiting'),
          params,
          since,
        ),
      ),
    fetchClosedOrders: (symbol, since, _limit, params = {}) => read((view) => listed(view.orders(symbol).filter(isClosed), params, since)),
    fetchCanceledOrders: (symbol, since, _limit, params = {}) =>
      read((view) =>
        listed(
          view.orders(symbol).filter(({ state }) => state === 'canceled' || state === 'expired'),
          params,
          since,
        ),
      ),
    fetchCanceledAndClosedOrders: (symbol, since, _limit, params = {}) =>
      read((view) => listed(view.orders(symbol).filter(isClosed), params, since)),
    fetchMyTrades: (symbol, since, _limit, params = {}) =>
      read((view) =>
        twice(
          view
            .fills(symbol)
            .filter(({ at }) => since === undefined || at >= since)
            .filter(({ at }) => typeof params.until !== 'number' || at <= params.until)
            .map((fill) => tradeForm(fill)),
        ),
      ),
    fetchBalance: () => read((view) => balanceForm(view.holdings())),
    fetchPositions: () => read((view) => view.positions().map((one) => positionForm(one, exchange))),
    fetchFundingHistory: (symbol, since) =>
      read((view) =>
        twice(
          view
            .fundings(symbol)
            .filter(({ at }) => since === undefined || at >= since)
            .map(fundingForm),
        ),
      ),
    fetchDeposits: transfers('deposit'),
    fetchWithdrawals: transfers('withdrawal'),
    fetchLedger: (_asset, since) => read((view) => ledger(view, since)),
    watchOrders: () => venue.nextPush(asker),
    watchMyTrades: () => new Promise(() => undefined),
  };
  return {
    client,
    askPermissions: undefined,
    askRaw: none,
    prepare: async () => undefined,
    askEvents: undefined,
    parse: (order) => order,
  };
}
