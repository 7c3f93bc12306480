import { toIso } from '#src/domain/clock.ts';
import { UUID_ID } from '#src/venue/ccxt/clientOrderId.ts';
import type { CcxtProfile, CreateCall, CreateShape } from '#src/venue/ccxt/profile.ts';
import { DAY_MS, field, plainType, READ_LAG_MS } from './common.ts';

function create(order: CreateShape): CreateCall {
  return {
    ...plainType(order),
    params: {
      clientOrderId: order.wireId, // cl_ord_id
      oflags: 'fciq', // fee in quote: a trade does not name the asset of its fee, and Kraken prefers base for sales
      ...(order.type === 'stop' ? { stopLossPrice: order.stopPrice } : {}), // ordertype stop-loss; reduce_only is for margin
    },
  };
}

/** Spot. `EService:Timeout` and `EService:Deadline elapsed` come as base ExchangeError: unknown by the table. */
export const kraken: CcxtProfile = {
  id: 'kraken',
  title: 'Kraken',
  kinds: ['spot'],
  testnet: undefined,
  stream: { tickers: true, candles: true, account: true },
  credentials: ['apiKey', 'secret'],
  options: {},
  rollingWindow: true,
  prepare: [],
  mute: [],
  clientId: { ...UUID_ID, inInfo: ['cl_ord_id'], unique: 'open' },
  duplicates: [
    /cl_?ord_?id[^"]*(duplicate|already|in use|exists)/i,
    /(duplicate|already)[^"]*cl_?ord_?id/i,
    /duplicate client order id/i,
    /EOrder:Duplicate/i,
  ],
  unsure: [/EService:(Timeout|Deadline elapsed)/], // beside another error in one answer they still count
  keyRefused: [/EAPI:Invalid signature/],
  plainNo: [/EOrder:(Cost minimum not met|Tick size check failed|Reduce only|Post only order)/i, /EGeneral:Invalid arguments:oflags/],
  reached: [],
  gone: [/EOrder:Unknown order/, /EOrder:Order not found/i], // ccxt turns it into OrderNotFound for most cancels, from the last answer that it saw
  // fetchOrder wants the venue's id and reads clientOrderId as the numeric userref: useless here. Trades name the venue's order id only.
  lookup: [
    { call: 'fetchOpenOrders', of: 'plain', params: (wireId) => ({ clientOrderId: wireId }) },
    { call: 'fetchClosedOrders', of: 'plain', params: (wireId) => ({ clientOrderId: wireId }) },
    { call: 'fetchOpenOrders', of: 'plain', params: () => ({}) },
  ],
  lookupHorizonMs: 30 * DAY_MS,
  readLagMs: READ_LAG_MS,
  openOrders: [{ call: 'fetchOpenOrders', params: {}, perMarket: false }],
  closedOrders: [{ call: 'fetchClosedOrders', params: {}, perMarket: false }],
  fills: [{ call: 'fetchMyTrades', params: {}, perMarket: false }],
  // Between 2 and 60 s ahead; the matching engine checks it. Goes through ccxt untouched.
  deadline: { lengthMs: 5_000, params: (deadline) => ({ deadline: toIso(deadline) }) },
  create,
  cancel: {
    byVenueId: () => ({}),
    byClientId: (wireId) => ({ id: undefined, params: { clientOrderId: wireId } }),
  },
  stops: { spot: true },
  leverage: undefined,
  funding: false,
  transfers: [{ call: 'fetchLedger', params: {}, types: ['transaction', 'transfer'] }],
  deadMan: { takesStops: true },
  permissions: {
    method: 'privatePostGetApiKeyInfo',
    params: {},
    read: (answer) => {
      const permissions = field(answer, 'result', 'permissions');
      if (!Array.isArray(permissions)) return undefined;
      const names = permissions.map(String).join(' ').toLowerCase();
      const allowed = field(answer, 'result', 'ipAllowlist') ?? field(answer, 'result', 'ip_allowlist'); // documented, and seen
      return {
        canTrade: /trade|order/.test(names),
        canWithdraw: /withdraw/.test(names),
        ipRestricted: Array.isArray(allowed) ? allowed.length > 0 : undefined,
      };
    },
  },
  time: true,
  makerFeePct: 0.25,
  takerFeePct: 0.4,
  slippageBps: 5,
  supervised: [],
};
