import { PLAIN_ID } from '#src/venue/ccxt/clientOrderId.ts';
import type { CcxtProfile, CreateCall, CreateShape } from '#src/venue/ccxt/profile.ts';
import { BINANCE_DEADLINE, BINANCE_DUPLICATES, BINANCE_KEY_REFUSED, BINANCE_PERMISSIONS, BINANCE_UNSURE } from './binance.ts';
import { DAY_MS, plainType, READ_LAG_MS, reducing } from './common.ts';

/** Stops live at another endpoint (`/fapi/v1/algoOrder`, clientAlgoId), which every call about them has to be told. */
const STOP = { trigger: true } as const;

function create(order: CreateShape): CreateCall {
  return {
    ...plainType(order),
    params: { clientOrderId: order.wireId, ...reducing(order), ...(order.type === 'stop' ? { stopLossPrice: order.stopPrice } : {}) },
  };
}

/** USD-M perpetuals. */
export const binanceusdm: CcxtProfile = {
  id: 'binanceusdm',
  title: 'Binance USD-M',
  kinds: ['perpetual'],
  testnet: 'demo', // ccxt refuses to sign for the old futures testnet, although urls.test still names it
  onTestnet: { permissions: undefined }, // sapi is not there
  stream: { tickers: true, candles: true, account: true },
  credentials: ['apiKey', 'secret'],
  options: { fetchOpenOrders: { warnWithoutSymbol: false }, fetchCurrencies: false, recvWindow: 5_000 },
  rollingWindow: true,
  prepare: [],
  mute: [],
  clientId: { ...PLAIN_ID, inInfo: ['clientOrderId', 'clientAlgoId'], unique: 'open' },
  duplicates: [...BINANCE_DUPLICATES, /client algo id is duplicated/i, /"code":\s*-20132\b/],
  unsure: BINANCE_UNSURE,
  keyRefused: BINANCE_KEY_REFUSED,
  plainNo: [],
  reached: [/trigger immediately|immediately trigger/i],
  gone: [],
  lookup: [
    { call: 'fetchOrder', of: 'plain', params: (wireId) => ({ clientOrderId: wireId }) },
    { call: 'fetchOpenOrders', of: 'plain', params: () => ({}) },
    { call: 'fetchOrders', of: 'plain', params: () => ({}) },
    { call: 'fetchOrder', of: 'stop', params: (wireId) => ({ ...STOP, clientOrderId: wireId }) },
    { call: 'fetchOpenOrders', of: 'stop', params: () => STOP },
    { call: 'fetchOrders', of: 'stop', params: () => STOP },
  ],
  lookupHorizonMs: 3 * DAY_MS, // a canceled order without fills is forgotten after three days
  readLagMs: READ_LAG_MS,
  openOrders: [
    { call: 'fetchOpenOrders', params: {}, perMarket: false },
    { call: 'fetchOpenOrders', params: STOP, perMarket: false, stopsOf: ['perpetual'] },
  ],
  closedOrders: [
    { call: 'fetchOrders', params: {}, perMarket: true, maxSpanMs: 7 * DAY_MS },
    { call: 'fetchOrders', params: STOP, perMarket: true, maxSpanMs: 7 * DAY_MS },
  ],
  fills: [{ call: 'fetchMyTrades', params: {}, perMarket: true, maxSpanMs: 7 * DAY_MS }],
  deadline: BINANCE_DEADLINE,
  create,
  cancel: {
    byVenueId: (of) => (of === 'stop' ? STOP : {}),
    byClientId: (wireId, of) => ({ id: undefined, params: { clientOrderId: wireId, ...(of === 'stop' ? STOP : {}) } }),
  },
  stops: { perpetual: true },
  leverage: () => ({}),
  funding: true,
  // Money comes from the spot wallet; fetchDeposits would tell of that one.
  transfers: [{ call: 'fetchLedger', params: { incomeType: 'TRANSFER' }, types: ['transfer'] }],
  deadMan: undefined, // countdownCancelAll exists, per market, and not behind cancelAllOrdersAfter
  permissions: BINANCE_PERMISSIONS('enableFutures'),
  time: true,
  makerFeePct: 0.02,
  takerFeePct: 0.05,
  slippageBps: 5,
  supervised: [],
};
