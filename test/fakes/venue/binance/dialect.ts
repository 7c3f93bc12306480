import type { Described, Dialect, VenueCall, VenueSocket } from '../dialect.ts';
import type { Exchange } from '../exchange.ts';
import type { CallKind, WireAnswer } from '../faults.ts';
import type { RefusalKind } from '../refusal.ts';
import { ALGO_ROUTES } from './algoRoutes.ts';
import { BINANCE_ANSWERS, BinanceError, failure, ok } from './answer.ts';
import { FUTURES_ACCOUNT_ROUTES } from './futuresAccountRoutes.ts';
import { FuturesAccountStream } from './futuresAccountStream.ts';
import { FUTURES_ROUTES } from './futuresRoutes.ts';
import type { KeyPair, Keys } from './keys.ts';
import { MarketStreams } from './marketStreams.ts';
import { Params } from './params.ts';
import { PUBLIC_ROUTES } from './publicRoutes.ts';
import type { PrivateRoute, Routes } from './route.ts';
import { SpotAccountStream } from './spotAccountStream.ts';
import { SPOT_ROUTES } from './spotRoutes.ts';
import { WALLET_ROUTES } from './walletRoutes.ts';
import { inBinanceWords } from './wording.ts';

const ROUTES: Routes = { ...SPOT_ROUTES, ...WALLET_ROUTES, ...FUTURES_ROUTES, ...ALGO_ROUTES, ...FUTURES_ACCOUNT_ROUTES };
const CREATES = new Set(['POST /api/v3/order', 'POST /fapi/v1/order', 'POST /fapi/v1/algoOrder']);
const PUBLIC = /^\/(api\/v3|fapi\/v[123])\/(.+)$/;

/**
 * Binance spot (`/api/v3`, `/sapi/v1`) and USD-M futures (`/fapi/v1…v3`) with their websockets. A host as first part of the path, as left there by
 * a client that keeps it (`/fapi.binance.com/fapi/v1/time`), is passed over.
 */
export class BinanceDialect implements Dialect {
  readonly spotAccount: SpotAccountStream;
  readonly futuresAccount: FuturesAccountStream;
  readonly #spot: Exchange;
  readonly #futures: Exchange;
  readonly #keys: Keys;
  readonly #spotMarkets: MarketStreams;
  readonly #futuresMarkets: MarketStreams;

  constructor(spot: Exchange, futures: Exchange, keys: Keys) {
    this.#spot = spot;
    this.#futures = futures;
    this.#keys = keys;
    this.#spotMarkets = new MarketStreams(spot);
    this.#futuresMarkets = new MarketStreams(futures);
    this.spotAccount = new SpotAccountStream(spot, keys);
    this.futuresAccount = new FuturesAccountStream(futures);
  }

  describe(call: VenueCall): Described {
    const name = `${call.method} ${plain(call.path)}`;
    const authenticated = call.headers['x-mbx-apikey'] !== undefined || /(^|&)signature=/.test(`${call.rawQuery}&${call.rawBody}`);
    const creates = CREATES.has(name) ? [clientIdIn(call)] : [];
    return { kind: kindOf(name, call.method), authenticated, creates };
  }

  answer(call: VenueCall): WireAnswer {
    try {
      return ok(this.#run(call));
    } catch (error) {
      if (error instanceof BinanceError) return error.answer;
      throw error;
    }
  }

  refuse(kind: RefusalKind, call: VenueCall): WireAnswer {
    const cancels = call.method === 'DELETE' || call.method === 'POST';
    if (kind === 'unknown-order' && !cancels) return BINANCE_ANSWERS.noSuchOrder;
    return inBinanceWords(kind, plain(call.path).startsWith('/fapi'));
  }

  failure(status: number, retryAfter: number | undefined): WireAnswer {
    return failure(status, retryAfter, this.#spot.time.now());
  }

  maintenance(): WireAnswer {
    return BINANCE_ANSWERS.maintenance;
  }

  connected(socket: VenueSocket): void {
    const path = plain(socket.path);
    const listenKey = new URLSearchParams(socket.rawQuery).get('listenKey') ?? /\/ws\/([A-Za-z0-9]{64})$/.exec(path)?.[1];
    if (listenKey !== undefined) this.futuresAccount.connected(socket, listenKey);
    else if (!path.startsWith('/ws-api/')) this.#streamsOf(path).open(socket);
  }

  heard(socket: VenueSocket, text: string): void {
    const path = plain(socket.path);
    if (path.startsWith('/ws-api/')) this.spotAccount.heard(socket, text);
    else this.#streamsOf(path).heard(socket, text);
  }

  closed(socket: VenueSocket): void {
    this.spotAccount.close(socket);
    this.futuresAccount.close(socket);
    this.#spotMarkets.close(socket);
    this.#futuresMarkets.close(socket);
  }

  #streamsOf = (path: string): MarketStreams => (/^\/(public|market|private)\//.test(path) ? this.#futuresMarkets : this.#spotMarkets);

  #run(call: VenueCall): unknown {
    const path = plain(call.path);
    const name = `${call.method} ${path}`;
    const futures = path.startsWith('/fapi/');
    const exchange = futures ? this.#futures : this.#spot;
    const params = new Params(call);
    const open = call.method === 'GET' ? PUBLIC.exec(path)?.[2] : undefined;
    const publicRoute = open === undefined ? undefined : PUBLIC_ROUTES[open];
    const updates = (market: string) => (futures ? this.#futuresMarkets : this.#spotMarkets).updates(market);
    if (publicRoute !== undefined) return publicRoute(exchange, params, updates);
    if (path === '/dapi/v1/exchangeInfo')
      return { timezone: 'UTC', serverTime: exchange.time.now(), rateLimits: [], exchangeFilters: [], symbols: [] };
    if (/^\/sapi\/v1\/margin\/(isolated\/)?allPairs$/.test(path)) return [];
    if (path === '/sapi/v1/system/status') return { status: 0, msg: 'normal' };
    if (path === '/fapi/v1/listenKey') return this.#listenKey(call);
    const route = ROUTES[name];
    if (route === undefined) throw new BinanceError(404, -5000, `Path ${path}, Method ${call.method} is invalid`);
    const key = this.#admitted(call, route);
    return route.run({ exchange, view: exchange.view({ staleMs: call.staleMs }), params, key });
  }

  #admitted(call: VenueCall, { needs }: PrivateRoute): KeyPair {
    const key = this.#keys.signed(call);
    if (!key.permissions[needs]) throw new BinanceError(401, -2015, 'Invalid API-key, IP, or permissions for action.');
    return key;
  }

  #listenKey(call: VenueCall): unknown {
    const { apiKey } = this.#keys.named(call);
    if (call.method === 'POST') return this.futuresAccount.open(apiKey);
    return call.method === 'PUT' ? this.futuresAccount.keep(apiKey) : this.futuresAccount.end(apiKey);
  }
}

/** The path without a host in front of it. */
const plain = (path: string): string => path.replace(/^\/[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?(?=\/)/, '');

function kindOf(name: string, method: string): CallKind {
  if (CREATES.has(name)) return 'create';
  const path = name.split(' ')[1] ?? '';
  if (method === 'DELETE' && !path.endsWith('listenKey')) return 'cancel';
  if (method !== 'GET') return 'other';
  return ROUTES[name] === undefined ? 'public' : 'read';
}

function clientIdIn(call: VenueCall): string {
  const params = new Params(call);
  return params.get('newClientOrderId') ?? params.get('clientAlgoId') ?? '';
}
