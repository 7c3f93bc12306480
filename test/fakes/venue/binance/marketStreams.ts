import type { VenueSocket } from '../dialect.ts';
import type { Exchange } from '../exchange.ts';
import type { Happening, ListedMarket, Shown } from '../record.ts';
import { padded, times } from '../units.ts';
import { intervalMs } from './interval.ts';
import { bookTicker, Digits, day, kline, levels } from './marketForm.ts';
import { isNamed, nameOf } from './names.ts';

type Raw = Extract<Happening, { kind: 'raw-quote' }>;

/** Public streams of one exchange: SUBSCRIBE and UNSUBSCRIBE, then bookTicker, ticker, miniTicker, trade, aggTrade, kline, depth, markPrice. */
export class MarketStreams {
  readonly #exchange: Exchange;
  readonly #sockets = new Set<VenueSocket>();
  /** Last update id of each book, and what it showed, so that a delta can take the old level away. */
  readonly #books = new Map<string, { id: number; shown: Shown | undefined }>();

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
    exchange.on((happening) => this.#happened(happening));
  }

  /** Last update id of a market's book. */
  updates = (market: string): number => this.#books.get(market)?.id ?? 1;

  open(socket: VenueSocket): void {
    this.#sockets.add(socket);
  }

  close(socket: VenueSocket): void {
    this.#sockets.delete(socket);
  }

  heard(socket: VenueSocket, text: string): void {
    const { method, params, id } = JSON.parse(text) as { method?: string; params?: string[]; id?: unknown };
    if (!Array.isArray(params) || (method !== 'SUBSCRIBE' && method !== 'UNSUBSCRIBE')) {
      socket.send({ error: { code: 2, msg: 'Invalid request: unknown variant' }, id: id ?? null });
      return;
    }
    const bad = params.find((stream) => !this.#isStream(stream));
    if (bad !== undefined) {
      socket.send({ error: { code: 2, msg: 'Invalid request: invalid stream' }, id });
      return;
    }
    for (const stream of params) {
      if (method === 'SUBSCRIBE') socket.topics.add(stream);
      else socket.topics.delete(stream);
    }
    socket.send({ result: null, id });
    // A quiet market here is a busy one there: what is shown now would be pushed within a second.
    if (method === 'SUBSCRIBE') for (const stream of params) this.#pushNow(socket, stream);
  }

  #isStream(stream: string): boolean {
    if (stream.startsWith('!')) return true;
    const [name = '', channel = ''] = stream.split('@');
    return isNamed(this.#exchange, name.toUpperCase()) && channel !== '';
  }

  #pushNow(socket: VenueSocket, stream: string): void {
    for (const market of this.#exchange.markets()) {
      const shown = this.#exchange.shown(market.symbol);
      if (shown === undefined) continue;
      const message = this.#messageFor(stream, market, shown);
      if (message !== undefined && !stream.includes('depth')) socket.send(message);
    }
  }

  #happened(happening: Happening): void {
    if (happening.kind === 'quote') this.#quoted(happening.shown);
    else if (happening.kind === 'raw-quote') this.#nonsense(happening);
    else if (happening.kind === 'trade') this.#traded(happening);
  }

  #quoted(shown: Shown): void {
    const market = this.#exchange.market(shown.market);
    const book = this.#books.get(shown.market) ?? { id: 1, shown: undefined };
    const before = book.shown;
    this.#books.set(shown.market, { id: book.id + 1, shown });
    for (const socket of this.#sockets) {
      for (const stream of socket.topics) {
        const message = stream.includes('@depth') ? this.#delta(stream, market, shown, before) : this.#messageFor(stream, market, shown);
        if (message !== undefined) socket.send(message);
      }
    }
  }

  #traded({ market: symbol, price, amount, side, id, at }: Extract<Happening, { kind: 'trade' }>): void {
    const market = this.#exchange.market(symbol);
    const { ofPrice, ofAmount } = new Digits(market);
    const name = nameOf(market);
    const common = { E: at, s: name, p: ofPrice(price), q: ofAmount(amount), T: at, m: side === 'sell' };
    const spot = market.kind === 'spot';
    for (const socket of this.#sockets) {
      for (const stream of socket.topics) {
        if (stream === `${name.toLowerCase()}@trade`) {
          socket.send({ e: 'trade', ...common, t: Number(id), ...(spot ? { M: true } : { X: 'MARKET' }) });
        } else if (stream === `${name.toLowerCase()}@aggTrade`) {
          socket.send({ e: 'aggTrade', ...common, a: Number(id), f: Number(id), l: Number(id), ...(spot && { M: true }) });
        }
      }
    }
  }

  #nonsense({ market: symbol, fields }: Raw): void {
    const market = this.#exchange.market(symbol);
    const s = nameOf(market);
    const now = this.#exchange.time.now();
    const { bid: b, ask: a, last: c } = fields;
    for (const socket of this.#sockets) {
      for (const stream of socket.topics) {
        if (stream === `${s.toLowerCase()}@bookTicker`) socket.send({ ...head(market, 'bookTicker', now), s, b, B: '1', a, A: '1' });
        if (stream === `${s.toLowerCase()}@miniTicker`)
          socket.send({ e: '24hrMiniTicker', E: now, s, c, o: c, h: c, l: c, v: '1', q: '1' });
        if (stream === `${s.toLowerCase()}@ticker`) {
          socket.send({
            e: '24hrTicker',
            E: now,
            s,
            c,
            o: c,
            h: c,
            l: c,
            v: '1',
            q: '1',
            C: now,
            ...(market.kind === 'spot' && { b, B: '1', a, A: '1' }),
          });
        }
      }
    }
  }

  /** Undefined when the stream is not about this market. */
  #messageFor(stream: string, market: ListedMarket, shown: Shown): unknown {
    const s = nameOf(market);
    const [name = '', channel = ''] = stream.split('@');
    const all = stream === `!${name.slice(1)}` && name.startsWith('!');
    if (!all && name !== s.toLowerCase() && !stream.startsWith('!')) return undefined;
    if (stream.startsWith('!')) {
      const inner = this.#single(name.slice(1), market, shown);
      return stream.includes('@arr') ? [inner] : inner;
    }
    return this.#single(channel, market, shown);
  }

  #single(channel: string, market: ListedMarket, shown: Shown): unknown {
    const s = nameOf(market);
    const now = this.#exchange.time.now();
    if (channel === 'bookTicker') {
      const { bidPrice: b, bidQty: B, askPrice: a, askQty: A } = bookTicker(market, shown) as Record<string, string>;
      return { ...head(market, 'bookTicker', shown.at), u: this.updates(market.symbol), s, b, B, a, A };
    }
    if (channel.startsWith('kline_')) return this.#kline(channel.slice('kline_'.length), market, now);
    const of = day(this.#exchange, market, shown);
    if (channel === 'markPrice') {
      return { e: 'markPriceUpdate', E: now, s, p: of.lastPrice, i: of.lastPrice, P: of.lastPrice, r: '0.00010000', T: now };
    }
    const mini = { E: now, s, c: of.lastPrice, o: of.openPrice, h: of.highPrice, l: of.lowPrice, v: of.volume, q: of.quoteVolume };
    if (channel === 'miniTicker') return { e: '24hrMiniTicker', ...mini };
    if (channel !== 'ticker') return undefined;
    const book = market.kind === 'spot' ? { b: of.bidPrice, B: of.bidQty, a: of.askPrice, A: of.askQty, x: of.prevClosePrice } : {};
    return {
      e: '24hrTicker',
      ...mini,
      ...book,
      p: of.priceChange,
      P: of.priceChangePercent,
      w: of.weightedAvgPrice,
      Q: of.lastQty,
      O: of.openTime,
      C: of.closeTime,
      F: of.firstId,
      L: of.lastId,
      n: of.count,
    };
  }

  #kline(interval: string, market: ListedMarket, now: number): unknown {
    const ms = intervalMs(interval);
    const start = Math.floor(now / ms) * ms;
    const [candle] = this.#exchange.tape(market.symbol).candles(ms, start, start + ms);
    if (candle === undefined) return undefined;
    const [t, o, h, l, c, v, T] = kline(market, ms, candle);
    const q = padded(times(candle.volume, candle.close), 8);
    const s = nameOf(market);
    return {
      e: 'kline',
      E: now,
      s,
      k: { t, T, s, i: interval, f: 0, L: 0, o, c, h, l, v, n: candle.trades, x: false, q, V: v, Q: q, B: '0' },
    };
  }

  #delta(stream: string, market: ListedMarket, shown: Shown, before: Shown | undefined): unknown {
    const s = nameOf(market);
    if (stream.split('@')[0] !== s.toLowerCase()) return undefined;
    const { bids, asks } = levels(market, shown);
    const gone = before === undefined ? { bids: [], asks: [] } : levels(market, before);
    const away = (old: [string, string][], now: [string, string][]) =>
      old.filter(([price]) => price !== now[0]?.[0]).map(([price]): [string, string] => [price, '0']);
    const u = this.updates(market.symbol);
    const at = this.#exchange.time.now();
    const more = market.kind === 'perpetual' ? { T: shown.at, pu: u - 1 } : {};
    return { e: 'depthUpdate', E: at, s, U: u, u, ...more, b: [...away(gone.bids, bids), ...bids], a: [...away(gone.asks, asks), ...asks] };
  }
}

/** Spot's book ticker has no event name and no time. */
const head = (market: ListedMarket, e: string, at: number): object => (market.kind === 'spot' ? {} : { e, E: at, T: at });
