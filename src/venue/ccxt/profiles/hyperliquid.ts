import { HEX_NUMBER_ID } from '#src/venue/ccxt/clientOrderId.ts';
import type { CcxtProfile, CreateCall, CreateShape } from '#src/venue/ccxt/profile.ts';
import { DAY_MS, NO_DEADLINE, NO_PERMISSIONS, READ_LAG_MS, reducing } from './common.ts';

/** There is no market order: ccxt makes a limit of the given price and its slippage option, so it always wants one. */
function create(order: CreateShape): CreateCall {
  const params = { clientOrderId: order.wireId, ...reducing(order) };
  if (order.type === 'limit') return { type: 'limit', price: 'limit', params };
  if (order.type === 'market') return { type: 'market', price: 'last', params };
  return { type: 'market', price: 'stop', params: { ...params, stopLossPrice: order.stopPrice } };
}

/**
 * Perpetuals. Before an order ccxt would set a referrer and approve a fee for a third party, each with a signed action of the account
 * (initializeClient): both are muted, and without the approval no fee is added.
 */
export const hyperliquid: CcxtProfile = {
  id: 'hyperliquid',
  title: 'Hyperliquid',
  kinds: ['perpetual'],
  testnet: 'sandbox',
  stream: { tickers: true, candles: true, account: true },
  credentials: ['walletAddress', 'privateKey'],
  options: { builderFee: false, approvedBuilderFee: false, refSet: true, defaultSlippage: 0.05, fetchMarkets: { types: ['swap'] } },
  rollingWindow: true,
  prepare: [],
  mute: ['initializeClient', 'handleBuilderFeeApproval', 'setRef'],
  clientId: { ...HEX_NUMBER_ID, inInfo: ['cloid'], unique: 'unproven' },
  duplicates: [/(duplicate|already)[^"]*cloid/i, /cloid[^"]*(duplicate|already|in use)/i],
  unsure: [],
  keyRefused: [],
  plainNo: [],
  reached: [/Invalid TP\/SL price/i],
  gone: [/never placed, already canceled, or filled/i],
  lookup: [
    { call: 'fetchOrder', of: 'plain', params: (wireId) => ({ clientOrderId: wireId }) },
    { call: 'fetchOpenOrders', of: 'plain', params: () => ({}) },
    { call: 'fetchOrders', of: 'plain', params: () => ({}) },
    { call: 'fetchMyTrades', of: 'plain', params: () => ({}) },
  ],
  lookupHorizonMs: DAY_MS, // the last 2,000 orders
  readLagMs: READ_LAG_MS,
  openOrders: [{ call: 'fetchOpenOrders', params: {}, perMarket: false }], // stops among them
  closedOrders: [{ call: 'fetchOrders', params: {}, perMarket: false }],
  fills: [{ call: 'fetchMyTrades', params: {}, perMarket: false }],
  deadline: undefined, // expiresAfter exists, but ccxt's createOrder does not sign it
  create,
  cancel: {
    byVenueId: () => ({}),
    byClientId: (wireId) => ({ id: wireId, params: { clientOrderId: wireId } }),
  },
  stops: { perpetual: true },
  leverage: () => ({ marginMode: 'cross' }),
  funding: true,
  transfers: [
    { call: 'fetchDeposits', params: {} },
    { call: 'fetchWithdrawals', params: {} },
  ],
  deadMan: undefined, // scheduleCancel is for large accounts, and ccxt cannot take it back (0 means "now" there)
  permissions: undefined, // an API wallet cannot withdraw; the main wallet can, and ccxt cannot tell which of them the key is
  time: true,
  makerFeePct: 0.015,
  takerFeePct: 0.045,
  slippageBps: 8,
  supervised: [NO_DEADLINE, NO_PERMISSIONS],
};
