import type { VenueSocket } from '../dialect.ts';
import type { Exchange } from '../exchange.ts';
import type { Happening, Shown } from '../record.ts';
import { text, type Units } from '../units.ts';
import { asItIs, feedCandle, feedSide, feedTicker, stamp } from './feedForm.ts';

/** Says something on a channel. */
export type Push = (socket: VenueSocket, channel: string, type: 'snapshot' | 'update', data: readonly object[]) => void;

export const MARKET_CHANNELS: readonly string[] = ['ticker', 'book', 'trade', 'ohlc'];

/** How a subscription is remembered: `ticker BTC/USD`, `ohlc BTC/USD 5`. */
export const topicOf = (channel: string, market: string, minutes: number): string =>
  channel === 'ohlc' ? `ohlc ${market} ${minutes}` : `${channel} ${market}`;

/** The public channels ticker, book (one level a side; its checksum is not counted), trade and ohlc. */
export class MarketStream {
  readonly #exchange: Exchange;
  readonly #push: Push;

  constructor(exchange: Exchange, push: Push) {
    this.#exchange = exchange;
    this.#push = push;
  }

  /** What a new subscription is told at once. */
  show(socket: VenueSocket, channel: string, market: string, minutes: number): void {
    const shown = this.#exchange.shown(market);
    if (shown === undefined) return;
    if (channel === 'ticker') this.#push(socket, channel, 'snapshot', [feedTicker(this.#exchange, shown)]);
    if (channel === 'book') this.#push(socket, channel, 'snapshot', [this.#book(socket, shown, true)]);
    if (channel === 'ohlc') this.#push(socket, channel, 'snapshot', this.#candles(market, minutes, 720));
    if (channel === 'trade') {
      const prints = this.#exchange.tape(market).prints.slice(-50);
      this.#push(
        socket,
        channel,
        'snapshot',
        prints.map(({ id, price, amount, side, at }) => tradeOf(market, price, amount, side, id, at)),
      );
    }
  }

  tell(socket: VenueSocket, happening: Happening): void {
    if (happening.kind === 'quote') this.#tellQuote(socket, happening.shown);
    if (happening.kind === 'trade') this.#tellTrade(socket, happening);
    if (happening.kind === 'raw-quote' && socket.topics.has(`ticker ${happening.market}`)) {
      const { bid, ask, last } = happening.fields;
      this.#push(socket, 'ticker', 'update', [{ symbol: happening.market, bid: asItIs(bid), ask: asItIs(ask), last: asItIs(last) }]);
    }
  }

  #tellQuote(socket: VenueSocket, shown: Shown): void {
    if (socket.topics.has(`ticker ${shown.market}`)) this.#push(socket, 'ticker', 'update', [feedTicker(this.#exchange, shown)]);
    if (socket.topics.has(`book ${shown.market}`)) this.#push(socket, 'book', 'update', [this.#book(socket, shown, false)]);
  }

  #tellTrade(socket: VenueSocket, { market, price, amount, side, id, at }: Extract<Happening, { kind: 'trade' }>): void {
    if (socket.topics.has(`trade ${market}`)) this.#push(socket, 'trade', 'update', [tradeOf(market, price, amount, side, id, at)]);
    for (const topic of socket.topics) {
      const [channel, of, minutes] = topic.split(' ');
      if (channel === 'ohlc' && of === market) this.#push(socket, 'ohlc', 'update', this.#candles(market, Number(minutes), 1));
    }
  }

  #book(socket: VenueSocket, shown: Shown, whole: boolean): object {
    const key = `book ${shown.market}`;
    const before = whole ? undefined : (socket.memory.get(key) as Shown | undefined);
    socket.memory.set(key, shown);
    return {
      symbol: shown.market,
      bids: feedSide(before?.bid, shown.bid, shown.bidSize),
      asks: feedSide(before?.ask, shown.ask, shown.askSize),
      checksum: 0,
      ...(!whole && { timestamp: stamp(shown.at) }),
    };
  }

  #candles(market: string, minutes: number, count: number): object[] {
    const now = this.#exchange.time.now();
    const ms = minutes * 60_000;
    const from = Math.floor(now / ms) * ms - (count - 1) * ms;
    const candles = this.#exchange.tape(market).candles(ms, from, now + 1);
    return candles.map((candle) => feedCandle(market, minutes, candle));
  }
}

const tradeOf = (symbol: string, price: Units, qty: Units, side: 'buy' | 'sell', id: string, at: number) => ({
  symbol,
  side,
  price: Number(text(price)),
  qty: Number(text(qty)),
  ord_type: 'market',
  trade_id: Number(id),
  timestamp: stamp(at),
});
