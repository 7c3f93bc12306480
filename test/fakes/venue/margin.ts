import type { Books } from './books.ts';
import { liquidationPrice, unrealized } from './position.ts';
import { remaining, worthOf } from './rules.ts';
import { abs, type Units, units, ZERO } from './units.ts';

/** Gain or loss of an open position at the last price. */
export function unrealizedIn(books: Books, market: string): Units {
  const position = books.position(market);
  const last = books.shown.get(market)?.last;
  return position === undefined || last === undefined ? ZERO : unrealized(position, books.market(market), last);
}

/** Where the venue would close a position by force; undefined when there is none or no such price. */
export function liquidationPriceIn(books: Books, market: string): Units | undefined {
  const position = books.position(market);
  if (position === undefined) return undefined;
  const listed = books.market(market);
  const others = books.openPositions().filter((one) => one.market !== market && books.market(one.market).quote === listed.quote);
  const cushion = others.reduce((sum, one) => sum + unrealizedIn(books, one.market), books.wallet.total(listed.quote));
  return liquidationPrice(position, listed, cushion, units(books.profile.maintenance));
}

/** What positions and open orders bind of an asset that perpetuals settle in. */
export function marginsIn(books: Books, asset: string): { readonly positions: Units; readonly orders: Units } {
  const bound = (amount: Units, price: Units, symbol: string, leverage: number) =>
    worthOf(books.market(symbol), amount, price) / BigInt(leverage);
  const inAsset = (symbol: string) => books.market(symbol).kind === 'perpetual' && books.market(symbol).quote === asset;
  const positions = books
    .openPositions()
    .filter((one) => inAsset(one.market))
    .reduce((sum, { amount, market, entryPrice, leverage }) => sum + bound(abs(amount), entryPrice, market, leverage), ZERO);
  const orders = books
    .open()
    .filter((order) => inAsset(order.market) && !order.reduceOnly)
    .reduce((sum, order) => {
      const price = order.price ?? order.stopPrice ?? books.shown.get(order.market)?.last ?? ZERO;
      return sum + bound(remaining(order), price, order.market, order.leverage);
    }, ZERO);
  return { positions, orders };
}

/** Money that a new perpetual order can bind. */
export function availableIn(books: Books, asset: string): Units {
  const { positions, orders } = marginsIn(books, asset);
  const results = books
    .openPositions()
    .filter((one) => books.market(one.market).quote === asset)
    .reduce((sum, one) => sum + unrealizedIn(books, one.market), ZERO);
  return books.wallet.total(asset) + results - positions - orders;
}
