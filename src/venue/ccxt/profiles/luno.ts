import { PLAIN_ID } from '#src/venue/ccxt/clientOrderId.ts';
import type { CcxtProfile, CreateCall, CreateShape } from '#src/venue/ccxt/profile.ts';
import { DAY_MS, leftMs, NO_PERMISSIONS, NO_STOP, NO_STREAM, NO_TRANSFERS, plainType, READ_LAG_MS } from './common.ts';

const TTL_MS = 5_000;

/**
 * ccxt maps no client id here; the venue's own field goes through. A market buy counts the quote asset (`counter_volume`) and could buy more than
 * was approved, so a buy at market is a limit a little above that ends at once (IOC), which counts the base asset.
 */
function create(order: CreateShape): CreateCall {
  const id = { client_order_id: order.wireId };
  if (order.type === 'market' && order.side === 'buy') return { type: 'limit', price: 'cap', params: { ...id, time_in_force: 'IOC' } };
  return { ...plainType(order), params: id };
}

const STATES: Readonly<Record<string, string>> = { AWAITING: 'PENDING', ACTIVE: 'PENDING', PENDING: 'PENDING' };

/** From the third version of the API to the first, which is what ccxt reads. */
const shape = (answer: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
  const { side, status } = answer as { side?: unknown; status?: unknown };
  return { ...answer, type: side === 'BUY' ? 'BID' : 'ASK', state: STATES[String(status)] ?? status };
};

/** Spot. ccxt leaves the state of an ended order as it is: COMPLETE, filled or not; amounts decide. */
export const luno: CcxtProfile = {
  id: 'luno',
  title: 'Luno',
  kinds: ['spot'],
  testnet: undefined,
  stream: { tickers: false, candles: false, account: false },
  credentials: ['apiKey', 'secret'],
  options: {},
  rollingWindow: true,
  prepare: [],
  mute: [],
  clientId: { ...PLAIN_ID, inInfo: ['client_order_id'], unique: 'recent' },
  duplicates: [/ErrDuplicateClientOrderID/i],
  unsure: [/ErrDeadlineExceeded/],
  keyRefused: [],
  plainNo: [],
  reached: [],
  gone: [/ErrCannotStopUnknownOrNonPendingOrder/],
  // ccxt's own lists carry no client id; the single order of API version 3 and the trades do.
  lookup: [
    {
      call: 'raw',
      raw: { path: '../3/order', api: 'exchangePrivate', method: 'GET', shape },
      of: 'plain',
      params: (wireId) => ({ client_order_id: wireId }),
    },
    { call: 'fetchMyTrades', of: 'plain', params: () => ({}) },
  ],
  lookupHorizonMs: 30 * DAY_MS,
  readLagMs: READ_LAG_MS,
  openOrders: [{ call: 'fetchOpenOrders', params: {}, perMarket: false }],
  closedOrders: [{ call: 'fetchClosedOrders', params: {}, perMarket: false }],
  fills: [{ call: 'fetchMyTrades', params: {}, perMarket: true }],
  deadline: { lengthMs: TTL_MS, params: (deadline, now) => ({ timestamp: Math.floor(now), ttl: leftMs(deadline, now, TTL_MS) }) },
  create,
  cancel: { byVenueId: () => ({}), byClientId: undefined },
  stops: { spot: false }, // its stops are stop-limit orders only
  leverage: undefined,
  funding: false,
  transfers: [],
  deadMan: undefined,
  permissions: undefined,
  time: false,
  makerFeePct: 0.4,
  takerFeePct: 0.6,
  slippageBps: 20,
  supervised: [NO_STOP, NO_TRANSFERS, NO_PERMISSIONS, NO_STREAM],
};
