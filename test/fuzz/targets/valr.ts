import fc from 'fast-check';
import { later, parseInstant, VirtualClock } from '#src/domain/clock.ts';
import { toText } from '#src/domain/decimal.ts';
import { readBook, readCandle, readTicker, readTime } from '#src/feed/ccxt/border.ts';
import { balancesOf, failureOf, fillOf, marketOf, orderOf, permissionsOf, rowsOf, transferOf } from '#src/venue/valr/border.ts';
import { ValrPublic } from '#src/venue/valr/publicReads.ts';
import { ValrRefusal, ValrSilence, valrPublic } from '#src/venue/valr/rest.ts';
import { valrVerdict } from '#src/venue/valr/verdict.ts';
import { holds, PLANTED, refusedOr } from '../flaw.ts';
import { mutated, mutatedText } from '../mutated.ts';
import { anyJson, anyText } from '../strange.ts';
import { target } from '../target.ts';

const AT = '2026-11-21T10:00:00.000Z';
const ROWS: Readonly<Record<string, unknown>> = {
  order: {
    orderId: 'o1',
    customerOrderId: 'a'.repeat(32),
    orderStatusType: 'Filled',
    currencyPair: 'BTCZAR',
    orderSide: 'buy',
    orderType: 'limit',
    originalPrice: '100',
    originalQuantity: '2',
    remainingQuantity: '0',
    orderUpdatedAt: AT,
    failedReason: 'no',
  },
  fill: {
    id: 't1',
    orderId: 'o1',
    currencyPair: 'BTCZAR',
    price: '100',
    quantity: '0.5',
    side: 'buy',
    tradedAt: AT,
    fee: '0.001',
    feeCurrency: 'BTC',
  },
  market: {
    symbol: 'BTCZAR',
    baseCurrency: 'BTC',
    quoteCurrency: 'ZAR',
    active: true,
    minBaseAmount: '0.0001',
    minQuoteAmount: '10',
    tickSize: '1',
    baseDecimalPlaces: '8',
    currencyPairType: 'SPOT',
  },
  balance: { currency: 'ZAR', total: '100.5', available: '90' },
  transfer: { id: 'x', transactionType: { type: 'FIAT_DEPOSIT' }, creditValue: '100', creditCurrency: 'ZAR', eventAt: AT },
  permissions: { permissions: ['View access', 'Trade'], allowedIpAddressCidr: '1.2.3.4/32' },
};
type Kind = 'order' | 'fill' | 'market' | 'balance' | 'transfer' | 'permissions';
const KINDS = Object.keys(ROWS) as Kind[];
const symbolOf = (pair: string): string => (pair === 'BTCZAR' ? 'BTC/ZAR' : pair);

const finite = (value: Parameters<typeof toText>[0] | undefined, what: string): void => {
  if (value === undefined) return;
  const text = toText(value);
  holds(Number.isFinite(Number(text)) && (Number(text) !== 0 || /^-?[0.]+$/.test(text)), `${what} is ${text.slice(0, 60)}`);
};

function read(kind: Kind, answer: unknown): void {
  if (kind === 'permissions') {
    const found = permissionsOf(answer);
    holds(found === undefined || typeof found.canWithdraw === 'boolean', 'nobody can say whether the key withdraws');
    return;
  }
  for (const row of rowsOf([answer]))
    if (kind === 'order') {
      const order = orderOf(row, symbolOf);
      for (const [value, what] of [
        [order.amount, 'amount'],
        [order.filled, 'filled'],
        [order.price, 'price'],
        [order.stopPrice, 'stop'],
      ] as const)
        finite(value, what);
      holds(['open', 'filled', 'canceled', 'expired', 'rejected'].includes(order.status), `the status is ${String(order.status)}`);
      holds(typeof failureOf(row) === 'string', 'why it failed is no text');
    } else if (kind === 'fill') {
      const fill = fillOf(row, symbolOf);
      for (const [value, what] of [
        [fill.amount, 'amount'],
        [fill.price, 'price'],
        [fill.fee, 'fee'],
      ] as const)
        finite(value, what);
      holds(typeof fill.feeAsset === 'string', 'the fee is in nothing');
    } else if (kind === 'market') finite(marketOf(row, 'valr')?.tick, 'tick');
    else if (kind === 'balance') for (const [asset, total] of balancesOf([row])) finite(total, asset);
    else finite(transferOf(row)?.amount, 'amount');
}

export const valrRows = target<{ kind: Kind; answer: unknown }>({
  name: 'rows of VALR',
  at: 'src/venue/valr/border.ts',
  weight: 14,
  open: () => ({
    inputs: fc.constantFrom(...KINDS).chain((kind) =>
      fc.record({
        kind: fc.constant(kind),
        answer: fc.oneof({ arbitrary: mutated(ROWS[kind]), weight: 12 }, { arbitrary: anyJson, weight: 1 }),
      }),
    ),
    take({ kind, answer }) {
      const came = refusedOr(() => read(kind, answer), answer);
      if ('refused' in came) holds(came.refused.code === 'bad-answer', `it is refused as ${came.refused.code}`);
    },
  }),
});

export const valrAnswers = target<{ status: number; body: string; retry: string | null }>({
  name: 'answers of VALR over HTTP',
  at: 'src/venue/valr/rest.ts, verdict.ts',
  weight: 3,
  open() {
    const clock = new VirtualClock(parseInstant('2026-11-21T10:00:00Z'));
    return {
      inputs: fc.record({
        status: fc.oneof(
          fc.constantFrom(200, 201, 202, 204, 301, 400, 401, 403, 404, 408, 429, 500, 502, 503),
          fc.integer({ min: 100, max: 599 }),
        ),
        body: fc.oneof(
          mutatedText(
            '{"code":-11,"message":"Insufficient balance"}',
            `{"code":"1","message":"key ${PLANTED} is wrong"}`,
            '[]',
            '<html>502</html>',
            '',
          ),
          anyText,
        ),
        retry: fc.option(anyText),
      }),
      async take({ status, body, retry }) {
        const fetch = async () => ({ status, headers: { get: () => retry }, text: async () => body });
        try {
          const content = await valrPublic({ fetch, url: 'https://api.valr.com', clock, timeoutMs: 1_000 }, '/v1/public/time');
          holds(status >= 200 && status < 300 && (content === undefined || typeof content === 'object'), 'it was taken for content');
        } catch (error) {
          holds(error instanceof ValrRefusal || error instanceof ValrSilence, `threw ${String((error as Error).stack)}`);
          const { kind, reason } = valrVerdict(error, 'create');
          holds(reason.length > 4 && !reason.includes(PLANTED) && !/:\/\//.test(reason), `the reason is ${reason}`);
          if (error instanceof ValrSilence || status >= 500 || status < 400) holds(kind === 'unknown', `it was taken for ${kind}`);
        }
      },
    };
  },
});

const PUBLIC: Readonly<Record<string, unknown>> = {
  time: { epochTime: 1_767_600_000, time: AT },
  ticker: { currencyPair: 'BTCZAR', bidPrice: '100', askPrice: '101', lastTradedPrice: '100.5', created: AT },
  book: { Asks: [{ price: '101', quantity: '1' }], Bids: [{ price: '100', quantity: '2' }], LastChange: AT },
  candles: [{ startTime: AT, open: '1', high: '2', low: '0.5', close: '1.5', volume: '10' }],
};
type Read = 'time' | 'ticker' | 'book' | 'candles';
const READS = Object.keys(PUBLIC) as Read[];

export const valrPrices = target<{ what: Read; answer: unknown }>({
  name: 'prices of VALR',
  at: 'src/venue/valr/publicReads.ts',
  weight: 3,
  open() {
    const clock = new VirtualClock(parseInstant('2026-11-21T10:00:00Z'));
    let body = '';
    const fetch = async () => ({ status: 200, headers: { get: () => null }, text: async () => body });
    const valr = new ValrPublic({ fetch, url: 'https://api.valr.com', clock, timeoutMs: 1_000 });
    const reads: Readonly<Record<Read, () => Promise<unknown>>> = {
      time: async () => readTime(await valr.fetchTime()),
      ticker: async () => readTicker(await valr.fetchTicker('BTC/ZAR'), 'BTC/ZAR'),
      book: async () => readBook(await valr.fetchOrderBook('BTC/ZAR'), 'BTC/ZAR'),
      candles: async () => (await valr.fetchOHLCV('BTC/ZAR', '1m', 0)).map(readCandle),
    };
    return {
      inputs: fc.constantFrom(...READS).chain((what) =>
        fc.record({
          what: fc.constant(what),
          answer: fc.oneof({ arbitrary: mutated(PUBLIC[what]), weight: 12 }, { arbitrary: anyJson, weight: 1 }),
        }),
      ),
      async take({ what, answer }) {
        // Its own limits of reads are another matter.
        clock.advanceTo(later(clock.now(), 61_000));
        body = JSON.stringify(answer) ?? '';
        try {
          const read = await reads[what]();
          holds(what !== 'time' || read === undefined || Number.isFinite(read), 'the time is none');
        } catch (error) {
          if (!(error instanceof ValrSilence)) refusedOr(() => raise(error), body);
        }
      },
    };
  },
});

function raise(error: unknown): never {
  throw error;
}
