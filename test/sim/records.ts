import { clientIdOf } from '#test/fakes/venue/binance/orderForm.ts';
import type { Exchange } from '#test/fakes/venue/exchange.ts';
import type {
  BookedFill,
  BookedFunding,
  BookedOrder,
  BookedPosition,
  BookedTransfer,
  Holding,
  ListedMarket,
} from '#test/fakes/venue/record.ts';
import { abs, text, ZERO } from '#test/fakes/venue/units.ts';

/** What ccxt makes of a venue's answers, with numbers as text, from the books of the exchange. */
type Form = Record<string, unknown>;

const STATUSES = {
  waiting: 'open',
  open: 'open',
  filled: 'closed',
  canceled: 'canceled',
  expired: 'expired',
  rejected: 'rejected',
} as const;

export function marketForm(market: ListedMarket): Form {
  const isPerpetual = market.kind === 'perpetual';
  return {
    symbol: market.symbol,
    spot: !isPerpetual,
    swap: isPerpetual,
    linear: isPerpetual ? true : undefined,
    inverse: isPerpetual ? false : undefined,
    active: market.status === 'trading',
    contractSize: isPerpetual ? market.contractSize : undefined,
    precision: { amount: market.step, price: market.tick },
    limits: { amount: { min: market.minAmount }, cost: { min: market.minNotional }, leverage: { max: String(market.maxLeverage) } },
  };
}

export function orderForm(order: BookedOrder, venue: string): Form {
  return {
    id: order.id,
    clientOrderId: venue === 'kraken' ? undefined : clientIdOf(order),
    symbol: order.market,
    type: order.price === undefined ? 'market' : 'limit',
    side: order.side,
    amount: text(order.amount),
    filled: text(order.filled),
    price: order.price === undefined ? undefined : text(order.price),
    triggerPrice: order.type === 'stop' && order.stopPrice !== undefined ? text(order.stopPrice) : undefined,
    reduceOnly: order.reduceOnly,
    status: STATUSES[order.state],
    timestamp: order.createdAt,
    info: venue === 'kraken' ? { cl_ord_id: order.clientOrderId } : {},
  };
}

/** A conditional order of Binance's futures, which lives on as another order once it was set off. */
export function algoForm(order: BookedOrder): Form {
  const onBook = order.triggeredAt !== undefined;
  return {
    ...orderForm(order, 'binanceusdm'),
    id: String(2_000_000 + order.ref),
    clientOrderId: undefined,
    filled: '0',
    status: onBook ? 'closed' : STATUSES[order.state],
    info: { clientAlgoId: clientIdOf(order), actualOrderId: onBook ? order.id : '' },
  };
}

/** The order that a conditional one became. */
export const setOffForm = (order: BookedOrder): Form => ({
  ...orderForm(order, 'binanceusdm'),
  triggerPrice: undefined,
  timestamp: order.triggeredAt,
});

export const tradeForm = (fill: BookedFill): Form => ({
  id: fill.id,
  order: fill.orderId,
  symbol: fill.market,
  side: fill.side,
  amount: text(fill.amount),
  price: text(fill.price),
  fee: { cost: text(fill.fee), currency: fill.feeAsset },
  takerOrMaker: fill.liquidity,
  timestamp: fill.at,
  info: {},
});

export function balanceForm(holdings: ReadonlyMap<string, Holding>): Form {
  const held = [...holdings].filter(([, { total }]) => total !== ZERO);
  return {
    total: Object.fromEntries(held.map(([asset, { total }]) => [asset, text(total)])),
    info: { assets: held.map(([asset, { total }]) => ({ asset, walletBalance: text(total) })) },
  };
}

export const positionForm = (position: BookedPosition, exchange: Exchange): Form => {
  const liquidation = exchange.liquidationPrice(position.market);
  return {
    symbol: position.market,
    contracts: text(abs(position.amount)),
    side: position.amount > 0n ? 'long' : 'short',
    entryPrice: text(position.entryPrice),
    leverage: String(position.leverage),
    liquidationPrice: liquidation === undefined ? undefined : text(liquidation),
  };
};

export const fundingForm = ({ id, market, amount, asset, at }: BookedFunding): Form => ({
  id,
  symbol: market,
  amount: text(amount),
  code: asset,
  timestamp: at,
});

export const transferForm = ({ id, kind, asset, amount, at }: BookedTransfer, type?: string): Form => ({
  id,
  type: type ?? kind,
  direction: kind === 'withdrawal' ? 'out' : 'in',
  currency: asset,
  amount: text(amount),
  status: 'ok',
  timestamp: at,
});
