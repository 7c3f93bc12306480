import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type BookOrder, type BookTrade, shown, units, ValrBooks } from './valrBooks.ts';
import { ValrMarket } from './valrMarket.ts';

/** What the next order request meets: lost on the way there or back, a page, too many requests, or nothing at all. */
export type ValrFault = 'lost before' | 'lost after' | 'page' | 'too many' | 'no id' | 'silence';

/** `cut`: the socket is closed without a word; `silence`: it stays open without one. */
type Reply = { readonly status: number; readonly content: unknown; readonly headers?: Record<string, string> } | 'cut' | 'silence';

const WINDOW_MS = 30_000;
const PAGE = 100;

/** VALR's REST API on a port of this machine: signatures checked, orders taken first and judged after `judgeAfterMs`. */
export class FakeValr {
  readonly apiKey = 'b9fb68df5485639d03c3171cf6a49ce7ef1ae3d3d1c9b5c9d6d1e8f3a7b4c2d1';
  readonly secret = '4961b74efac86b25cce8fbe4c9811c4c7a787b7a5996660afcc2e287ad864363';
  readonly books = new ValrBooks();
  readonly market = new ValrMarket();
  /** Requests that came with a key. */
  keyed = 0;
  /** Verb and path of every request, in their order. */
  readonly requests: string[] = [];
  judgeAfterMs = 20;
  fault: ValrFault | undefined;
  /** False: no status of an order is told, as if reads lagged behind. */
  tellsStatus = true;
  #server = createServer((request, response) => void this.#serve(request, response));

  async start(): Promise<string> {
    await new Promise<void>((listening) => this.#server.listen(0, '127.0.0.1', listening));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }

  get placements(): number {
    return this.requests.filter((line) => line.startsWith('POST /v1/orders/')).length;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const reply = this.#reply(request, body);
    if (reply === 'cut') {
      response.socket?.destroy();
      return;
    }
    if (reply === 'silence') return;
    const { status, content, headers = {} } = reply;
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(text);
  }

  #reply(request: IncomingMessage, body: string): Reply {
    const { method = '', url: path = '' } = request;
    this.requests.push(`${method} ${path}`);
    if (request.headers['x-valr-api-key'] !== undefined) this.keyed++;
    const told = this.market.tell(path);
    if (told !== undefined) return told;
    if (path === '/v1/public/time')
      return { status: 200, content: { epochTime: Math.floor(Date.now() / 1_000), time: new Date().toISOString() } };
    if (path === '/v1/public/pairs') return this.market.limited({ status: 200, content: PAIRS });
    const refusal = this.#refusal(request, method, path, body);
    if (refusal !== undefined) return { status: 401, content: refusal };
    if (method === 'POST') return this.#place(path, JSON.parse(body));
    if (method === 'DELETE') return this.#cancel(JSON.parse(body));
    return this.#tell(path);
  }

  #refusal({ headers }: IncomingMessage, method: string, path: string, body: string): object | undefined {
    const timestamp = String(headers['x-valr-timestamp']);
    if (Math.abs(Number(timestamp) - Date.now()) > WINDOW_MS)
      return { code: -92, message: 'Request timestamp is not within the allowed window' };
    const expected = createHmac('sha512', this.secret).update(timestamp).update(method).update(path).update(body).digest();
    const given = Buffer.from(String(headers['x-valr-signature']), 'hex');
    const isTheirs = headers['x-valr-api-key'] === this.apiKey && given.length === expected.length && timingSafeEqual(given, expected);
    return isTheirs ? undefined : { code: -93, message: 'Request has an invalid signature' };
  }

  #place(path: string, content: Record<string, string>): Reply {
    const fault = this.fault;
    this.fault = undefined;
    if (fault === 'lost before') return 'cut';
    if (fault === 'page') return { status: 502, content: '<html><body>Bad Gateway</body></html>' };
    if (fault === 'too many') return { status: 429, content: { code: -9, message: 'Too many requests' }, headers: { 'Retry-After': '2' } };
    if (content.pair !== 'BTCZAR') return { status: 400, content: { code: -21, message: 'Unsupported Currency Pair' } };
    const { customerOrderId = '' } = content;
    if (this.books.orders.some((order) => order.customerOrderId === customerOrderId))
      return { status: 400, content: { code: -14, message: 'Duplicate customerOrderId. It is already in use.' } };
    const order = this.books.take({
      customerOrderId,
      side: content.side === 'BUY' ? 'buy' : 'sell',
      type: path.endsWith('market') ? 'market' : 'limit',
      quantity: units(content.baseAmount ?? content.quantity ?? '0'),
      price: units(content.price ?? '0'),
    });
    setTimeout(() => this.books.judge(order), this.judgeAfterMs);
    if (fault === 'lost after') return 'cut';
    if (fault === 'silence') return 'silence';
    return { status: 202, content: fault === 'no id' ? {} : { id: order.orderId } };
  }

  #cancel({ customerOrderId }: Record<string, string>): Reply {
    const order = this.books.orders.find((one) => one.customerOrderId === customerOrderId);
    if (order === undefined || (order.status !== 'Active' && order.status !== 'Placed'))
      return { status: 404, content: { code: -20, message: 'Order not found' } };
    order.status = 'Cancelled';
    return { status: 202, content: '' };
  }

  #tell(path: string): Reply {
    const [route = '', query = ''] = path.split('?');
    const asked = new URLSearchParams(query);
    const { orders, trades, balances } = this.books;
    const byId = /^\/v1\/orders\/(BTCZAR|history\/summary)\/customerorderid\/([0-9a-f]{32})$/.exec(route);
    if (byId) {
      const lives = (order: BookOrder): boolean => order.status === 'Active' || order.status === 'Placed';
      const order = orders.find(
        (one) => one.customerOrderId === byId[2] && lives(one) === (byId[1] === 'BTCZAR') && one.status !== 'Placed',
      );
      return order === undefined || !this.tellsStatus
        ? { status: 404, content: { code: -20, message: 'Order not found' } }
        : { status: 200, content: orderRow(order) };
    }
    if (route === '/v1/orders/open') return { status: 200, content: orders.filter(({ status }) => status === 'Active').map(openRow) };
    if (route === '/v1/orders/history') {
      const past = orders.filter(({ status }) => status !== 'Active' && status !== 'Placed').toReversed();
      const skip = Number(asked.get('skip') ?? 0);
      return { status: 200, content: past.slice(skip, skip + PAGE).map(orderRow) };
    }
    if (route === '/v1/account/tradehistory') {
      const since = asked.get('startTime') ?? '';
      const newest = trades.filter(({ at }) => at >= since).toReversed();
      const from = newest.findIndex(({ id }) => id === asked.get('beforeId')) + 1;
      return { status: 200, content: newest.slice(from, from + PAGE).map(tradeRow) };
    }
    if (route === '/v1/account/transactionhistory') return { status: 200, content: TRANSFERS };
    if (route === '/v1/account/balances')
      return {
        status: 200,
        content: [...balances].map(([currency, total]) => ({ currency, available: shown(total), reserved: '0', total: shown(total) })),
      };
    if (route === '/v1/account/api-keys/current')
      return { status: 200, content: { label: 'Heron', permissions: ['View access', 'Trade'], allowedIpAddressCidr: '203.0.113.9/32' } };
    return { status: 404, content: { code: -1, message: 'No such address' } };
  }
}

const AT = '2026-11-21T10:00:00.000Z';
const PAIRS = [
  {
    symbol: 'BTCZAR',
    baseCurrency: 'BTC',
    quoteCurrency: 'ZAR',
    active: true,
    minBaseAmount: '0.0001',
    minQuoteAmount: '10',
    tickSize: '1',
    baseDecimalPlaces: '8',
    currencyPairType: 'SPOT',
  },
  {
    symbol: 'ETHZAR',
    baseCurrency: 'ETH',
    quoteCurrency: 'ZAR',
    active: false,
    minBaseAmount: '0.001',
    minQuoteAmount: '10',
    tickSize: '1',
    baseDecimalPlaces: '8',
    currencyPairType: 'SPOT',
  },
  {
    symbol: 'BTCUSDTPERP',
    baseCurrency: 'BTC',
    quoteCurrency: 'USDT',
    active: true,
    minBaseAmount: '0.001',
    minQuoteAmount: '10',
    tickSize: '1',
    baseDecimalPlaces: '3',
    currencyPairType: 'FUTURE',
  },
];
const TRANSFERS = [
  { id: 't2', transactionType: { type: 'BLOCKCHAIN_SEND' }, debitCurrency: 'BTC', debitValue: '0.25', eventAt: AT },
  { id: 't1', transactionType: { type: 'FIAT_DEPOSIT' }, creditCurrency: 'ZAR', creditValue: '1000.5', eventAt: AT },
];

const orderRow = (order: BookOrder): object => ({
  orderId: order.orderId,
  orderStatusType: order.status,
  currencyPair: 'BTCZAR',
  originalPrice: shown(order.price),
  remainingQuantity: shown(order.quantity - order.executed),
  originalQuantity: shown(order.quantity),
  orderSide: order.side,
  orderType: order.type,
  failedReason: order.failedReason,
  customerOrderId: order.customerOrderId,
  orderUpdatedAt: AT,
  orderCreatedAt: AT,
});
const openRow = (order: BookOrder): object => ({
  orderId: order.orderId,
  side: order.side,
  remainingQuantity: shown(order.quantity - order.executed),
  price: shown(order.price),
  currencyPair: 'BTCZAR',
  createdAt: AT,
  originalQuantity: shown(order.quantity),
  customerOrderId: order.customerOrderId,
  type: order.type,
  status: 'Active',
});
const tradeRow = ({ id, order, quantity, price, fee, feeCurrency, at }: BookTrade): object => ({
  id,
  orderId: order.orderId,
  customerOrderId: order.customerOrderId,
  currencyPair: 'BTCZAR',
  price: shown(price),
  quantity: shown(quantity),
  side: order.side,
  tradedAt: at,
  ...(fee >= 0n ? { fee: shown(fee), feeCurrency } : { makerReward: shown(-fee), makerRewardCurrency: feeCurrency }),
});
