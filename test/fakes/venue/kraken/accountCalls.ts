import type { Exchange } from '../exchange.ts';
import type { BookedFill, BookedOrder } from '../record.ts';
import type { View } from '../view.ts';
import type { AccountKey, Permission } from './keys.ts';
import { assetId, pairNames, txId } from './names.ts';
import { orderForm, shown, tradeForm } from './orderForm.ts';
import type { Params } from './params.ts';
import { Refusal } from './refusal.ts';

/** What a private call works on. */
export interface Ground {
  readonly exchange: Exchange;
  /** The books as this call may see them. */
  readonly view: View;
  readonly key: AccountKey;
  /** A new token for the private websocket. */
  readonly newToken: () => string;
}

export interface PrivateCall {
  readonly needs: readonly Permission[];
  readonly run: (ground: Ground, params: Params) => unknown;
}

/** Rows that ClosedOrders, TradesHistory and Ledgers give at once; `ofs` skips rows. ccxt asks for the first page only. */
const PAGE = 50;

/** The reads of `POST /0/private/<name>`. */
export const ACCOUNT_CALLS: Readonly<Record<string, PrivateCall>> = {
  BalanceEx: {
    needs: ['query-funds'],
    run: ({ view }) =>
      Object.fromEntries(
        [...view.holdings()].map(([asset, { total, held }]) => {
          const places = assetId(asset).startsWith('Z') ? 4 : 10;
          return [assetId(asset), { balance: shown(total, places), hold_trade: shown(held, places) }];
        }),
      ),
  },

  OpenOrders: {
    needs: ['query-open-trades'],
    run: (ground, params) => ({
      open: Object.fromEntries(ground.view.openOrders().filter(wanted(params)).reverse().map(row(ground, params))),
    }),
  },

  ClosedOrders: {
    needs: ['query-closed-trades'],
    run: (ground, params) => {
      const by = params.get('closetime') ?? 'both';
      const closed = ground.view
        .orders()
        .filter((order) => order.closedAt !== undefined && wanted(params)(order))
        .filter(
          (order) => (by !== 'close' && within(params, order.createdAt)) || (by !== 'open' && within(params, order.closedAt as number)),
        )
        .sort((a, b) => (b.closedAt as number) - (a.closedAt as number) || b.ref - a.ref);
      return { closed: Object.fromEntries(page(params, closed).map(row(ground, params))), count: closed.length };
    },
  },

  QueryOrders: {
    needs: [],
    run: (ground, params) => {
      ground.key.requireOne('query-open-trades', 'query-closed-trades');
      const ids = (params.get('txid') ?? '').split(',').filter((id) => id !== '');
      const userref = params.number('userref');
      if (ids.length === 0 || ids.length > 50) throw new Refusal('EGeneral:Invalid arguments');
      const found = ids
        .map((id) => orderWithTxid(ground.exchange, id))
        .map((order) => (order === undefined ? undefined : ground.view.order({ id: order.id })))
        .filter((order) => order !== undefined && (userref === undefined || Number(order.note.userref ?? 0) === userref));
      return Object.fromEntries((found as BookedOrder[]).map(row(ground, params)));
    },
  },

  TradesHistory: {
    needs: ['query-closed-trades'],
    run: (ground, params) => {
      const fills = ground.view
        .fills()
        .filter(({ at }) => within(params, at))
        .reverse();
      return { trades: Object.fromEntries(page(params, fills).map((fill) => tradeRow(ground, fill))), count: fills.length };
    },
  },

  QueryTrades: {
    needs: ['query-closed-trades'],
    run: (ground, params) => {
      const ids = params.need('txid').split(',');
      const fills = ground.view.fills().filter(({ ref }) => ids.includes(txId('T', String(ref))));
      return Object.fromEntries(fills.map((fill) => tradeRow(ground, fill)));
    },
  },

  /** Positions of margin trading, of which there are none. */
  OpenPositions: { needs: ['query-open-trades'], run: () => [] },

  TradeVolume: {
    needs: ['query-funds'],
    run: ({ exchange }) => {
      const percent = (fraction: string) => (Number(fraction) * 100).toFixed(4);
      const fees = (fraction: string) =>
        Object.fromEntries(
          exchange
            .markets()
            .filter(({ kind }) => kind === 'spot')
            .map(({ base, quote }) => [pairNames(base, quote).id, { fee: percent(fraction) }]),
        );
      return { currency: 'ZUSD', volume: '0.0000', fees: fees(exchange.profile.takerFee), fees_maker: fees(exchange.profile.makerFee) };
    },
  },

  GetWebSocketsToken: { needs: ['create-ws-token'], run: ({ newToken }) => ({ token: newToken(), expires: 900 }) },

  GetApiKeyInfo: {
    needs: [],
    run: ({ key }) => ({
      apiKeyName: 'heron',
      apiKey: key.pair.apiKey,
      nonce: String(key.lastNonce),
      nonceWindow: 0,
      permissions: key.permissions,
      iban: 'AA88 N84G WOAK NMOI',
      validUntil: '0',
      queryFrom: '0',
      queryTo: '0',
      createdTime: '1772542900',
      modifiedTime: '1772543095',
      ipAllowlist: key.ipAllowlist,
      lastUsed: null,
    }),
  },
};

const wanted = (params: Params) => (order: BookedOrder) =>
  (params.get('cl_ord_id') === undefined || order.clientOrderId === params.get('cl_ord_id')) &&
  (params.get('userref') === undefined || Number(order.note.userref ?? 0) === params.number('userref'));

/** `start` (not included) and `end` (included), in Unix seconds. */
export const within = (params: Params, at: number): boolean =>
  at / 1000 > (params.number('start') ?? Number.NEGATIVE_INFINITY) && at / 1000 <= (params.number('end') ?? Number.POSITIVE_INFINITY);

export const page = <T>(params: Params, rows: readonly T[]): T[] =>
  rows.slice(params.number('ofs') ?? 0, (params.number('ofs') ?? 0) + PAGE);

const row =
  ({ exchange, view }: Ground, params: Params) =>
  (order: BookedOrder): [string, unknown] => {
    const fills = view.fills(order.market).filter(({ orderRef }) => orderRef === order.ref);
    return [orderTxid(order), orderForm(order, exchange.market(order.market), fills, params.is('trades'))];
  };

function tradeRow({ exchange }: Ground, fill: BookedFill): [string, unknown] {
  const order = exchange.orders().find(({ ref }) => ref === fill.orderRef) as BookedOrder;
  return [txId('T', String(fill.ref)), tradeForm(fill, order, exchange.market(fill.market))];
}

export const orderTxid = ({ ref }: Pick<BookedOrder, 'ref'>): string => txId('O', String(ref));

export const orderWithTxid = (exchange: Exchange, txid: string): BookedOrder | undefined =>
  exchange.orders().find((order) => orderTxid(order) === txid);
