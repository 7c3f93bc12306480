import type { Exchange } from '../exchange.ts';
import type { BookedOrder } from '../record.ts';
import { askOf } from './askOf.ts';
import { marketNamed } from './names.ts';
import { canceledSpot, cancelIdOf, placedSpot, spotOrder, spotTrade } from './orderForm.ts';
import { pageOf, SPOT_LIST } from './page.ts';
import { type Ground, nameIn, noSuchOrder, type Routes, unknownOrder } from './route.ts';

function place({ exchange, params }: Ground): object {
  const market = marketNamed(exchange, params.need('symbol'));
  const order = exchange.place(askOf('spot', market, params, exchange.time.now()));
  const fills = exchange.fills().filter(({ orderRef }) => orderRef === order.ref);
  return placedSpot(order, market, fills, params.get('newOrderRespType') ?? (order.type === 'stop' ? 'ACK' : 'FULL'));
}

function cancel({ exchange, params }: Ground): object {
  const market = marketNamed(exchange, params.need('symbol'));
  const order = exchange.cancel(nameIn(params), market.symbol);
  return canceledSpot(order, market, params.get('newClientOrderId') ?? cancelIdOf(order));
}

const form = (exchange: Exchange) => (order: BookedOrder) => spotOrder(order, exchange.market(order.market));

/** Orders and trades of Binance spot. */
export const SPOT_ROUTES: Routes = {
  'POST /api/v3/order': { needs: 'spot', run: place },
  'DELETE /api/v3/order': { needs: 'spot', run: cancel },
  'GET /api/v3/order': {
    needs: 'reading',
    run: ({ exchange, view, params }) => {
      const market = marketNamed(exchange, params.need('symbol'));
      const order = view.order(nameIn(params), market.symbol);
      if (order === undefined) throw noSuchOrder();
      return spotOrder(order, market);
    },
  },
  'DELETE /api/v3/openOrders': {
    needs: 'spot',
    run: ({ exchange, params }) => {
      const market = marketNamed(exchange, params.need('symbol'));
      const ended = exchange.cancelAll(market.symbol);
      if (ended.length === 0) throw unknownOrder();
      return ended.map((order) => canceledSpot(order, market, cancelIdOf(order)));
    },
  },
  'GET /api/v3/openOrders': {
    needs: 'reading',
    run: ({ exchange, view, params }) => {
      const symbol = params.get('symbol');
      return view.openOrders(symbol === undefined ? undefined : marketNamed(exchange, symbol).symbol).map(form(exchange));
    },
  },
  'GET /api/v3/allOrders': {
    needs: 'reading',
    run: ({ exchange, view, params }) => {
      const market = marketNamed(exchange, params.need('symbol'));
      const orders = view.orders(market.symbol).filter(({ id }) => Number(id) >= (params.number('orderId') ?? 0));
      return pageOf(orders, ({ createdAt }) => createdAt, params, SPOT_LIST, exchange.time.now()).map(form(exchange));
    },
  },
  'GET /api/v3/myTrades': {
    needs: 'reading',
    run: ({ exchange, view, params }) => {
      const market = marketNamed(exchange, params.need('symbol'));
      const ofOrder = params.get('orderId');
      const fills = view
        .fills(market.symbol)
        .filter(({ id, orderId }) => Number(id) >= (params.number('fromId') ?? 0) && (ofOrder === undefined || orderId === ofOrder));
      const page = pageOf(fills, ({ at }) => at, params, SPOT_LIST, exchange.time.now());
      return (params.get('fromId') === undefined ? page : fills.slice(0, params.limit(500, 1_000))).map((fill) => spotTrade(fill, market));
    },
  },
};
