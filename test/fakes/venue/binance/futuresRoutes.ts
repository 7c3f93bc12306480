import type { Exchange } from '../exchange.ts';
import type { BookedOrder } from '../record.ts';
import type { View } from '../view.ts';
import { askOf } from './askOf.ts';
import { futuresOrder, futuresTrade, isOnBook } from './futuresForm.ts';
import { marketNamed, nameOf } from './names.ts';
import { FUTURES_LIST, pageOf } from './page.ts';
import type { Params } from './params.ts';
import { allCanceled, type Ground, nameIn, noSuchOrder, type Routes, symbolOf, unknownOrder } from './route.ts';

const onBook = (exchange: Exchange) => (order: BookedOrder) => futuresOrder(order, exchange.market(order.market));

function place({ exchange, params }: Ground): object {
  const market = marketNamed(exchange, params.need('symbol'));
  const { time: _t, ...form } = futuresOrder(exchange.place(askOf('book', market, params, exchange.time.now())), market);
  return params.get('newOrderRespType') === 'RESULT' ? form : { ...form, ...NOT_YET };
}

/** An ACK says nothing of what was filled. */
const NOT_YET = { status: 'NEW', executedQty: '0', cumQuote: '0', avgPrice: '0.00' };

function bookedIn(view: View, exchange: Exchange, params: Params): BookedOrder | undefined {
  const market = marketNamed(exchange, params.need('symbol'));
  const order = view.order(nameIn(params), market.symbol);
  return order !== undefined && isOnBook(order) ? order : undefined;
}

/** Orders and trades of USD-M futures; what waits for its price is in the algo service. */
export const FUTURES_ROUTES: Routes = {
  'POST /fapi/v1/order': { needs: 'futures', run: place },
  'DELETE /fapi/v1/order': {
    needs: 'futures',
    run: ({ exchange, params }) => {
      const market = marketNamed(exchange, params.need('symbol'));
      const order = exchange.find(nameIn(params), market.symbol);
      if (order === undefined || !isOnBook(order)) throw unknownOrder();
      return futuresOrder(exchange.cancel({ id: order.id }, market.symbol), market);
    },
  },
  'DELETE /fapi/v1/allOpenOrders': {
    needs: 'futures',
    run: ({ exchange, params }) => {
      const market = marketNamed(exchange, params.need('symbol'));
      for (const order of exchange.orders()) {
        if (order.market === market.symbol && order.state === 'open') exchange.cancel({ id: order.id }, order.market);
      }
      return allCanceled;
    },
  },
  'POST /fapi/v1/countdownCancelAll': {
    needs: 'futures',
    run: ({ exchange, params }) => {
      const market = marketNamed(exchange, params.need('symbol'));
      params.need('countdownTime');
      exchange.cancelAllAfter(params.number('countdownTime') ?? 0, market.symbol);
      return { symbol: nameOf(market), countdownTime: params.get('countdownTime') };
    },
  },
  'GET /fapi/v1/order': {
    needs: 'reading',
    run: ({ exchange, view, params }) => {
      const order = bookedIn(view, exchange, params);
      if (order === undefined) throw noSuchOrder();
      return onBook(exchange)(order);
    },
  },
  'GET /fapi/v1/openOrder': {
    needs: 'reading',
    run: ({ exchange, view, params }) => {
      const order = bookedIn(view, exchange, params);
      if (order?.state !== 'open') throw noSuchOrder();
      return onBook(exchange)(order);
    },
  },
  'GET /fapi/v1/openOrders': {
    needs: 'reading',
    run: ({ exchange, view, params }) => view.openOrders(symbolOf(exchange, params)).filter(isOnBook).map(onBook(exchange)),
  },
  'GET /fapi/v1/allOrders': {
    needs: 'reading',
    run: ({ exchange, view, params }) => {
      const market = marketNamed(exchange, params.need('symbol'));
      const orders = view.orders(market.symbol).filter((order) => isOnBook(order) && Number(order.id) >= (params.number('orderId') ?? 0));
      return pageOf(orders, ({ createdAt, triggeredAt }) => triggeredAt ?? createdAt, params, FUTURES_LIST, exchange.time.now()).map(
        onBook(exchange),
      );
    },
  },
  'GET /fapi/v1/userTrades': {
    needs: 'reading',
    run: ({ exchange, view, params }) => {
      const market = marketNamed(exchange, params.need('symbol'));
      const ofOrder = params.get('orderId');
      const fromId = params.number('fromId');
      const fills = view.fills(market.symbol).filter(({ orderId }) => ofOrder === undefined || orderId === ofOrder);
      const page =
        fromId === undefined
          ? pageOf(fills, ({ at }) => at, params, FUTURES_LIST, exchange.time.now())
          : fills.filter(({ id }) => Number(id) >= fromId).slice(0, params.limit(500, 1_000));
      return page.map((fill) => futuresTrade(fill, market));
    },
  },
};
