import { PLAIN_ID } from '#src/venue/ccxt/clientOrderId.ts';
import type { CcxtProfile, CreateCall, CreateShape } from '#src/venue/ccxt/profile.ts';
import { DAY_MS, field, plainType, READ_LAG_MS, reducing } from './common.ts';

const SPOT = { type: 'spot' } as const;
const PERPETUAL = { type: 'swap', subType: 'linear' } as const;
const STOP = { trigger: true } as const;
/** A cancel says it in the venue's own word: ccxt takes its own back on spot only, and would send it on elsewhere. */
const STOP_CANCEL = { orderFilter: 'StopOrder' } as const;
const WEEK_MS = 7 * DAY_MS;

/**
 * A spot stop goes out as `StopOrder` (triggerPrice), because ccxt can cancel no other kind; on perpetuals stopLossPrice brings the direction and
 * reduceOnly with it.
 */
function stopOf(order: CreateShape): Readonly<Record<string, unknown>> {
  if (order.type !== 'stop') return {};
  return order.kind === 'spot' ? { triggerPrice: order.stopPrice } : { stopLossPrice: order.stopPrice };
}

/** Unified account. ccxt 4.5.84 sends a spot market order without price as `marketUnit: baseCoin` there; classic accounts count the quote asset. */
export const bybit: CcxtProfile = {
  id: 'bybit',
  title: 'Bybit',
  kinds: ['spot', 'perpetual'],
  testnet: 'sandbox',
  stream: { tickers: true, candles: true, account: true },
  credentials: ['apiKey', 'secret'],
  options: {
    recvWindow: 5_000,
    createMarketBuyOrderRequiresPrice: false,
    defaultSettle: 'USDT',
    fetchMarkets: { types: ['spot', 'linear'] },
  },
  rollingWindow: true,
  prepare: ['isUnifiedEnabled'],
  mute: [],
  clientId: { ...PLAIN_ID, inInfo: ['orderLinkId'], unique: 'recent' },
  // 10014 and 30001 come as BadRequest, the others as InvalidOrder.
  duplicates: [
    /"(ret_?code)":\s*"?(110072|170141|110030|10014|30001)\b/i,
    /order_?link(ed)?_?id is (duplicate|repeated)/i,
    /duplicate clientorderid/i,
  ],
  unsure: [/"(ret_?code)":\s*"?(170146|170147|170007|10016)\b/i, /order creation timeout/i, /timeout waiting for response/i],
  keyRefused: [],
  plainNo: [],
  reached: [/expect (rising|falling), but trigger_price/i],
  gone: [/"(ret_?code)":\s*"?(110008|110010|170142|170190|30032|30037)\b/i],
  // fetchOrder sees the last 500 orders and breaks on an unknown one (it calls a method of the missing id): the lists take our id.
  lookup: [
    { call: 'fetchOpenOrders', of: 'plain', params: (wireId) => ({ orderLinkId: wireId }) },
    { call: 'fetchCanceledAndClosedOrders', of: 'plain', params: (wireId) => ({ orderLinkId: wireId }) },
    { call: 'fetchMyTrades', of: 'plain', params: (wireId) => ({ orderLinkId: wireId }) },
    { call: 'fetchOpenOrders', of: 'stop', params: (wireId) => ({ ...STOP, orderLinkId: wireId }) },
    { call: 'fetchCanceledAndClosedOrders', of: 'stop', params: (wireId) => ({ ...STOP, orderLinkId: wireId }) },
  ],
  lookupHorizonMs: DAY_MS, // canceled without a fill: 24 hours
  readLagMs: READ_LAG_MS,
  openOrders: [
    { call: 'fetchOpenOrders', params: SPOT, perMarket: false, kind: 'spot' },
    { call: 'fetchOpenOrders', params: { ...SPOT, ...STOP }, perMarket: false, kind: 'spot', stopsOf: ['spot'] },
    { call: 'fetchOpenOrders', params: PERPETUAL, perMarket: false, kind: 'perpetual', stopsOf: ['perpetual'] }, // among all others
  ],
  closedOrders: [
    { call: 'fetchCanceledAndClosedOrders', params: SPOT, perMarket: false, kind: 'spot', maxSpanMs: WEEK_MS },
    { call: 'fetchCanceledAndClosedOrders', params: { ...SPOT, ...STOP }, perMarket: false, kind: 'spot', maxSpanMs: WEEK_MS },
    { call: 'fetchCanceledAndClosedOrders', params: PERPETUAL, perMarket: false, kind: 'perpetual', maxSpanMs: WEEK_MS },
  ],
  // ccxt asks for execType Trade only: forced closes have to be asked for by name.
  fills: [
    { call: 'fetchMyTrades', params: SPOT, perMarket: false, kind: 'spot', maxSpanMs: WEEK_MS },
    { call: 'fetchMyTrades', params: PERPETUAL, perMarket: false, kind: 'perpetual', maxSpanMs: WEEK_MS },
    { call: 'fetchMyTrades', params: { ...PERPETUAL, execType: 'BustTrade' }, perMarket: false, kind: 'perpetual', maxSpanMs: WEEK_MS },
    { call: 'fetchMyTrades', params: { ...PERPETUAL, execType: 'AdlTrade' }, perMarket: false, kind: 'perpetual', maxSpanMs: WEEK_MS },
  ],
  deadline: { lengthMs: 5_000, params: () => ({}) }, // recv_window, from ccxt's options only
  create: (order): CreateCall => ({ ...plainType(order), params: { clientOrderId: order.wireId, ...reducing(order), ...stopOf(order) } }),
  cancel: {
    byVenueId: (of) => (of === 'stop' ? STOP_CANCEL : {}),
    byClientId: (wireId, of) => ({ id: undefined, params: { orderLinkId: wireId, ...(of === 'stop' ? STOP_CANCEL : {}) } }),
  },
  stops: { spot: true, perpetual: true },
  leverage: () => ({}),
  funding: true,
  transfers: [{ call: 'fetchLedger', params: {}, types: ['transaction'] }],
  deadMan: undefined, // what ccxt calls cancelAllOrdersAfter acts when the private websocket breaks, not when the call is not repeated
  permissions: {
    method: 'privateGetV5UserQueryApi',
    params: {},
    read: (answer) => {
      const result = field(answer, 'result');
      const names = JSON.stringify(field(result, 'permissions') ?? null);
      if (names === 'null') return undefined;
      const ips = field(result, 'ips');
      return {
        canTrade: !isReadOnly(result) && /SpotTrade|"Order"/.test(names),
        canWithdraw: /Withdraw|SubMemberTransfer/.test(names),
        ipRestricted: Array.isArray(ips) ? ips.length > 0 && !ips.includes('*') : undefined,
      };
    },
  },
  time: true,
  makerFeePct: 0.1,
  takerFeePct: 0.1,
  slippageBps: 5,
  supervised: [],
};

const isReadOnly = (result: unknown): boolean => String(field(result, 'readOnly')) === '1';
