import { z } from 'zod';
import type { Pattern } from '#src/strategist/smc/setups.ts';

/** Patterns that a condition may name, with the regime that each belongs to: guards and scores know an idea by it, and a model cannot choose it. */
export const PATTERN_REGIMES = {
  momentum_breakout: 'wide_structure',
  trend_pullback: 'wide_structure',
  support_bounce: 'tight_smc',
  order_block_retest: 'tight_smc',
  gap_fill: 'tight_smc',
} as const satisfies Record<Pattern, string>;

const PATTERNS = Object.keys(PATTERN_REGIMES) as [Pattern, ...Pattern[]];

/** Timeframes whose closes a model may wait for; all of them are watched in every market that it is asked about. */
export const CLOSES = ['15m', '1h', '4h'] as const;

/** Conditions in one answer. */
export const MOST_CONDITIONS = 3;

const market = z.string().min(3).max(40);
/** Quote units. Bounded, so that what passes is finite and fits a decimal. */
const price = z.number().positive().max(1e9);
const sentence = (most: number): z.ZodString => z.string().max(most);

const condition = z.strictObject({
  market,
  side: z.enum(['long', 'short']),
  entry: z.strictObject({
    kind: z.enum(['crosses_above', 'crosses_below', 'closes_above', 'closes_below']),
    price,
    /** Of the candle that closes; null for a crossing. */
    timeframe: z.enum(CLOSES).nullable(),
  }),
  stop: price,
  targets: z
    .array(z.strictObject({ price, sharePct: z.number().min(1).max(100) }))
    .min(1)
    .max(4),
  /** Percent of equity; never more than the desk's own is taken. */
  riskPct: z.number().min(0.01).max(100),
  expiryHours: z.number().min(0.25).max(1000),
  pattern: z.enum(PATTERNS).nullable(),
  thesis: sentence(300),
  against: sentence(200),
  invalidation: z.strictObject({ kind: z.enum(['closes_above', 'closes_below']), price, timeframe: z.enum(CLOSES) }).nullable(),
});

/** What a model answers. Strict: a field that nobody knows is an error, and not an instruction. Nothing here is a size, an order or an approval. */
export const wireSchema = z.strictObject({
  opinions: z.array(z.strictObject({ market, direction: z.enum(['up', 'down', 'flat']), strength: z.number().min(0).max(1) })).max(20),
  conditions: z.array(condition).max(MOST_CONDITIONS),
  note: sentence(200),
});

export type Wire = z.infer<typeof wireSchema>;
export type WireCondition = z.infer<typeof condition>;
