import type { VenueSocket } from '../dialect.ts';
import type { Exchange } from '../exchange.ts';
import type { Happening, Shown } from '../record.ts';
import { text } from '../units.ts';
import { feedBook, feedTicker } from './feedForm.ts';
import { productId, uuidOf } from './names.ts';
import { number } from './orderForm.ts';

/** Says something on a feed. */
export type Push = (socket: VenueSocket, feed: string, message: object) => void;

export const MARKET_FEEDS: readonly string[] = ['ticker', 'ticker_lite', 'trade', 'book'];

/** The public feeds ticker, ticker_lite, trade and book (one level a side). Subscriptions are remembered as `ticker BTC/USD:USD`. */
export class MarketStream {
  readonly #exchange: Exchange;
  readonly #rates: ReadonlyMap<string, number>;
  readonly #push: Push;
  #seq = 0;

  constructor(exchange: Exchange, rates: ReadonlyMap<string, number>, push: Push) {
    this.#exchange = exchange;
    this.#rates = rates;
    this.#push = push;
  }

  /** What a new subscription is told at once. */
  show(socket: VenueSocket, feed: string, market: string): void {
    const shown = this.#exchange.shown(market);
    if (shown === undefined) return;
    if (feed.startsWith('ticker')) this.#showTicker(socket, feed, shown);
    if (feed === 'book') this.#showBook(socket, shown, true);
    if (feed === 'trade') {
      const prints = this.#exchange.tape(market).prints.slice(-100).toReversed();
      const trades = prints.map(({ id, price, amount, side, at }) => this.#tradeOf({ kind: 'trade', market, id, price, amount, side, at }));
      this.#push(socket, feed, { feed: 'trade_snapshot', product_id: this.#productOf(market), trades });
    }
  }

  tell(socket: VenueSocket, happening: Happening): void {
    if (happening.kind === 'quote') {
      const { shown } = happening;
      for (const feed of ['ticker', 'ticker_lite']) if (socket.topics.has(`${feed} ${shown.market}`)) this.#showTicker(socket, feed, shown);
      if (socket.topics.has(`book ${shown.market}`)) this.#showBook(socket, shown, false);
    }
    if (happening.kind === 'trade' && socket.topics.has(`trade ${happening.market}`)) this.#push(socket, 'trade', this.#tradeOf(happening));
    if (happening.kind === 'raw-quote' && socket.topics.has(`ticker ${happening.market}`)) {
      const { bid, ask, last } = happening.fields;
      const message = { feed: 'ticker', product_id: this.#productOf(happening.market), time: this.#exchange.time.now() };
      this.#push(socket, 'ticker', { ...message, bid: asItIs(bid), ask: asItIs(ask), last: asItIs(last) });
    }
  }

  #showTicker(socket: VenueSocket, feed: string, shown: Shown): void {
    this.#push(socket, feed, feedTicker(this.#exchange, shown, this.#rates.get(shown.market) ?? 0, feed === 'ticker_lite'));
  }

  #showBook(socket: VenueSocket, shown: Shown, whole: boolean): void {
    const key = `book ${shown.market}`;
    const before = whole ? undefined : (socket.memory.get(key) as Shown | undefined);
    socket.memory.set(key, shown);
    this.#seq += 4;
    for (const message of feedBook(this.#exchange, before, shown, this.#seq)) this.#push(socket, 'book', message);
  }

  #tradeOf({ market, id, price, amount, side, at }: Extract<Happening, { kind: 'trade' }>): object {
    return {
      feed: 'trade',
      product_id: this.#productOf(market),
      uid: uuidOf(`print:${market}:${id}`),
      side,
      type: 'fill',
      seq: Number(id),
      time: at,
      qty: number(amount),
      price: Number(text(price)),
    };
  }

  #productOf(market: string): string {
    const { base, quote } = this.#exchange.market(market);
    return productId(base, quote);
  }
}

/** A number where it is one, else the text as it is. */
const asItIs = (value: string): number | string => (Number.isFinite(Number(value)) && value.trim() !== '' ? Number(value) : value);
