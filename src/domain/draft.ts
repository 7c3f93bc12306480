import { z } from 'zod';
import { triggerSchema } from '#src/triggers/schema.ts';
import { type Instant, instant } from './clock.ts';
import { isDecimalText } from './decimal.ts';

/** Far beyond any price: what passes stays finite and above zero as a float, and short enough to be read. */
const LEAST_PRICE = 1e-18;
const GREATEST_PRICE = 1e18;
/** Milliseconds that a Date can hold. */
const LAST_MS = 8.64e15;

const isPrice = (text: string): boolean => isDecimalText(text) && Number(text) >= LEAST_PRICE && Number(text) <= GREATEST_PRICE;
const price = z.string().max(40).refine(isPrice, 'a price is a positive number in quotes, such as "64000.5"');
const sharePct = z.number().min(1, 'a share is a percent of the position, such as 50').max(100);

/** Shape of what a strategist returns (`ConditionDraft`); strict, so that a field nobody knows is an error and not an instruction. */
export const draftSchema = z.strictObject({
  market: z.string().min(3).max(40),
  side: z.enum(['long', 'short']),
  entry: triggerSchema,
  stop: price,
  targets: z.array(z.strictObject({ price, sharePct })).min(1).max(4),
  riskPct: z.number().positive().max(10),
  expiresAt: z
    .number()
    .min(0)
    .max(LAST_MS)
    .transform((ms): Instant => instant(Math.round(ms))),
  invalidation: triggerSchema.optional(),
  exits: z.strictObject({
    trail: z.array(z.strictObject({ fromR: z.number().min(0).max(100), atr: z.number().positive().max(20) })).max(8),
    breakEvenAfter: z.int().min(0).max(4),
    timeLimitMs: z.number().min(0),
    atr: price,
  }),
  thesis: z.string().min(1).max(600),
  against: z.string().max(400).optional(),
  pattern: z.string().max(60).optional(),
  regime: z.string().max(60).optional(),
  score: z.number().min(0).max(100).optional(),
  evidence: z.array(z.string().max(120)).max(20),
  referencePrice: price,
});
