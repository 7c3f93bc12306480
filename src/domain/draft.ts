import { z } from 'zod';
import { triggerSchema } from '#src/triggers/schema.ts';
import { type Instant, instant } from './clock.ts';
import { isDecimalText } from './decimal.ts';

const price = z.string().refine((text) => isDecimalText(text) && Number(text) > 0, 'a price is positive decimal text');

/** Shape of what a strategist returns (`ConditionDraft`); strict, so that a field nobody knows is an error and not an instruction. */
export const draftSchema = z.strictObject({
  market: z.string().min(3).max(40),
  side: z.enum(['long', 'short']),
  entry: triggerSchema,
  stop: price,
  targets: z
    .array(z.strictObject({ price, sharePct: z.number().positive().max(100) }))
    .min(1)
    .max(4),
  riskPct: z.number().positive().max(10),
  expiresAt: z.number().transform((ms): Instant => instant(ms)),
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
