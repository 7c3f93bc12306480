import type { Instant } from '#src/domain/clock.ts';
import { instant } from '#src/domain/clock.ts';
import { type Decimal, decimal, isDecimalText, isNegative, isZero } from '#src/domain/decimal.ts';
import { OutsideError } from '#src/domain/errors.ts';
import type { CcxtRecord } from './exchangeClient.ts';

/** A venue said something that cannot be. Nothing of that answer is used. */
export const badAnswer = (what: string): OutsideError =>
  new OutsideError(
    'bad-answer',
    `The venue answered with ${what}.`,
    'Heron asks again. If it stays, look at the status page of the venue.',
    true,
  );

/** No amount or price has more characters. */
const LONGEST = 100;
const GREATEST = 1e30;
const LEAST = 1e-30;

const isMissing = (value: unknown): boolean => value === undefined || value === null || value === '';

/**
 * Text or a finite number that ccxt left as one, exact; undefined when missing. Throws OutsideError on NaN, Infinity, what a float would take for it
 * (1e309, 1e-400) and anything else.
 */
export function optionalDecimal(record: CcxtRecord, field: string): Decimal | undefined {
  const value = record[field];
  if (isMissing(value)) return undefined;
  const text = typeof value === 'number' && Number.isFinite(value) ? String(value) : value;
  if (typeof text !== 'string' || text.length > LONGEST || !isDecimalText(text) || !Number.isFinite(Number(text)))
    throw badAnswer(`a ${field} that is not a number`);
  const number = decimal(text);
  const size = Math.abs(Number(text));
  // Floats are taken of it, and products of these: there it would be nothing, or without end.
  if (size > GREATEST || (size < LEAST && !isZero(number))) throw badAnswer(`a ${field} that nothing can have`);
  return number;
}

/** As optionalDecimal, and it must be there. */
export function decimalOf(record: CcxtRecord, field: string): Decimal {
  const value = optionalDecimal(record, field);
  if (value === undefined) throw badAnswer(`no ${field}`);
  return value;
}

/** Zero or more. */
export function amountOf(record: CcxtRecord, field: string): Decimal {
  const value = decimalOf(record, field);
  if (isNegative(value)) throw badAnswer(`a ${field} below zero`);
  return value;
}

/** More than zero. */
export function positiveOf(record: CcxtRecord, field: string): Decimal {
  const value = amountOf(record, field);
  if (isZero(value)) throw badAnswer(`a ${field} of zero`);
  return value;
}

/** More than zero, or undefined where it is missing or zero, as venues write "none". */
export function optionalPositive(record: CcxtRecord, field: string): Decimal | undefined {
  const value = optionalDecimal(record, field);
  if (value === undefined || isZero(value)) return undefined;
  if (isNegative(value)) throw badAnswer(`a ${field} below zero`);
  return value;
}

export function textOf(record: CcxtRecord, field: string): string {
  const value = record[field];
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string' || value === '') throw badAnswer(`no ${field}`);
  return value;
}

/** Text, or undefined where it is missing. */
export const optionalText = (record: CcxtRecord, field: string): string | undefined =>
  isMissing(record[field]) ? undefined : textOf(record, field);

/** The first of these fields that has a text. */
export const textIn = (record: CcxtRecord, fields: readonly string[]): string | undefined =>
  fields.map((field) => optionalText(record, field)).find((text) => text !== undefined);

/** Epoch milliseconds. */
export function momentOf(record: CcxtRecord, field: string): Instant {
  const value = record[field];
  if (typeof value !== 'number' || !Number.isFinite(value) || value <= 0) throw badAnswer(`no ${field}`);
  return instant(value);
}

/** A nested structure; empty where there is none. */
export function recordOf(value: unknown): CcxtRecord {
  return typeof value === 'object' && value !== null ? (value as CcxtRecord) : {};
}

export function sideOf(record: CcxtRecord): 'buy' | 'sell' {
  const side = record.side;
  if (side !== 'buy' && side !== 'sell') throw badAnswer('no side');
  return side;
}
