import { PLAIN_ID } from '#src/venue/ccxt/clientOrderId.ts';
import type { CcxtProfile, CreateCall, CreateShape } from '#src/venue/ccxt/profile.ts';
import { DAY_MS, NO_DEADLINE, NO_PERMISSIONS, plainType, READ_LAG_MS, reducing } from './common.ts';

function create(order: CreateShape): CreateCall {
  return {
    ...plainType(order),
    // triggerPrice: `stp` on the last price. stopLossPrice would do the same and set reduceOnly by itself, which a stop entry must not have.
    params: { clientOrderId: order.wireId, ...reducing(order), ...(order.type === 'stop' ? { triggerPrice: order.stopPrice } : {}) },
  };
}

/** Perpetuals. */
export const krakenfutures: CcxtProfile = {
  id: 'krakenfutures',
  title: 'Kraken Futures',
  kinds: ['perpetual'],
  testnet: 'sandbox',
  stream: { tickers: true, candles: false, account: true },
  credentials: ['apiKey', 'secret'],
  options: {},
  rollingWindow: true,
  prepare: [],
  mute: [],
  clientId: { ...PLAIN_ID, inInfo: ['cliOrdId', 'clientId'], unique: 'recent' },
  duplicates: [/clientOrderIdAlreadyExist/],
  unsure: [],
  keyRefused: [],
  plainNo: [/wouldNotReducePosition|selfFill|tooManySmallOrders/],
  reached: [],
  gone: [],
  // Order status remembers an ended order for seconds only (fast fills vanish from it), so history and fills are asked as well. ccxt's
  // fetchClosedOrders calls an order closed that was placed with a partial fill: amounts decide, not that word.
  lookup: [
    { call: 'fetchOrders', of: 'plain', params: (wireId) => ({ cliOrdIds: wireId }) },
    { call: 'fetchOpenOrders', of: 'plain', params: () => ({}) },
    { call: 'fetchClosedOrders', of: 'plain', params: () => ({}) },
    { call: 'fetchCanceledOrders', of: 'plain', params: () => ({}) },
    { call: 'fetchMyTrades', of: 'plain', params: () => ({}) },
  ],
  lookupHorizonMs: 7 * DAY_MS,
  readLagMs: READ_LAG_MS,
  openOrders: [{ call: 'fetchOpenOrders', params: {}, perMarket: false }], // stops among them
  closedOrders: [
    { call: 'fetchClosedOrders', params: {}, perMarket: false },
    { call: 'fetchCanceledOrders', params: {}, perMarket: false },
    { call: 'fetchCanceledOrders', params: { trigger: true }, perMarket: false },
  ],
  fills: [{ call: 'fetchMyTrades', params: {}, perMarket: false }],
  deadline: undefined,
  create,
  cancel: {
    byVenueId: () => ({}),
    byClientId: (wireId) => ({ id: undefined, params: { cliOrdId: wireId } }),
  },
  stops: { perpetual: true },
  leverage: () => ({}),
  funding: true,
  transfers: [{ call: 'fetchLedger', params: {}, types: ['transfer'] }],
  deadMan: { takesStops: true },
  permissions: undefined,
  time: false,
  makerFeePct: 0.02,
  takerFeePct: 0.05,
  slippageBps: 8,
  supervised: [NO_DEADLINE, NO_PERMISSIONS],
};
