import type { z } from 'zod';

/** Fits no schema that says anything. */
const NOTHING_THAT_FITS = Symbol('a value that cannot be read');

/**
 * A value held against a schema, as `safeParse` does it; also one that makes zod itself throw: an object in the place of a text or a list, whose `length`
 * is compared with a bound although it is no number (zod 4.6.7).
 */
export function fitting<T>(schema: z.ZodType<T>, value: unknown): z.ZodSafeParseResult<T> {
  try {
    return schema.safeParse(value);
  } catch (error) {
    if (error instanceof TypeError) return schema.safeParse(NOTHING_THAT_FITS);
    throw error;
  }
}
