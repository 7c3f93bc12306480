import { PLAIN_ID } from '#src/venue/ccxt/clientOrderId.ts';
import type { CcxtProfile, CreateCall, CreateShape } from '#src/venue/ccxt/profile.ts';
import { DAY_MS, field, NO_TRANSFERS, plainType, READ_LAG_MS } from './common.ts';

/** Stops live at another endpoint (`/api/v1/stop-order`). */
const STOP = { stop: true } as const;
const WEEK_MS = 7 * DAY_MS;

function create(order: CreateShape): CreateCall {
  return {
    ...plainType(order),
    params: { clientOid: order.wireId, ...(order.type === 'stop' ? { stopLossPrice: order.stopPrice } : {}) },
  };
}

/** Spot; its futures are another account. createOrder answers with the id only. */
export const kucoin: CcxtProfile = {
  id: 'kucoin',
  title: 'KuCoin',
  kinds: ['spot'],
  testnet: undefined,
  stream: { tickers: true, candles: true, account: true },
  credentials: ['apiKey', 'secret', 'password'],
  options: { fetchMarkets: { types: ['spot'], fetchTickersFees: false } },
  rollingWindow: true,
  // Which of its three kinds of account it is decides about the endpoints; createOrder would ask that itself.
  prepare: ['loadMigrationStatus', 'isUTAEnabled'],
  mute: [],
  clientId: { ...PLAIN_ID, inInfo: ['clientOid'], unique: 'recent' },
  duplicates: [/"126033"/, /"126044"/, /clientOid (is )?(duplicate|repeat|exist)/i, /duplicate order/i],
  unsure: [/"408000"/, /network timeout/i, /"12603[89]"/], // ccxt: BadRequest, although the venue only says that it took too long
  keyRefused: [],
  plainNo: [],
  reached: [],
  gone: [/"100004"/, /not allow(ed)? to (be )?cancel/i, /not cancelable/i],
  // Although our id is asked for, ccxt wants some id in the first argument.
  lookup: [
    { call: 'fetchOrder', of: 'plain', params: (wireId) => ({ clientOid: wireId }) },
    { call: 'fetchOpenOrders', of: 'plain', params: () => ({}) },
    { call: 'fetchClosedOrders', of: 'plain', params: () => ({}) },
    { call: 'fetchOrder', of: 'stop', params: (wireId) => ({ ...STOP, clientOid: wireId }) },
    { call: 'fetchOpenOrders', of: 'stop', params: () => STOP },
  ],
  lookupHorizonMs: DAY_MS,
  readLagMs: READ_LAG_MS,
  openOrders: [
    { call: 'fetchOpenOrders', params: {}, perMarket: true },
    { call: 'fetchOpenOrders', params: STOP, perMarket: true, stopsOf: ['spot'] },
  ],
  closedOrders: [{ call: 'fetchClosedOrders', params: {}, perMarket: true, maxSpanMs: WEEK_MS }],
  fills: [{ call: 'fetchMyTrades', params: {}, perMarket: true, maxSpanMs: WEEK_MS }],
  deadline: { lengthMs: 5_000, params: () => ({}) }, // the signed timestamp is good for 5 s
  create,
  cancel: {
    byVenueId: (of) => (of === 'stop' ? STOP : {}),
    byClientId: (wireId, of) => ({ id: undefined, params: { clientOid: wireId, ...(of === 'stop' ? STOP : {}) } }),
  },
  stops: { spot: true },
  leverage: undefined,
  funding: false,
  transfers: [], // deposits land on the main account, not on the one that is traded from
  deadMan: undefined,
  permissions: {
    method: 'privateGetUserApiKey',
    params: {},
    read: (answer) => {
      const permission = field(answer, 'data', 'permission');
      if (typeof permission !== 'string') return undefined;
      const names = permission.split(',').map((name) => name.trim().toLowerCase());
      const allowed = field(answer, 'data', 'ipWhitelist');
      return {
        canTrade: names.some((name) => name === 'spot' || name === 'trade' || name === 'unified'),
        canWithdraw: names.some((name) => name === 'transfer' || name.includes('withdraw')),
        ipRestricted: typeof allowed === 'string' && allowed !== '',
      };
    },
  },
  time: true,
  makerFeePct: 0.1,
  takerFeePct: 0.1,
  slippageBps: 8,
  supervised: [NO_TRANSFERS],
};
