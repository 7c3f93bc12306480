import { z } from 'zod';
import { parseInstant } from '#src/domain/clock.ts';
import { isDecimalText } from '#src/domain/decimal.ts';
import { TIMEFRAMES } from '#src/domain/timeframe.ts';
import { RELATIONS } from './relation.ts';

/** An object without room for anything else: an unknown key is an error that names the known ones. */
export const strict = <Shape extends z.ZodRawShape>(what: string, shape: Shape) =>
  z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys' ? `${what} has no ${issue.keys.join(', ')}; it has ${Object.keys(shape).join(', ')}` : undefined,
  });

/** Far beyond any price; levels stay finite and above zero as floats, and short enough to be read. */
const LEAST_LEVEL = 1e-18;
const GREATEST_LEVEL = 1e18;

const isLevel = (text: string): boolean => isDecimalText(text) && Number(text) >= LEAST_LEVEL && Number(text) <= GREATEST_LEVEL;

/** A price or an indicator's value: positive decimal text. */
export const level = z
  .string({ error: 'a level is a positive number in quotes, such as "64000.5"' })
  .max(40)
  .refine(isLevel, { error: 'a level is a positive number without separators, such as "64000.5"' });

export const timeframe = z.enum(TIMEFRAMES);

export const relation = z.enum(RELATIONS);

function isInstant(text: string): boolean {
  try {
    parseInstant(text);
    return true;
  } catch {
    return false;
  }
}

/** A moment in ISO-8601 with its zone. */
export const moment = z
  .string()
  .max(40)
  // Ends here where it is none, so that what compares two moments is not asked.
  .refine(isInstant, { error: 'a time is written with its zone, such as 2026-01-05T08:00:00Z', abort: true });
