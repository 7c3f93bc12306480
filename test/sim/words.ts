import { BINANCE_ANSWERS } from '#test/fakes/venue/binance/answer.ts';
import { inBinanceWords } from '#test/fakes/venue/binance/wording.ts';
import { inKrakensWords } from '#test/fakes/venue/kraken/wording.ts';
import type { RefusalKind } from '#test/fakes/venue/refusal.ts';
import { Refused } from '#test/fakes/venue/refusal.ts';

/** ccxt's own classes: what an adapter has to understand is thrown by the library that it uses. */
type Thrown = new (message: string) => Error;
const ccxt = (await import(new URL('./src/base/errors.js', import.meta.resolve('ccxt')).href)) as Record<string, Thrown>;

export function thrown(name: string, message: string): Error {
  const Class = ccxt[name];
  if (Class === undefined) throw new Error(`ccxt has no class ${name}`);
  return new Class(message);
}

/** The class that ccxt 4.5.84 makes of a refusal; recorded in test/fixtures/venueErrors. */
const BINANCE: Readonly<Record<RefusalKind, string>> = {
  'unknown-market': 'BadSymbol',
  'market-closed': 'MarketClosed',
  'bad-amount': 'InvalidOrder',
  'amount-off-step': 'InvalidOrder',
  'below-minimum-amount': 'InvalidOrder',
  'below-minimum-notional': 'BadRequest',
  'bad-price': 'InvalidOrder',
  'price-off-tick': 'InvalidOrder',
  'insufficient-funds': 'InsufficientFunds',
  'duplicate-client-id': 'InvalidOrder',
  'unknown-order': 'OrderNotFound',
  'order-is-over': 'OrderNotFound',
  'reduce-only': 'OrderImmediatelyFillable',
  'would-trigger': 'OrderImmediatelyFillable',
  'would-match': 'OrderImmediatelyFillable',
  'no-quote': 'BadRequest',
  'bad-leverage': 'BadRequest',
  'too-many-orders': 'InvalidOrder',
  'too-late': 'InvalidNonce',
};
const KRAKEN: Readonly<Partial<Record<RefusalKind, string>>> = {
  'unknown-market': 'BadSymbol',
  'market-closed': 'ExchangeNotAvailable',
  'bad-amount': 'InvalidOrder',
  'amount-off-step': 'InvalidOrder',
  'below-minimum-amount': 'InvalidOrder',
  'insufficient-funds': 'InsufficientFunds',
  'unknown-order': 'InvalidOrder',
  'order-is-over': 'InvalidOrder',
  'would-trigger': 'InvalidOrder',
  'no-quote': 'ExchangeNotAvailable',
};
const HYPERLIQUID: Readonly<Partial<Record<RefusalKind, readonly [string, string]>>> = {
  'insufficient-funds': ['InsufficientFunds', 'Insufficient margin to place order. asset=0'],
  'reduce-only': ['InvalidOrder', 'Reduce only order would increase position. asset=0'],
  'below-minimum-notional': ['InvalidOrder', 'Order must have minimum value of $10. asset=0'],
  'would-match': ['InvalidOrder', 'Post only order would have immediately matched, bbo was 1@2. asset=0'],
  'would-trigger': ['InvalidOrder', 'Invalid TP/SL price. asset=0'],
  'price-off-tick': ['InvalidOrder', 'Price must be divisible by tick size. asset=0'],
  'unknown-order': ['OrderNotFound', 'Order was never placed, already canceled, or filled. asset=0'],
  'order-is-over': ['OrderNotFound', 'Order was never placed, already canceled, or filled. asset=0'],
  'no-quote': ['InvalidOrder', 'Order could not immediately match against any resting orders. asset=0'],
};

/** What a client of that venue gets to see of a refusal. `reads`: an order that is looked for by its id. */
export function refusal(venue: string, { kind }: Refused, reads: boolean): Error {
  if (venue === 'kraken')
    return thrown(KRAKEN[kind] ?? 'ExchangeError', `kraken {"error":["${inKrakensWords(new Refused(kind)).message}"]}`);
  if (venue === 'hyperliquid') {
    const [name, text] = HYPERLIQUID[kind] ?? ['InvalidOrder', 'Order has invalid size. asset=0'];
    return thrown(name, `hyperliquid {"status":"ok","response":{"type":"order","data":{"statuses":[{"error":"${text}"}]}}}`);
  }
  const answer = reads && kind === 'unknown-order' ? BINANCE_ANSWERS.noSuchOrder : inBinanceWords(kind, venue === 'binanceusdm');
  return thrown(
    kind === 'reduce-only' && venue === 'binanceusdm' ? 'OperationRejected' : BINANCE[kind],
    `${venue} ${JSON.stringify(answer.body)}`,
  );
}

/** As ccxt writes it: its errors hold the whole signed address. */
const SIGNED =
  'https://api.example/order?timestamp=1&apiKey=sk-Simulated-Secret-1234567890abcdef&signature=0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f';
const PAGE = '<!DOCTYPE html><html><head><title>Just a moment...</title></head><body><h1>Checking your browser</h1></body></html>';

/** Answers after which nobody knows whether a request was done. Where it was not read as data at all, no error of ccxt comes. */
const UNSURE: readonly ((venue: string) => Error)[] = [
  (venue) => thrown('RequestTimeout', `${venue} POST ${SIGNED} request timed out (10000 ms)`),
  (venue) => thrown('NetworkError', `${venue} POST ${SIGNED} fetch failed: read ECONNRESET`),
  (venue) => thrown('ExchangeNotAvailable', `${venue} POST ${SIGNED} 502 Bad Gateway ${PAGE}`),
  (venue) => thrown('ExchangeNotAvailable', `${venue} POST ${SIGNED} 520 ${PAGE}`),
  (venue) => thrown('RequestTimeout', `${venue} POST ${SIGNED} 504 Gateway Timeout ${PAGE}`),
  (venue) => new TypeError(`${venue} answered with something that is not data`),
  (venue) =>
    venue === 'kraken'
      ? thrown('ExchangeError', 'kraken {"error":["EService:Timeout"]}')
      : venue === 'hyperliquid'
        ? thrown('ExchangeError', 'hyperliquid {"status":"err","response":"Internal error"}')
        : thrown('OperationFailed', `${venue} ${JSON.stringify(BINANCE_ANSWERS.executionUnknown.body)}`),
];

export const unsure = (venue: string, draw: number): Error => (UNSURE[Math.floor(draw * UNSURE.length)] as (typeof UNSURE)[number])(venue);

export const timedOut = (venue: string, ms: number): Error =>
  thrown('RequestTimeout', `${venue} GET ${SIGNED} request timed out (${ms} ms)`);

/** A read that came to nothing. */
export const unread = (venue: string, draw: number): Error =>
  draw < 0.2 ? thrown('OnMaintenance', `${venue} ${JSON.stringify(BINANCE_ANSWERS.maintenance.body)}`) : unsure(venue, (draw - 0.2) / 0.8);

export const tooMany = (venue: string): Error =>
  venue === 'kraken'
    ? thrown('RateLimitExceeded', 'kraken {"error":["EAPI:Rate limit exceeded"]}')
    : thrown('RateLimitExceeded', `${venue} 429 Too Many Requests {"code":-1003,"msg":"Too much request weight used"}`);
