import { type Decimal, isEqual, multiply, ONE, toNumber } from '#src/domain/decimal.ts';
import type { Market } from '#src/domain/market.ts';
import type { OrderSide } from '#src/domain/order.ts';
import type { Quote } from '#src/domain/quote.ts';
import type { Asset } from './account.ts';
import { type Grid, gridOf, priceFrom } from './border.ts';
import type { PaperOrder } from './order.ts';
import type { PaperPosition } from './perpetual.ts';

const { POSITIVE_INFINITY: NEVER_UP, NEGATIVE_INFINITY: NEVER_DOWN } = Number;

/** One market: its latest quote, the orders that wait in it, and its open position. */
export class Book {
  readonly market: Market;
  readonly baseAsset: Asset;
  /** Also what a perpetual settles in. */
  readonly quoteAsset: Asset;
  readonly ticks: Grid;
  readonly steps: Grid;
  readonly spot: boolean;
  quote: Quote | undefined;
  position: PaperPosition | undefined;
  /** Last price at or below (above) which the position is closed by force; kept by `refreshLiquidation`. */
  liquidatesBelow = NEVER_DOWN;
  liquidatesAbove = NEVER_UP;
  /** `quoteAsset.changes` when they were computed. */
  liquidationSeen = -1;
  fundingDueAt = NEVER_UP;

  /** Limit orders and stops whose price has not come, by arrival. */
  readonly resting = new Set<PaperOrder>();
  /**
   * Orders that take from each quote until they are full: market orders, stops whose price has come, liquidations, and limit orders that were
   * marketable on arrival, as long as they are.
   */
  readonly working = new Set<PaperOrder>();
  /** Nearest prices at which something in `resting` acts: highest buy and lowest sell limit, lowest buy and highest sell stop. */
  #buysAt = NEVER_DOWN;
  #sellsAt = NEVER_UP;
  #stopsAbove = NEVER_UP;
  #stopsBelow = NEVER_DOWN;
  #stale = false;
  readonly #oneEach: boolean;
  readonly #halfTick: number;
  #lastValue = Number.NaN;
  #lastPrice = ONE;

  constructor(market: Market, baseAsset: Asset, quoteAsset: Asset) {
    this.market = market;
    this.baseAsset = baseAsset;
    this.quoteAsset = quoteAsset;
    this.ticks = gridOf(market.tick);
    this.steps = gridOf(market.step);
    this.spot = market.kind === 'spot';
    this.#oneEach = isEqual(market.contractSize, ONE);
    this.#halfTick = toNumber(market.tick) / 2;
  }

  /** What one unit of amount is worth at this price, in quote. */
  unitWorth(price: Decimal): Decimal {
    return this.#oneEach ? price : multiply(price, this.market.contractSize);
  }

  /** amount × price × contractSize, in quote, exact. */
  worth(amount: Decimal, price: Decimal): Decimal {
    return multiply(amount, this.unitWorth(price));
  }

  /** A quote's float as an exact price on the tick. The same one is asked for several times in a row. */
  priceFrom(value: number): Decimal {
    if (value !== this.#lastValue) {
      this.#lastPrice = priceFrom(value, this.ticks);
      this.#lastValue = value;
    }
    return this.#lastPrice;
  }

  /** Where several positions settle in one asset, each price moves the liquidation prices of the others. */
  replaceQuote(quote: Quote): void {
    this.quote = quote;
    if (this.position !== undefined && this.quoteAsset.positions.size > 1) this.quoteAsset.changes++;
  }

  rest(order: PaperOrder): void {
    this.resting.add(order);
    this.#widen(order);
  }

  moveToRest(order: PaperOrder): void {
    this.working.delete(order);
    this.rest(order);
  }

  moveToWork(order: PaperOrder): void {
    this.leave(order);
    this.working.add(order);
  }

  /** Takes an order out, wherever it waits. */
  leave(order: PaperOrder): void {
    if (this.resting.delete(order)) this.#stale = true;
    else this.working.delete(order);
  }

  /** True when this quote moves no waiting order. A few comparisons, however many orders rest here. */
  isQuiet(quote: Quote): boolean {
    if (this.working.size > 0) return false;
    if (this.resting.size === 0) return true;
    if (this.#stale) this.#findNearest();
    return quote.ask > this.#buysAt && quote.bid < this.#sellsAt && quote.last < this.#stopsAbove && quote.last > this.#stopsBelow;
  }

  /** Nearest last price strictly beyond `from` at which a resting order acts, or the infinity of that direction. */
  nextOrderLevel(from: number, direction: 'up' | 'down'): number {
    const up = direction === 'up';
    if (this.resting.size === 0) return up ? NEVER_UP : NEVER_DOWN;
    if (this.#stale) this.#findNearest();
    if (up) {
      const nearest = Math.min(this.#stopsAbove, this.#lastAtLimit('sell', this.#sellsAt));
      if (nearest > from) return nearest;
    } else {
      const nearest = Math.max(this.#stopsBelow, this.#lastAtLimit('buy', this.#buysAt));
      if (nearest < from) return nearest;
    }
    return this.#searchLevel(from, up); // `from` lies beyond orders that have not yet seen a quote there
  }

  #searchLevel(from: number, up: boolean): number {
    let found = up ? NEVER_UP : NEVER_DOWN;
    for (const order of this.resting) {
      const level = order.type === 'limit' ? this.#lastAtLimit(order.side, order.level) : order.level;
      if (up ? level > from && level < found : level < from && level > found) found = level;
    }
    return found;
  }

  /**
   * The last price at which a limit is surely reached, if the spread keeps its proportion: half a tick further than computed, so that rounding
   * cannot stop just short of it. Should the spread have widened on the way, the quote there says so and the next answer lies further on.
   */
  #lastAtLimit(side: OrderSide, limit: number): number {
    const { quote } = this;
    if (quote === undefined || !Number.isFinite(limit)) return limit;
    return side === 'buy' ? limit * (quote.last / quote.ask) - this.#halfTick : limit * (quote.last / quote.bid) + this.#halfTick;
  }

  #widen({ type, side, level }: PaperOrder): void {
    if (type === 'limit') {
      if (side === 'buy') this.#buysAt = Math.max(this.#buysAt, level);
      else this.#sellsAt = Math.min(this.#sellsAt, level);
    } else if (side === 'buy') this.#stopsAbove = Math.min(this.#stopsAbove, level);
    else this.#stopsBelow = Math.max(this.#stopsBelow, level);
  }

  #findNearest(): void {
    this.#buysAt = this.#stopsBelow = NEVER_DOWN;
    this.#sellsAt = this.#stopsAbove = NEVER_UP;
    for (const order of this.resting) this.#widen(order);
    this.#stale = false;
  }
}

/** True when the quote reaches a resting order: ask down to a buy limit, bid up to a sell limit, last up to a buy stop, down to a sell stop. */
export function isReached({ type, side, level }: PaperOrder, quote: Quote): boolean {
  if (type === 'limit') return side === 'buy' ? quote.ask <= level : quote.bid >= level;
  return side === 'buy' ? quote.last >= level : quote.last <= level;
}
