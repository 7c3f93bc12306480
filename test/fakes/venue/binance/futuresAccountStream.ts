import { createHash } from 'node:crypto';
import type { VenueSocket } from '../dialect.ts';
import type { Exchange } from '../exchange.ts';
import type { BookedFill, BookedOrder, Happening } from '../record.ts';
import { padded, text, ZERO } from '../units.ts';
import { BinanceError } from './answer.ts';
import { algoIdOf, algoOrder, futuresOrder, isOnBook } from './futuresForm.ts';
import { Digits } from './marketForm.ts';
import { nameOf } from './names.ts';
import { clientIdOf } from './orderForm.ts';

const LIFE_MS = 3_600_000;
const REASONS = { fill: 'ORDER', funding: 'FUNDING_FEE', deposit: 'DEPOSIT', withdrawal: 'WITHDRAW' } as const;

/** USD-M user data: a listen key by REST, good for an hour, then a websocket that names it. */
export class FuturesAccountStream {
  readonly #exchange: Exchange;
  readonly #keys = new Map<string, { readonly owner: string; until: number }>();
  readonly #sockets = new Map<VenueSocket, string>();
  #count = 0;

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
    exchange.on((happening) => this.#happened(happening));
  }

  /** POST: a new key, or the living one with a new hour. */
  open(apiKey: string): object {
    const now = this.#exchange.time.now();
    for (const [listenKey, { owner, until }] of this.#keys) {
      if (owner === apiKey && until > now) return this.#prolong(listenKey);
    }
    this.#count++;
    const listenKey = createHash('sha512').update(`${apiKey} ${this.#count}`).digest('base64url').replaceAll(/[-_]/g, 'A').slice(0, 64);
    this.#keys.set(listenKey, { owner: apiKey, until: now + LIFE_MS });
    return { listenKey };
  }

  /** PUT: another hour. Throws -1125 when there is none. */
  keep(apiKey: string): object {
    for (const [listenKey, { owner }] of this.#keys) if (owner === apiKey) return this.#prolong(listenKey);
    throw new BinanceError(400, -1125, 'This listenKey does not exist.');
  }

  end(apiKey: string): object {
    for (const [listenKey, { owner }] of this.#keys) if (owner === apiKey) this.#keys.delete(listenKey);
    return {};
  }

  /** Every listen key ends now, as one does that was not kept alive. */
  expire(): void {
    for (const [socket, listenKey] of this.#sockets) socket.send({ e: 'listenKeyExpired', E: this.#exchange.time.now(), listenKey });
    this.#keys.clear();
    this.#sockets.clear();
  }

  knows = (listenKey: string): boolean => this.#keys.has(listenKey);

  connected(socket: VenueSocket, listenKey: string): void {
    // An unknown key is not refused: the stream just stays silent, as it does there.
    if (this.#keys.has(listenKey)) this.#sockets.set(socket, listenKey);
  }

  close(socket: VenueSocket): void {
    this.#sockets.delete(socket);
  }

  #prolong(listenKey: string): object {
    const known = this.#keys.get(listenKey);
    if (known !== undefined) known.until = this.#exchange.time.now() + LIFE_MS;
    return { listenKey };
  }

  #tell(event: object): void {
    const now = this.#exchange.time.now();
    for (const [socket, listenKey] of this.#sockets) {
      if ((this.#keys.get(listenKey)?.until ?? 0) > now) socket.send(event);
    }
  }

  #happened(happening: Happening): void {
    if (happening.kind === 'order') this.#ordered(happening.order, undefined);
    else if (happening.kind === 'fill') this.#ordered(happening.order, happening.fill);
    else if (happening.kind === 'position') this.#account('ORDER', this.#exchange.market(happening.market).quote, happening.market);
    else if (happening.kind === 'balance' && happening.why !== 'fill') this.#account(REASONS[happening.why], happening.asset, undefined);
  }

  #ordered(order: BookedOrder, fill: BookedFill | undefined): void {
    if (order.type === 'stop') this.#algo(order);
    if (!isOnBook(order)) return;
    const now = this.#exchange.time.now();
    this.#tell({ e: 'ORDER_TRADE_UPDATE', E: now, T: order.updatedAt, o: this.#report(order, fill) });
  }

  #algo(order: BookedOrder): void {
    const market = this.#exchange.market(order.market);
    const of = algoOrder(order, market);
    const { ofAmount } = new Digits(market);
    const now = this.#exchange.time.now();
    this.#tell({
      e: 'ALGO_UPDATE',
      T: order.updatedAt,
      E: now,
      o: {
        caid: of.clientAlgoId,
        aid: algoIdOf(order),
        at: 'CONDITIONAL',
        o: of.orderType,
        s: of.symbol,
        S: of.side,
        ps: 'BOTH',
        f: of.timeInForce,
        q: of.quantity,
        X: of.algoStatus,
        ai: of.actualOrderId,
        ap: of.actualPrice,
        aq: ofAmount(order.filled),
        act: isOnBook(order) ? (order.price === undefined ? 'MARKET' : 'LIMIT') : '0',
        tp: of.triggerPrice,
        p: of.price,
        V: 'EXPIRE_MAKER',
        wt: of.workingType,
        pm: 'NONE',
        cp: false,
        pP: false,
        R: order.reduceOnly,
        tt: order.triggeredAt ?? 0,
        gtd: 0,
        rm: '',
      },
    });
  }

  #report(order: BookedOrder, fill: BookedFill | undefined): object {
    const market = this.#exchange.market(order.market);
    const { ofPrice, ofAmount } = new Digits(market);
    const of = futuresOrder(order, market);
    const liquidated = order.origin === 'venue';
    return {
      s: of.symbol,
      c: clientIdOf(order),
      S: of.side,
      o: liquidated ? 'LIQUIDATION' : of.type,
      f: of.timeInForce,
      q: of.origQty,
      p: of.price,
      ap: of.avgPrice,
      sp: '0',
      x: fill === undefined ? (of.status === 'PARTIALLY_FILLED' ? 'NEW' : of.status) : liquidated ? 'CALCULATED' : 'TRADE',
      X: of.status,
      i: Number(order.id),
      l: ofAmount(fill?.amount ?? ZERO),
      z: of.executedQty,
      L: ofPrice(fill?.price ?? ZERO),
      ...(fill !== undefined && { N: fill.feeAsset, n: text(fill.fee) }),
      T: order.updatedAt,
      t: fill === undefined ? 0 : Number(fill.id),
      b: '0',
      a: '0',
      m: fill?.liquidity === 'maker',
      R: order.reduceOnly,
      wt: 'CONTRACT_PRICE',
      ot: of.origType,
      ps: 'BOTH',
      cp: false,
      rp: text(fill?.realized ?? ZERO),
      pP: false,
      si: 0,
      ss: 0,
      V: 'EXPIRE_MAKER',
      pm: 'NONE',
      gtd: 0,
    };
  }

  #account(reason: string, asset: string, symbol: string | undefined): void {
    const now = this.#exchange.time.now();
    const { total } = this.#exchange.holding(asset);
    const position = symbol === undefined ? undefined : this.#exchange.position(symbol);
    const P =
      symbol === undefined
        ? []
        : [
            {
              s: nameOf(this.#exchange.market(symbol)),
              pa: text(position?.amount ?? ZERO),
              ep: text(position?.entryPrice ?? ZERO),
              bep: text(position?.entryPrice ?? ZERO),
              cr: '0',
              up: padded(this.#exchange.unrealized(symbol), 8),
              mt: 'cross',
              iw: '0.00000000',
              ps: 'BOTH',
              ma: asset,
            },
          ];
    this.#tell({
      e: 'ACCOUNT_UPDATE',
      E: now,
      T: now,
      a: { m: reason, B: [{ a: asset, wb: padded(total, 8), cw: padded(total, 8), bc: '0' }], P },
    });
  }
}
