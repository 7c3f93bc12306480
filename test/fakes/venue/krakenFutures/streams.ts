import { randomUUID } from 'node:crypto';
import type { VenueSocket } from '../dialect.ts';
import type { Exchange } from '../exchange.ts';
import { ACCOUNT_FEEDS, AccountStream } from './accountStream.ts';
import type { AccountKey } from './keys.ts';
import { MARKET_FEEDS, MarketStream, type Push } from './marketStream.ts';
import { productId } from './names.ts';

/** A message of a client. */
interface Request {
  readonly event?: string;
  readonly feed?: string;
  readonly product_ids?: readonly string[];
  readonly api_key?: string;
  readonly original_challenge?: string;
  readonly signed_challenge?: string;
}

/** Websocket v1: public feeds for everybody, private ones with a challenge that was signed. */
export class Streams {
  /** Feeds that say nothing more while their sockets live and answer pings: what a dead subscription looks like. */
  readonly silent = new Set<string>();
  readonly #exchange: Exchange;
  readonly #keys: ReadonlyMap<string, AccountKey>;
  readonly #sockets = new Set<VenueSocket>();
  readonly #markets: MarketStream;
  readonly #account: AccountStream;

  constructor(exchange: Exchange, keys: ReadonlyMap<string, AccountKey>, rates: ReadonlyMap<string, number>) {
    this.#exchange = exchange;
    this.#keys = keys;
    this.#markets = new MarketStream(exchange, rates, this.#push);
    this.#account = new AccountStream(exchange, this.#push);
    exchange.on((happening) => {
      for (const socket of this.#sockets) this.#markets.tell(socket, happening);
      this.#account.tell(this.#sockets, happening);
    });
  }

  connected(socket: VenueSocket): void {
    this.#sockets.add(socket);
    socket.send({ event: 'info', version: 1 });
  }

  closed(socket: VenueSocket): void {
    this.#sockets.delete(socket);
  }

  heard(socket: VenueSocket, said: string): void {
    const request = JSON.parse(said) as Request;
    if (request.event === 'challenge') this.#challenge(socket, request);
    else if (request.event === 'subscribe') this.#subscribe(socket, request);
    else if (request.event === 'unsubscribe') this.#unsubscribe(socket, request);
    else socket.send({ event: 'error', message: 'Invalid event' });
  }

  #challenge(socket: VenueSocket, { api_key = '' }: Request): void {
    if (this.#keys.get(api_key)?.isValid !== true) {
      socket.send({ event: 'error', message: 'Invalid api key' });
      return;
    }
    const challenge = randomUUID();
    socket.memory.set('challenge', challenge);
    socket.send({ event: 'challenge', message: challenge });
  }

  #subscribe(socket: VenueSocket, request: Request): void {
    const { feed = '', product_ids = [] } = request;
    if (ACCOUNT_FEEDS.includes(feed)) this.#subscribeAccount(socket, request, feed);
    else if (!MARKET_FEEDS.includes(feed)) socket.send({ event: 'error', message: 'Invalid feed' });
    else if (product_ids.some((id) => this.#marketWith(id) === undefined)) socket.send({ event: 'error', message: 'Invalid product id' });
    else {
      socket.send({ event: 'subscribed', feed, product_ids });
      for (const id of product_ids) {
        const market = this.#marketWith(id) as string;
        socket.topics.add(`${feed} ${market}`);
        this.#markets.show(socket, feed, market);
      }
    }
  }

  #subscribeAccount(socket: VenueSocket, request: Request, feed: string): void {
    if (!this.#isSigned(socket, request)) {
      socket.send({ event: 'alert', message: 'Failed to subscribe to authenticated feed' });
      return;
    }
    socket.topics.add(feed);
    socket.send({ event: 'subscribed', feed });
    this.#account.show(socket, feed);
  }

  #unsubscribe(socket: VenueSocket, { feed = '', product_ids = [] }: Request): void {
    if (product_ids.length === 0) socket.topics.delete(feed);
    for (const id of product_ids) socket.topics.delete(`${feed} ${this.#marketWith(id)}`);
    socket.send({ event: 'unsubscribed', feed, product_ids });
  }

  /** The challenge must be the one that this very connection was given. */
  #isSigned(socket: VenueSocket, { api_key = '', original_challenge = '', signed_challenge = '' }: Request): boolean {
    const call = { key: api_key, challenge: original_challenge, signed: signed_challenge };
    return original_challenge === socket.memory.get('challenge') && this.#keys.get(api_key)?.admitChallenge(call) === true;
  }

  #marketWith(id: string): string | undefined {
    const markets = this.#exchange.markets().filter(({ kind }) => kind === 'perpetual');
    return markets.find(({ base, quote }) => productId(base, quote) === id.toUpperCase())?.symbol;
  }

  #push: Push = (socket, feed, message) => {
    if (!this.silent.has(feed)) socket.send(message);
  };
}
