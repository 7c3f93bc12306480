import { PLAIN_ID } from '#src/venue/ccxt/clientOrderId.ts';
import type { CcxtParams, CcxtProfile, CreateCall, CreateShape } from '#src/venue/ccxt/profile.ts';
import { field, HOUR_MS, NO_TRANSFERS, plainType, READ_LAG_MS, reducing } from './common.ts';

const SPOT_STOP = { trigger: true, ordType: 'trigger' } as const;
const PERPETUAL_STOP = { trigger: true, ordType: 'conditional' } as const;

/**
 * Stops go to `order-algo`, which knows our id as algoClOrdId; ccxt writes clOrdId only. On spot a `conditional` would be sent as a margin order by
 * ccxt, and a `trigger` on perpetuals knows no reduceOnly.
 */
function stopOf(order: CreateShape): CcxtParams {
  if (order.type !== 'stop') return {};
  const id = { algoClOrdId: order.wireId };
  return order.kind === 'spot' ? { ...id, triggerPrice: order.stopPrice } : { ...id, stopLossPrice: order.stopPrice };
}

/** ccxt 4.5.84 sends spot market orders as tgtCcy base_ccy by itself: amounts are base. It says so again in the options. */
export const okx: CcxtProfile = {
  id: 'okx',
  title: 'OKX',
  kinds: ['spot', 'perpetual'],
  testnet: 'sandbox', // the same address with another header
  stream: { tickers: true, candles: true, account: true },
  credentials: ['apiKey', 'secret', 'password'],
  options: {
    createOrder: 'privatePostTradeOrder',
    tgtCcy: 'base_ccy',
    createMarketBuyOrderRequiresPrice: false,
    fetchMarkets: { types: ['spot', 'swap'] },
  },
  rollingWindow: false,
  prepare: [],
  mute: [],
  clientId: { ...PLAIN_ID, inInfo: ['algoClOrdId', 'clOrdId'], unique: 'recent' }, // no hyphens
  duplicates: [/"s?code":\s*"51016"/i, /duplicated? client order id/i, /algoClOrdId[^"]*duplicate/i],
  unsure: [/does not indicate success or failure/i, /"s?code":\s*"50004"/i],
  keyRefused: [],
  plainNo: [],
  reached: [/"s?code":\s*"(51278|51280)"/i],
  gone: [],
  lookup: [
    { call: 'fetchOrder', of: 'plain', params: (wireId) => ({ clOrdId: wireId }) },
    { call: 'fetchOpenOrders', of: 'plain', params: () => ({}) },
    { call: 'fetchClosedOrders', of: 'plain', params: () => ({}) },
    { call: 'fetchCanceledOrders', of: 'plain', params: () => ({}) },
    { call: 'fetchOrder', of: 'stop', params: (wireId) => ({ trigger: true, clOrdId: wireId }) },
    { call: 'fetchOpenOrders', of: 'stop', params: () => SPOT_STOP, kinds: ['spot'] },
    { call: 'fetchOpenOrders', of: 'stop', params: () => PERPETUAL_STOP, kinds: ['perpetual'] },
  ],
  lookupHorizonMs: 2 * HOUR_MS, // canceled without a fill: two hours
  readLagMs: READ_LAG_MS,
  openOrders: [
    { call: 'fetchOpenOrders', params: {}, perMarket: false },
    { call: 'fetchOpenOrders', params: SPOT_STOP, perMarket: false, stopsOf: ['spot'] },
    { call: 'fetchOpenOrders', params: PERPETUAL_STOP, perMarket: false, stopsOf: ['perpetual'] },
  ],
  closedOrders: [
    { call: 'fetchClosedOrders', params: { type: 'spot' }, perMarket: false, kind: 'spot' },
    { call: 'fetchCanceledOrders', params: { type: 'spot' }, perMarket: false, kind: 'spot' },
    { call: 'fetchClosedOrders', params: { type: 'swap' }, perMarket: false, kind: 'perpetual' },
    { call: 'fetchCanceledOrders', params: { type: 'swap' }, perMarket: false, kind: 'perpetual' },
    { call: 'fetchCanceledOrders', params: { type: 'spot', ...SPOT_STOP }, perMarket: false, kind: 'spot' },
    { call: 'fetchCanceledOrders', params: { type: 'swap', ...PERPETUAL_STOP }, perMarket: false, kind: 'perpetual' },
  ],
  fills: [
    { call: 'fetchMyTrades', params: { type: 'spot' }, perMarket: false, kind: 'spot' },
    { call: 'fetchMyTrades', params: { type: 'swap' }, perMarket: false, kind: 'perpetual' },
  ],
  deadline: { lengthMs: 30_000, params: () => ({}) }, // the signed timestamp is good for 30 s; ccxt cannot send expTime with one order
  create: (order): CreateCall => ({ ...plainType(order), params: { clientOrderId: order.wireId, ...reducing(order), ...stopOf(order) } }),
  cancel: {
    byVenueId: (of) => (of === 'stop' ? { trigger: true } : {}),
    byClientId: (wireId, of) => ({ id: wireId, params: { clOrdId: wireId, ...(of === 'stop' ? { trigger: true } : {}) } }),
  },
  stops: { spot: true, perpetual: true },
  leverage: () => ({ mgnMode: 'cross' }),
  funding: true,
  transfers: [], // deposits land on the funding account, and ccxt asks for the bills of one kind of market only
  deadMan: { takesStops: false },
  permissions: {
    method: 'privateGetAccountConfig',
    params: {},
    read: (answer) => {
      const perm = field(answer, 'data', 0, 'perm');
      if (typeof perm !== 'string') return undefined;
      const names = perm.split(',');
      const ip = field(answer, 'data', 0, 'ip');
      return {
        canTrade: names.includes('trade'),
        canWithdraw: names.includes('withdraw'),
        ipRestricted: typeof ip === 'string' ? ip !== '' : undefined,
      };
    },
  },
  time: true,
  makerFeePct: 0.1,
  takerFeePct: 0.15,
  slippageBps: 5,
  supervised: [NO_TRANSFERS],
};
