import type { VenueSocket } from '../dialect.ts';
import type { Exchange } from '../exchange.ts';
import { ACCOUNT_CHANNELS, AccountStream, type Snapshots } from './accountStream.ts';
import { stamp } from './feedForm.ts';
import { MARKET_CHANNELS, MarketStream, type Push, topicOf } from './marketStream.ts';

/** A message of a client. */
interface Request {
  readonly method?: string;
  readonly req_id?: number;
  readonly params?: Snapshots & {
    readonly channel?: string;
    readonly symbol?: readonly string[];
    readonly interval?: number;
    readonly token?: string;
  };
}

/** Websocket v2: public channels for everybody, private ones with a token of GetWebSocketsToken. Any path serves both. */
export class Streams {
  /** Channels that say nothing more while their sockets live and answer pings: what a dead subscription looks like. */
  readonly silent = new Set<string>();
  readonly #exchange: Exchange;
  readonly #isToken: (token: string) => boolean;
  readonly #sockets = new Set<VenueSocket>();
  readonly #markets: MarketStream;
  readonly #account: AccountStream;

  constructor(exchange: Exchange, isToken: (token: string) => boolean) {
    this.#exchange = exchange;
    this.#isToken = isToken;
    this.#markets = new MarketStream(exchange, this.#push);
    this.#account = new AccountStream(exchange, this.#push);
    exchange.on((happening) => {
      for (const socket of this.#sockets) this.#markets.tell(socket, happening);
      this.#account.tell(this.#sockets, happening);
    });
  }

  connected(socket: VenueSocket): void {
    this.#sockets.add(socket);
    const data = [{ version: '2.0.10', system: 'online', api_version: 'v2', connection_id: 6_447_481_662_169 + this.#sockets.size }];
    socket.send({ channel: 'status', type: 'update', data });
  }

  closed(socket: VenueSocket): void {
    this.#sockets.delete(socket);
  }

  heard(socket: VenueSocket, said: string): void {
    const request = JSON.parse(said) as Request;
    const { method, req_id } = request;
    if (method === 'ping') socket.send({ method: 'pong', ...(req_id !== undefined && { req_id }), ...this.#times() });
    else if (method === 'subscribe') this.#subscribe(socket, request);
    else if (method === 'unsubscribe') this.#unsubscribe(socket, request);
    else this.#refuse(socket, request, 'Unsupported field: method');
  }

  /** Kraken says about once a second that the connection lives. */
  heartbeat(): void {
    for (const socket of this.#sockets) socket.send({ channel: 'heartbeat' });
  }

  #subscribe(socket: VenueSocket, request: Request): void {
    const { channel = '', symbol = [], token = '', interval = 1 } = request.params ?? {};
    if (MARKET_CHANNELS.includes(channel)) {
      for (const one of symbol) this.#subscribeMarket(socket, request, channel, one, interval);
    } else if (!ACCOUNT_CHANNELS.includes(channel)) {
      this.#refuse(socket, request, 'Subscription name invalid');
    } else if (!this.#isToken(token)) {
      this.#refuse(socket, request, 'ESession:Invalid session');
    } else {
      socket.topics.add(channel);
      this.#accept(socket, request, { channel });
      this.#account.show(socket, channel, request.params ?? {});
    }
  }

  #subscribeMarket(socket: VenueSocket, request: Request, channel: string, symbol: string, interval: number): void {
    const markets = this.#exchange.markets().filter(({ kind, status }) => kind === 'spot' && status !== 'delisted');
    if (!markets.some((market) => market.symbol === symbol)) {
      this.#refuse(socket, request, `Currency pair not supported ${symbol}`, symbol);
      return;
    }
    socket.topics.add(topicOf(channel, symbol, interval));
    this.#accept(socket, request, { channel, symbol, ...(channel === 'ohlc' && { interval }), snapshot: true });
    this.#markets.show(socket, channel, symbol, interval);
  }

  #unsubscribe(socket: VenueSocket, request: Request): void {
    const { channel = '', symbol = [] } = request.params ?? {};
    for (const topic of [...socket.topics]) {
      const [name, market] = topic.split(' ');
      if (name === channel && (market === undefined || symbol.includes(market))) socket.topics.delete(topic);
    }
    this.#accept(socket, request, { channel });
  }

  #accept({ send }: VenueSocket, { method, req_id }: Request, result: object): void {
    send({ method, ...(req_id !== undefined && { req_id }), result, success: true, ...this.#times() });
  }

  #refuse({ send }: VenueSocket, { method, req_id }: Request, error: string, symbol?: string): void {
    send({ error, method, ...(req_id !== undefined && { req_id }), success: false, ...(symbol && { symbol }), ...this.#times() });
  }

  #times = () => ({ time_in: stamp(this.#exchange.time.now()), time_out: stamp(this.#exchange.time.now()) });

  #push: Push = (socket, channel, type, data) => {
    if (this.silent.has(channel)) return;
    const sequence = ((socket.memory.get(`sequence ${channel}`) as number | undefined) ?? 0) + 1;
    socket.memory.set(`sequence ${channel}`, sequence);
    const timed = channel === 'ohlc' ? { timestamp: stamp(this.#exchange.time.now()) } : {};
    socket.send({ channel, type, ...timed, data, ...(ACCOUNT_CHANNELS.includes(channel) && { sequence }) });
  };
}
