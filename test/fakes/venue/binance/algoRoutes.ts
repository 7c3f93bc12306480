import type { Exchange } from '../exchange.ts';
import type { BookedOrder } from '../record.ts';
import type { OrderName } from '../view.ts';
import { BinanceError } from './answer.ts';
import { askOf } from './askOf.ts';
import { algoIdOf, algoOrder } from './futuresForm.ts';
import { marketNamed } from './names.ts';
import { FUTURES_LIST, pageOf } from './page.ts';
import type { Params } from './params.ts';
import { allCanceled, type Ground, noSuchOrder, type Routes, symbolOf, unknownOrder } from './route.ts';

const inAlgo = (exchange: Exchange) => (order: BookedOrder) => algoOrder(order, exchange.market(order.market));

/** `algoId` or `clientAlgoId`, as the exchange names the order. */
function algoNameIn(orders: readonly BookedOrder[], params: Params): OrderName & { readonly market?: string } {
  const algoId = params.number('algoId');
  const clientAlgoId = params.get('clientAlgoId');
  if (algoId === undefined && clientAlgoId === undefined) {
    throw new BinanceError(400, -1102, "Param 'algoId' or 'clientAlgoId' must be sent, but both were empty/null!");
  }
  const found = orders.findLast(
    (order) => order.type === 'stop' && (algoId === undefined ? order.clientOrderId === clientAlgoId : algoIdOf(order) === algoId),
  );
  return found === undefined ? { id: '' } : { id: found.id, market: found.market };
}

function place({ exchange, params }: Ground): object {
  const market = marketNamed(exchange, params.need('symbol'));
  if (params.need('algoType') !== 'CONDITIONAL') throw new BinanceError(400, -1130, "Data sent for parameter 'algoType' is not valid.");
  return algoOrder(exchange.place(askOf('algo', market, params, exchange.time.now())), market);
}

/** The algo service of USD-M futures: orders that wait for a price, under ids of their own. */
export const ALGO_ROUTES: Routes = {
  'POST /fapi/v1/algoOrder': { needs: 'futures', run: place },
  'DELETE /fapi/v1/algoOrder': {
    needs: 'futures',
    run: ({ exchange, params }) => {
      const { market, ...name } = algoNameIn(exchange.orders(), params);
      const order = exchange.find(name, market);
      if (order?.state !== 'waiting') throw unknownOrder();
      exchange.cancel({ id: order.id }, order.market);
      return { algoId: algoIdOf(order), clientAlgoId: order.clientOrderId, code: '200', msg: 'success' };
    },
  },
  'DELETE /fapi/v1/algoOpenOrders': {
    needs: 'futures',
    run: ({ exchange, params }) => {
      const market = marketNamed(exchange, params.need('symbol'));
      for (const order of exchange.orders()) {
        if (order.market === market.symbol && order.state === 'waiting') exchange.cancel({ id: order.id }, order.market);
      }
      return allCanceled;
    },
  },
  'GET /fapi/v1/algoOrder': {
    needs: 'reading',
    run: ({ exchange, view, params }) => {
      const { market, ...name } = algoNameIn(view.orders(), params);
      const order = view.order(name, market);
      if (order === undefined) throw noSuchOrder();
      return inAlgo(exchange)(order);
    },
  },
  'GET /fapi/v1/openAlgoOrders': {
    needs: 'reading',
    run: ({ exchange, view, params }) =>
      view
        .openOrders(symbolOf(exchange, params))
        .filter(({ state }) => state === 'waiting')
        .map(inAlgo(exchange)),
  },
  'GET /fapi/v1/allAlgoOrders': {
    needs: 'reading',
    run: ({ exchange, view, params }) => {
      const market = marketNamed(exchange, params.need('symbol'));
      const orders = view.orders(market.symbol).filter(({ type }) => type === 'stop');
      return pageOf(orders, ({ createdAt }) => createdAt, params, FUTURES_LIST, exchange.time.now()).map(inAlgo(exchange));
    },
  },
};
