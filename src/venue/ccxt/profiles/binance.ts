import { PLAIN_ID } from '#src/venue/ccxt/clientOrderId.ts';
import type { CcxtProfile, CreateCall, CreateShape, PermissionCall } from '#src/venue/ccxt/profile.ts';
import { DAY_MS, field, isOn, leftMs, plainType, READ_LAG_MS } from './common.ts';

const RECV_WINDOW_MS = 5_000;

/** recvWindow counts from the timestamp that ccxt signs; ccxt's own default is 10 s, the venue's most is 60 s. Too late: -1021 (InvalidNonce). */
export const BINANCE_DEADLINE: CcxtProfile['deadline'] = {
  lengthMs: RECV_WINDOW_MS,
  params: (deadline, now) => ({ recvWindow: leftMs(deadline, now, RECV_WINDOW_MS) }),
};

/** `GET /sapi/v1/account/apiRestrictions`, for both kinds of market. Has no testnet. */
export const BINANCE_PERMISSIONS = (trade: string): PermissionCall => ({
  method: 'sapiGetAccountApiRestrictions',
  params: {},
  read: (answer) =>
    field(answer, 'enableReading') === undefined
      ? undefined
      : {
          canTrade: isOn(field(answer, trade)),
          canWithdraw: ['enableWithdrawals', 'enableInternalTransfer', 'permitsUniversalTransfer'].some((name) =>
            isOn(field(answer, name)),
          ),
          ipRestricted: isOn(field(answer, 'ipRestrict')),
        },
});

/** -2010 and -4116: "Duplicate order sent.", "ClientOrderId is duplicated." ccxt throws InvalidOrder, never DuplicateOrderId. */
export const BINANCE_DUPLICATES = [/duplicate order sent/i, /clientorderid is duplicated/i, /"code":\s*-4116\b/];
/**
 * -1006 UNEXPECTED_RESP and -1007 TIMEOUT say themselves that the status is unknown, -1004 that the server is busy; which class they get in ccxt
 * depends on the address that was called, and is a definite one for some.
 */
export const BINANCE_UNSURE = [/"code":\s*-100[0467]\b/, /execution status unknown/i];

/** Once a call has worked, ccxt takes -2015 for a short ban (DDoSProtection); a key that was revoked or lost its rights is told with the same code. */
export const BINANCE_KEY_REFUSED = [/"code":\s*-2015\b/];

function create(order: CreateShape): CreateCall {
  return {
    ...plainType(order),
    params: {
      clientOrderId: order.wireId, // without one ccxt makes up a random id with its broker's prefix
      ...(order.type === 'stop' ? { stopLossPrice: order.stopPrice } : {}), // STOP_LOSS; a spot order knows no reduceOnly
    },
  };
}

/** Spot. Futures are a venue of their own (binanceusdm). */
export const binance: CcxtProfile = {
  id: 'binance',
  title: 'Binance',
  kinds: ['spot'],
  testnet: 'sandbox',
  onTestnet: { permissions: undefined, transfers: [] }, // sapi, which tells both, is not there
  stream: { tickers: true, candles: true, account: true },
  credentials: ['apiKey', 'secret'],
  // Without symbol ccxt refuses to list open orders until the warning is switched off. defaultType keeps calls without a symbol on spot.
  options: {
    defaultType: 'spot',
    fetchMarkets: { types: ['spot'] },
    fetchOpenOrders: { warnWithoutSymbol: false },
    fetchCurrencies: false, // with a key, ccxt would ask about the wallet
    fetchMargins: false, // and about margin pairs before it tells the markets
    recvWindow: RECV_WINDOW_MS,
  },
  rollingWindow: true,
  prepare: [],
  mute: [],
  clientId: { ...PLAIN_ID, inInfo: ['clientOrderId', 'origClientOrderId'], unique: 'open' },
  duplicates: BINANCE_DUPLICATES,
  unsure: BINANCE_UNSURE,
  keyRefused: BINANCE_KEY_REFUSED,
  plainNo: [],
  reached: [/trigger immediately|immediately trigger/i],
  gone: [],
  // fetchClosedOrders keeps only filled ones, so all orders are listed instead. Trades carry the venue's order id, not ours.
  lookup: [
    { call: 'fetchOrder', of: 'plain', params: (wireId) => ({ clientOrderId: wireId }) },
    { call: 'fetchOpenOrders', of: 'plain', params: () => ({}) },
    { call: 'fetchOrders', of: 'plain', params: () => ({}) },
  ],
  lookupHorizonMs: 90 * DAY_MS,
  readLagMs: READ_LAG_MS,
  openOrders: [{ call: 'fetchOpenOrders', params: {}, perMarket: false }],
  closedOrders: [{ call: 'fetchOrders', params: {}, perMarket: true, maxSpanMs: DAY_MS }],
  fills: [{ call: 'fetchMyTrades', params: {}, perMarket: true, maxSpanMs: DAY_MS }],
  deadline: BINANCE_DEADLINE,
  create,
  cancel: {
    byVenueId: () => ({}),
    byClientId: (wireId) => ({ id: undefined, params: { clientOrderId: wireId } }),
  },
  stops: { spot: true },
  leverage: undefined,
  funding: false,
  transfers: [
    { call: 'fetchDeposits', params: {} },
    { call: 'fetchWithdrawals', params: {} },
  ],
  deadMan: undefined,
  permissions: BINANCE_PERMISSIONS('enableSpotAndMarginTrading'),
  time: true,
  makerFeePct: 0.1,
  takerFeePct: 0.1,
  slippageBps: 5,
  supervised: [],
};
