import { PLAIN_ID } from '#src/venue/ccxt/clientOrderId.ts';
import type { CcxtProfile, CreateCall, CreateShape } from '#src/venue/ccxt/profile.ts';
import { DAY_MS, NO_FUNDING, NO_PERMISSIONS, NO_STREAM, plainType, READ_LAG_MS, reducing } from './common.ts';

function create(order: CreateShape): CreateCall {
  const stop = { stop_order_type: 'stop_loss_order', stop_price: order.stopPrice, stop_trigger_method: 'last_traded_price' };
  return {
    ...plainType(order),
    // ccxt knows no stop here (`triggerPrice` would be sent as it stands and ignored), so the venue's own fields go through.
    params: { clientOrderId: order.wireId, ...reducing(order), ...(order.type === 'stop' ? stop : {}) },
  };
}

/** Perpetuals; amounts are contracts. */
export const delta: CcxtProfile = {
  id: 'delta',
  title: 'Delta Exchange',
  kinds: ['perpetual'],
  testnet: 'sandbox',
  stream: undefined,
  credentials: ['apiKey', 'secret'],
  options: {},
  rollingWindow: true,
  prepare: [],
  mute: [],
  clientId: { ...PLAIN_ID, inInfo: ['client_order_id'], unique: 'unproven' }, // exactly the 32 characters that it takes
  duplicates: [/client_order_id[^}]*(duplicate|already|taken|exist|unique)/i, /duplicate_client_order_id/i],
  unsure: [],
  keyRefused: [],
  plainNo: [],
  reached: [],
  gone: [/already_cancelled/i, /order_already_(filled|closed)/i],
  lookup: [
    { call: 'fetchOrder', of: 'plain', params: (wireId) => ({ clientOrderId: wireId }) },
    { call: 'fetchOpenOrders', of: 'plain', params: () => ({ states: 'open,pending' }) },
    { call: 'fetchClosedOrders', of: 'plain', params: () => ({}) },
  ],
  lookupHorizonMs: DAY_MS,
  readLagMs: READ_LAG_MS,
  openOrders: [{ call: 'fetchOpenOrders', params: { states: 'open,pending' }, perMarket: false }], // pending: stops that wait
  closedOrders: [{ call: 'fetchClosedOrders', params: {}, perMarket: false }],
  fills: [{ call: 'fetchMyTrades', params: {}, perMarket: false }],
  deadline: { lengthMs: 5_000, params: () => ({}) }, // a signature is good for 5 s
  create,
  cancel: { byVenueId: () => ({}), byClientId: undefined }, // ccxt makes a number of the id: NaN without one
  stops: { perpetual: true },
  leverage: () => ({}),
  funding: false,
  transfers: [{ call: 'fetchLedger', params: {}, types: ['transaction', 'transfer'] }],
  deadMan: undefined,
  permissions: undefined,
  time: true,
  makerFeePct: 0.02,
  takerFeePct: 0.05,
  slippageBps: 10,
  supervised: [NO_FUNDING, NO_PERMISSIONS, NO_STREAM],
};
