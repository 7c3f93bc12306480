import { type Instant, parseInstant } from '#src/domain/clock.ts';
import { type Decimal, decimal, isLess, isZero, negate, subtract, ZERO } from '#src/domain/decimal.ts';
import { type Market, parseSymbol } from '#src/domain/market.ts';
import { PLAIN_ID } from '#src/venue/ccxt/clientOrderId.ts';
import { amountOf, badAnswer, optionalDecimal, optionalPositive, optionalText, positiveOf, textOf } from '#src/venue/ccxt/number.ts';
import type { KeyPermissions, VenueFill, VenueOrder, VenueTransfer } from '#src/venue/port.ts';

type Row = Readonly<Record<string, unknown>>;

/** A list, each entry an object. Throws OutsideError('bad-answer'). */
export function rowsOf(answer: unknown): readonly Row[] {
  if (!Array.isArray(answer) || answer.some((row) => typeof row !== 'object' || row === null)) throw badAnswer('something that is no list');
  return answer as Row[];
}

/** `GET /v1/public/pairs`; undefined for what is not traded: closed pairs, futures, names that Heron cannot read. */
export function marketOf(row: Row, venue: string): Market | undefined {
  const parsed = parseSymbol(`${wordIn(row.baseCurrency)}/${wordIn(row.quoteCurrency)}`);
  if (parsed === undefined || row.active !== true || (row.currencyPairType ?? 'SPOT') !== 'SPOT') return undefined;
  return {
    ...parsed,
    symbol: `${parsed.base}/${parsed.quote}`,
    venue,
    tick: positiveOf(row, 'tickSize'),
    step: placesStep(row.baseDecimalPlaces),
    minAmount: optionalPositive(row, 'minBaseAmount') ?? placesStep(row.baseDecimalPlaces),
    minNotional: optionalPositive(row, 'minQuoteAmount') ?? ZERO,
    contractSize: decimal('1'),
    maxLeverage: 1,
  };
}

/** What is no text is nothing that anybody could read. */
const wordIn = (value: unknown): string => (typeof value === 'string' ? value : '');

function placesStep(places: unknown): Decimal {
  const count = typeof places === 'number' ? places : Number(wordIn(places) || Number.NaN);
  if (!Number.isInteger(count) || count < 0 || count > 18) throw badAnswer('a number of decimals that is none');
  return decimal(count === 0 ? '1' : `0.${'0'.repeat(count - 1)}1`);
}

const STATUSES: ReadonlyMap<string, VenueOrder['status']> = new Map([
  ['placed', 'open'],
  ['active', 'open'],
  ['partially filled', 'open'],
  ['order modified', 'open'],
  ['filled', 'filled'],
  ['cancelled', 'canceled'],
  ['partially filled due to slippage', 'canceled'],
  ['expired', 'expired'],
  ['failed', 'rejected'],
]);

/** An order as its status, the open list or history tells it: each with other names for the same. `symbolOf`: BTCZAR → BTC/ZAR. */
export function orderOf(row: Row, symbolOf: (pair: string) => string): VenueOrder {
  const amount = optionalPositive(row, 'originalQuantity') ?? ZERO;
  const remaining = optionalDecimal(row, 'remainingQuantity') ?? ZERO;
  const filled = optionalDecimal(row, 'totalExecutedQuantity') ?? (isLess(remaining, amount) ? subtract(amount, remaining) : ZERO);
  const status = STATUSES.get(
    (optionalText(row, 'orderStatusType') ?? optionalText(row, 'status') ?? '').toLowerCase().replaceAll('_', ' '),
  );
  if (status === undefined) throw badAnswer('an order in a state that nobody knows');
  const type = (optionalText(row, 'orderType') ?? optionalText(row, 'type') ?? '').toLowerCase();
  const stopPrice = optionalPositive(row, 'stopPrice');
  const wireId = optionalText(row, 'customerOrderId') ?? '';
  return {
    clientOrderId: PLAIN_ID.fromVenue(wireId) ?? wireId,
    venueOrderId: textOf(row, 'orderId'),
    market: symbolOf(textOf(row, 'currencyPair')),
    side: sideOf(row, 'orderSide', 'side'),
    type: stopPrice !== undefined ? 'stop' : type.includes('market') ? 'market' : 'limit',
    amount,
    // A failed order has its whole quantity remaining or none; it never traded.
    filled: status === 'rejected' ? ZERO : status === 'filled' ? amount : filled,
    price: type.includes('limit') ? (optionalPositive(row, 'originalPrice') ?? optionalPositive(row, 'price')) : undefined,
    stopPrice,
    reduceOnly: false,
    status,
    at: momentOf(row, 'orderUpdatedAt', 'orderCreatedAt', 'updatedAt', 'createdAt'),
  };
}

/** Why an order failed after it had been taken. */
export const failureOf = (row: Row): string => optionalText(row, 'failedReason') ?? '';

/** One line of `GET /v1/account/tradehistory`. A reward for making is a fee below zero; there is never both. */
export function fillOf(row: Row, symbolOf: (pair: string) => string): VenueFill {
  const reward = optionalPositive(row, 'makerReward');
  const fee = optionalDecimal(row, 'fee') ?? ZERO;
  const wireId = optionalText(row, 'customerOrderId') ?? '';
  const market = symbolOf(textOf(row, 'currencyPair'));
  return {
    venueFillId: textOf(row, 'id'),
    clientOrderId: PLAIN_ID.fromVenue(wireId) ?? wireId,
    market,
    side: sideOf(row, 'side'),
    amount: positiveOf(row, 'quantity'),
    price: positiveOf(row, 'price'),
    fee: reward === undefined ? fee : negate(reward),
    feeAsset: optionalText(row, reward === undefined ? 'feeCurrency' : 'makerRewardCurrency') ?? parseSymbol(market)?.quote ?? '',
    liquidity: reward === undefined ? 'taker' : 'maker',
    quote: '',
    at: momentOf(row, 'tradedAt'),
  };
}

/** Asset → total, without what is nothing. */
export const balancesOf = (rows: readonly Row[]): ReadonlyMap<string, Decimal> =>
  new Map(rows.map((row) => [textOf(row, 'currency'), amountOf(row, 'total')] as const).filter(([, total]) => !isZero(total)));

/** One line of `GET /v1/account/transactionhistory` that is no trade; undefined when nothing moved. */
export function transferOf(row: Row): VenueTransfer | undefined {
  const credit = optionalPositive(row, 'creditValue');
  const debit = optionalPositive(row, 'debitValue');
  if (credit === undefined && debit === undefined) return undefined;
  return {
    venueTransferId: textOf(row, 'id'),
    asset: textOf(row, credit === undefined ? 'debitCurrency' : 'creditCurrency'),
    amount: credit ?? negate(debit ?? ZERO),
    at: momentOf(row, 'eventAt'),
  };
}

/** `GET /v1/account/api-keys/current`. */
export function permissionsOf(answer: unknown): KeyPermissions | undefined {
  const { permissions, allowedIpAddressCidr } = (answer ?? {}) as { permissions?: unknown; allowedIpAddressCidr?: unknown };
  if (!Array.isArray(permissions)) return undefined;
  const names = permissions.map((name) => wordIn(name).toLowerCase());
  return {
    canTrade: names.some((name) => name.includes('trade')),
    canWithdraw: names.some((name) => name.includes('withdraw')),
    ipRestricted: allowedIpAddressCidr === undefined ? undefined : allowedIpAddressCidr !== null && allowedIpAddressCidr !== '',
  };
}

function sideOf(row: Row, ...fields: readonly string[]): 'buy' | 'sell' {
  const side = wordIn(fields.map((name) => row[name]).find((value) => value !== undefined)).toLowerCase();
  if (side !== 'buy' && side !== 'sell') throw badAnswer('no side');
  return side;
}

/** The first of the fields that holds a moment. */
export function momentOf(row: Row, ...fields: readonly string[]): Instant {
  for (const name of fields) {
    const text = optionalText(row, name);
    if (text === undefined) continue;
    try {
      return parseInstant(text);
    } catch {
      // the next one
    }
  }
  throw badAnswer('no moment');
}
