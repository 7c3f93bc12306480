import fc from 'fast-check';
import { toText } from '#src/domain/decimal.ts';
import { answerOf } from '#src/venue/ccxt/answer.ts';
import { balancesOf } from '#src/venue/ccxt/balance.ts';
import { PLAIN_ID } from '#src/venue/ccxt/clientOrderId.ts';
import { errorClasses } from '#src/venue/ccxt/errorClasses.ts';
import { ordersInEvents } from '#src/venue/ccxt/eventHistory.ts';
import type { CcxtRecord } from '#src/venue/ccxt/exchangeClient.ts';
import { fillOf } from '#src/venue/ccxt/fill.ts';
import { fundingOf } from '#src/venue/ccxt/funding.ts';
import { feePctOf, marketOf } from '#src/venue/ccxt/market.ts';
import { orderOf } from '#src/venue/ccxt/order.ts';
import { positionOf } from '#src/venue/ccxt/position.ts';
import { CCXT_PROFILES } from '#src/venue/ccxt/profileOf.ts';
import { transferOf } from '#src/venue/ccxt/transfer.ts';
import { type VenueCall, verdictOf } from '#src/venue/ccxt/verdict.ts';
import { faultOfSentence, holds, PLANTED, refusedOr } from '../flaw.ts';
import { mutated, mutatedText } from '../mutated.ts';
import { anyJson, anyText } from '../strange.ts';
import { type Target, target } from '../target.ts';

const AT = 1_767_600_000_000;
const ORDER = {
  id: '77',
  clientOrderId: 'a'.repeat(32),
  symbol: 'BTC/USDT',
  side: 'buy',
  type: 'limit',
  status: 'open',
  price: '64000',
  amount: '0.5',
  filled: '0.1',
  remaining: '0.4',
  timestamp: AT,
  info: { orderId: 77, limitPrice: '64000' },
};
const STOP = {
  id: '78',
  symbol: 'BTC/USDT:USDT',
  side: 'sell',
  type: 'market',
  status: 'closed',
  triggerPrice: 63_000,
  amount: 2,
  filled: 2,
  lastUpdateTimestamp: AT,
  reduceOnly: true,
  info: { order: { limitPrice: 1 } },
};
const TRADE = {
  id: '5',
  order: '77',
  symbol: 'BTC/USDT',
  side: 'buy',
  price: '64000',
  amount: '0.1',
  takerOrMaker: 'maker',
  timestamp: AT,
  fee: { cost: '0.0001', currency: 'BTC' },
  info: { clientOrderId: 'a'.repeat(32) },
};
const TRADES = {
  ...TRADE,
  fees: [
    { cost: '0.0001', currency: 'BTC' },
    { cost: -0.2, currency: 'BNB' },
  ],
};
const BALANCE = { total: { BTC: '0.5', USDT: 1_000.25 }, free: {}, info: { assets: [{ asset: 'USDT', walletBalance: '1000.25' }] } };
const WALLET = { path: ['assets'], asset: 'asset', held: 'walletBalance' };
const POSITION = {
  symbol: 'BTC/USDT:USDT',
  side: 'long',
  contracts: '0.5',
  entryPrice: '64000',
  leverage: 5,
  liquidationPrice: '55000',
  notional: 32_000,
  initialMargin: 6_400,
};
const FUNDING = { id: '9', symbol: 'BTC/USDT:USDT', amount: '-0.12', code: 'USDT', timestamp: AT };
const SPOT = {
  symbol: 'BTC/USDT',
  spot: true,
  swap: false,
  active: true,
  precision: { amount: '0.00001', price: '0.01' },
  limits: { amount: { min: 0.00001 }, cost: { min: 5 }, leverage: {} },
  maker: 0.001,
  taker: 0.001,
};
const PERPETUAL = {
  ...SPOT,
  symbol: 'BTC/USDT:USDT',
  spot: false,
  swap: true,
  linear: true,
  inverse: false,
  contractSize: 1,
  limits: { ...SPOT.limits, leverage: { max: 125 } },
};
const TRANSFER = {
  id: '3',
  type: 'withdrawal',
  currency: 'USDT',
  amount: '100',
  status: 'ok',
  timestamp: AT,
  fee: { cost: 1, currency: 'USDT' },
};
const EVENTS = [
  { event: { OrderPlaced: { order: { uid: 'u', quantity: '2', filled: '0' } } }, timestamp: AT },
  { event: { OrderCancelled: { order: { uid: 'u', quantity: 1, filled: 1 } } } },
];
const STATUSES = ['open', 'filled', 'canceled', 'expired', 'rejected'];

/** A number that came through must be one for everybody who uses it later, also as a float. */
function checkNumber(text: string, what: string): void {
  holds(/^-?\d+(?:\.\d+)?$/.test(text) && Number.isFinite(Number(text)), `${what} is no number: ${text.slice(0, 80)}`);
  holds(Number(text) !== 0 || /^-?[0.]+$/.test(text), `${what} is nothing as a float: ${text.slice(0, 80)}`);
}
const number = (value: Parameters<typeof toText>[0] | undefined, what: string): void => {
  if (value !== undefined) checkNumber(toText(value), what);
};

/** A record of the exchange library and what reads it; `check` looks at what came through. */
const record = <T>(
  name: string,
  at: string,
  samples: readonly unknown[],
  read: (raw: CcxtRecord) => T,
  check: (value: T) => void,
): Target =>
  target<unknown>({
    name: `${name} of a venue`,
    at,
    weight: 5,
    open: () => ({
      inputs: fc.oneof(
        { arbitrary: mutated(...samples), weight: 12 },
        { arbitrary: anyJson.filter((one) => typeof one === 'object' && one !== null), weight: 1 },
      ),
      take(raw) {
        const came = refusedOr(() => read(raw as CcxtRecord), raw);
        if ('value' in came) check(came.value);
        else holds(came.refused.code === 'bad-answer', `it is refused as ${came.refused.code}`);
      },
    }),
  });

const text = (value: unknown, what: string): void => holds(typeof value === 'string', `${what} is no text`);

export const VENUE_RECORDS: readonly Target[] = [
  record(
    'orders',
    'src/venue/ccxt/order.ts',
    [ORDER, STOP],
    (raw) => orderOf(raw, PLAIN_ID.fromVenue),
    (order) => {
      for (const [value, what] of [
        [order.amount, 'amount'],
        [order.filled, 'filled'],
        [order.price, 'price'],
        [order.stopPrice, 'stop price'],
      ] as const)
        number(value, what);
      for (const value of [order.clientOrderId, order.venueOrderId, order.market]) text(value, 'a name');
      holds(STATUSES.includes(order.status), `the status is ${String(order.status)}`);
      holds(['buy', 'sell'].includes(order.side) && ['market', 'limit', 'stop'].includes(order.type), 'side or type is none');
      holds(Number.isFinite(order.at), 'the time is none');
    },
  ),
  record(
    'fills',
    'src/venue/ccxt/fill.ts',
    [TRADE, TRADES],
    (raw) => fillOf(raw, ['clientOrderId']),
    ({ fill, venueOrderId, wireId, odd }) => {
      for (const [value, what] of [
        [fill.amount, 'amount'],
        [fill.price, 'price'],
        [fill.fee, 'fee'],
      ] as const)
        number(value, what);
      for (const value of [fill.venueFillId, fill.market, fill.feeAsset, venueOrderId, wireId]) text(value, 'a name');
      if (odd !== undefined) holds(faultOfSentence(odd, odd) === undefined, `what is odd is no sentence: ${odd}`);
    },
  ),
  record(
    'balances',
    'src/venue/ccxt/balance.ts',
    [BALANCE],
    (raw) => [balancesOf(raw), refusedOr(() => balancesOf(raw, WALLET), raw)] as const,
    ([held]) => {
      for (const [asset, amount] of held) {
        text(asset, 'an asset');
        number(amount, `what is held of ${asset.slice(0, 20)}`);
      }
    },
  ),
  record(
    'positions',
    'src/venue/ccxt/position.ts',
    [POSITION],
    (raw) => positionOf(raw, () => undefined),
    (position) => {
      if (position === undefined) return;
      for (const [value, what] of [
        [position.amount, 'amount'],
        [position.entryPrice, 'entry price'],
        [position.liquidationPrice, 'liquidation price'],
      ] as const)
        number(value, what);
      text(position.market, 'the market');
      holds(Number.isFinite(position.leverage) && position.leverage > 0, `the leverage is ${position.leverage}`);
    },
  ),
  record('funding', 'src/venue/ccxt/funding.ts', [FUNDING], fundingOf, ({ amount, venueFundingId, asset, at }) => {
    number(amount, 'amount');
    for (const value of [venueFundingId, asset]) text(value, 'a name');
    holds(Number.isFinite(at), 'the time is none');
  }),
  record(
    'markets',
    'src/venue/ccxt/market.ts',
    [SPOT, PERPETUAL],
    (raw) => [marketOf(raw, 'binance'), feePctOf(raw, 'maker')] as const,
    ([market, fee]) => {
      holds(fee === undefined || Number.isFinite(fee), `the fee is ${fee}`);
      if (market === undefined) return;
      for (const [value, what] of [
        [market.tick, 'tick'],
        [market.step, 'step'],
        [market.minAmount, 'smallest amount'],
        [market.minNotional, 'smallest value'],
        [market.contractSize, 'contract'],
      ] as const)
        number(value, what);
      holds(Number.isFinite(market.maxLeverage) && market.maxLeverage >= 1, `the leverage is ${market.maxLeverage}`);
    },
  ),
  record('transfers', 'src/venue/ccxt/transfer.ts', [TRANSFER], transferOf, (transfer) => {
    if (transfer === undefined) return;
    number(transfer.amount, 'amount');
    for (const value of [transfer.asset, transfer.venueTransferId]) text(value, 'a name');
  }),
  record(
    'events of orders',
    'src/venue/ccxt/eventHistory.ts',
    [EVENTS],
    (raw) => ordersInEvents(Array.isArray(raw) ? raw : [raw]),
    (orders) => {
      for (const { quantity, status } of orders) {
        checkNumber(String(quantity), 'quantity');
        holds(STATUSES.includes(String(status)) || status === 'closed', `the status is ${String(status)}`);
      }
    },
  ),
];

const VENUES = [...CCXT_PROFILES.keys()];
const CLASSES = Object.values(errorClasses).filter((one) => typeof one === 'function') as unknown as readonly (new (
  message: string,
) => Error)[];
const BODIES = [
  'binance {"code":-2010,"msg":"Account has insufficient balance for requested action."}',
  'okx {"code":"1","data":[{"clOrdId":"","sCode":"51008","sMsg":"Order failed. Insufficient USDT balance"}],"msg":"All operations failed"}',
  'binance GET https://api.binance.com/api/v3/order?symbol=BTCUSDT&timestamp=1767600000000&signature=abcdef0123456789abcdef0123456789 fetch failed',
  'kraken {"error":["EService:Timeout"],"result":{}}',
  '<html><head><title>502 Bad Gateway</title></head></html>',
  `kucoin {"apiKey":"${PLANTED}","msg":"no"}`,
];

export const venueErrors = target<{ message: string; index: number; venue: string; call: VenueCall; retry: string }>({
  name: 'errors of a venue',
  at: 'src/venue/ccxt/verdict.ts, reason.ts',
  weight: 8,
  open: () => ({
    inputs: fc.record({
      message: fc.oneof(
        mutatedText(...BODIES),
        mutated(JSON.parse(BODIES[1]?.slice(4) ?? '{}')).map((json) => `okx ${JSON.stringify(json)}`),
        anyText,
      ),
      index: fc.nat(CLASSES.length),
      venue: fc.constantFrom(...VENUES, 'nobody'),
      call: fc.constantFrom<VenueCall>('create', 'cancel', 'read'),
      retry: fc.oneof(fc.constantFrom('5', '3600', '-1', '1e9'), anyText),
    }),
    take({ message, index, venue, call, retry }) {
      const Class = CLASSES[index] ?? TypeError;
      const { retryAfterMs } = answerOf(429, { 'Retry-After': retry, Date: retry });
      const { kind, reason, backOffMs } = verdictOf(new Class(message), call, venue, { retryAfterMs });
      holds(['definite', 'unknown', 'exists'].includes(kind), 'it is no verdict');
      const fault = reason.trim().length < 4 ? 'says nothing' : undefined;
      holds(
        fault === undefined && !/[a-z]+:\/\//i.test(reason) && !reason.includes(PLANTED),
        `the reason tells an address or a key: ${reason}`,
      );
      holds(reason.length < 260, 'the reason is too long');
      holds(backOffMs === undefined || (Number.isFinite(backOffMs) && backOffMs >= 0), `it is left alone for ${backOffMs}`);
    },
  }),
});
