import type { VenueSocket } from '../dialect.ts';
import type { Exchange } from '../exchange.ts';
import type { BookedFill, BookedOrder, Happening } from '../record.ts';
import { padded, text, ZERO } from '../units.ts';
import { BinanceError } from './answer.ts';
import type { Keys } from './keys.ts';
import { Digits } from './marketForm.ts';
import { nameOf } from './names.ts';
import { cancelIdOf, clientIdOf, statusOf, timeInForceOf, typeOf } from './orderForm.ts';

/** Spot's user data over the websocket API: `userDataStream.subscribe.signature`, then events in an envelope with the subscription's number. */
export class SpotAccountStream {
  readonly #exchange: Exchange;
  readonly #keys: Keys;
  readonly #subscribed = new Map<VenueSocket, number>();
  #count = 0;

  constructor(exchange: Exchange, keys: Keys) {
    this.#exchange = exchange;
    this.#keys = keys;
    exchange.on((happening) => this.#happened(happening));
  }

  close(socket: VenueSocket): void {
    this.#subscribed.delete(socket);
  }

  /** Ends every subscription as the venue does when a key is revoked; the sockets stay open. */
  terminate(): void {
    for (const [socket, subscriptionId] of this.#subscribed) {
      socket.send({ subscriptionId, event: { e: 'eventStreamTerminated', E: this.#exchange.time.now() } });
    }
    this.#subscribed.clear();
  }

  heard(socket: VenueSocket, message: string): void {
    const { id, method, params = {} } = JSON.parse(message) as { id?: unknown; method?: string; params?: Record<string, unknown> };
    try {
      if (method !== 'userDataStream.subscribe.signature')
        throw new BinanceError(400, -1100, `Illegal characters found in parameter 'method'.`);
      const key = this.#keys.signedParams(params);
      if (!key.permissions.reading) throw new BinanceError(401, -2015, 'Invalid API-key, IP, or permissions for action.');
      const subscriptionId = this.#count++;
      this.#subscribed.set(socket, subscriptionId);
      socket.send({ id, status: 200, result: { subscriptionId } });
    } catch (error) {
      if (!(error instanceof BinanceError)) throw error;
      socket.send({ id, status: error.answer.status, error: error.answer.body });
    }
  }

  #happened(happening: Happening): void {
    if (happening.kind === 'order') this.#tell(this.#report(happening.order, undefined));
    else if (happening.kind === 'fill') this.#tell(this.#report(happening.order, happening.fill));
    else if (happening.kind === 'balance') this.#moved(happening);
  }

  #moved({ asset, change, why }: Extract<Happening, { kind: 'balance' }>): void {
    const now = this.#exchange.time.now();
    if (why === 'deposit' || why === 'withdrawal') this.#tell({ e: 'balanceUpdate', E: now, a: asset, d: padded(change, 8), T: now });
    const { total, held } = this.#exchange.holding(asset);
    this.#tell({ e: 'outboundAccountPosition', E: now, u: now, B: [{ a: asset, f: padded(total - held, 8), l: padded(held, 8) }] });
  }

  #tell(event: object): void {
    for (const [socket, subscriptionId] of this.#subscribed) socket.send({ subscriptionId, event });
  }

  #report(order: BookedOrder, fill: BookedFill | undefined): object {
    const market = this.#exchange.market(order.market);
    const { ofPrice, ofAmount } = new Digits(market);
    const status = statusOf(order);
    const canceled = status === 'CANCELED';
    return {
      e: 'executionReport',
      E: this.#exchange.time.now(),
      s: nameOf(market),
      c: canceled ? cancelIdOf(order) : clientIdOf(order),
      S: order.side.toUpperCase(),
      o: typeOf(order, market),
      f: timeInForceOf(order),
      q: ofAmount(order.amount),
      p: ofPrice(order.price ?? ZERO),
      P: ofPrice(order.stopPrice ?? ZERO),
      F: '0.00000000',
      g: -1,
      C: canceled ? clientIdOf(order) : '',
      x: fill === undefined ? status : 'TRADE',
      X: status,
      r: 'NONE',
      i: Number(order.id),
      l: ofAmount(fill?.amount ?? ZERO),
      z: ofAmount(order.filled),
      L: ofPrice(fill?.price ?? ZERO),
      n: fill === undefined ? '0' : text(fill.fee),
      N: fill?.feeAsset ?? null,
      T: order.updatedAt,
      t: fill === undefined ? -1 : Number(fill.id),
      I: order.ref,
      w: order.state === 'open',
      m: fill?.liquidity === 'maker',
      M: false,
      O: order.createdAt,
      Z: padded(order.cost, 8),
      Y: padded(fill?.cost ?? ZERO, 8),
      Q: '0.00000000',
      W: order.createdAt,
      V: 'EXPIRE_MAKER',
    };
  }
}
