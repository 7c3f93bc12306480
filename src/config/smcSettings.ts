import { z } from 'zod';
import { TIMEFRAMES } from '#src/domain/timeframe.ts';

const timeframe = z.enum(TIMEFRAMES);
const points = z.number().min(0).max(100);
const count = z.int().positive().max(1000);
const atrs = z.number().min(0).max(20);
const share = z.number().min(0).max(100);

const profile = z.strictObject({
  bias: z.strictObject({ timeframe, emaLength: count }),
  decision: timeframe,
  refinement: z.array(timeframe).min(1).max(2),
  asks: timeframe,
  invalidation: timeframe,
  expiryHours: z.number().positive().max(72),
  timeLimit: z.strictObject({ timeframe, candles: z.int().min(0).max(1000) }),
});

const regime = z.strictObject({
  gate: z.strictObject({ aligned: points, neutral: points }),
  stopAtr: z.strictObject({ decision: atrs, finest: atrs }),
  sharesPct: z.tuple([share, share]),
  finalR: z.number().positive().max(50),
  costPctOfRisk: z.number().positive().max(1000),
});

/** Settings of the `smc` strategist; what each means is told in `strategist/smc/settings.ts` and config/default.yaml. */
export const smcSettingsSchema = z.strictObject({
  profile: z.enum(['swing', 'intraday']),
  profiles: z.strictObject({ swing: profile, intraday: profile }),
  structures: z.strictObject({
    swingWidth: count.max(20),
    lookback: count.max(500),
    displacementRanges: z.number().positive().max(20),
    gapMinPct: z.number().min(0).max(10),
    breakCandles: count.max(20),
    atrLength: count.min(2).max(400),
    adxLength: count.min(2).max(400),
  }),
  neutralBps: z.number().min(0).max(1000),
  fib: z.strictObject({
    zone: z.strictObject({ from: z.number().min(0).max(1), to: z.number().min(0).max(1) }),
    levels: z.array(z.number().min(0).max(1)).max(10),
    tolerance: z.number().min(0).max(0.5),
    extensions: z.array(z.number().min(1).max(5)).max(10),
  }),
  points: z.strictObject({
    block: points,
    gap: points,
    break: points,
    fibZone: points,
    fibLevel: points,
    fibExtension: points,
    biasAligned: points,
    biasNeutral: points,
    adx: z.array(z.strictObject({ from: points, points })).max(10),
    cost: z.array(z.strictObject({ upToBps: z.number().min(0).max(1000), points })).max(10),
  }),
  tight: regime,
  wide: regime,
  entry: z.strictObject({ maxDistancePct: z.number().positive().max(50), maxDistanceAtr: atrs, offsetAtr: atrs }),
  stop: z.strictObject({ noiseAtr: atrs, maxAtr: atrs }),
  targets: z.strictObject({
    firstR: z.number().positive().max(20),
    secondR: z.number().positive().max(20),
    minRewardRisk: z.number().min(0).max(20),
  }),
  exits: z.strictObject({
    trail: z.array(z.strictObject({ fromR: z.number().min(0).max(100), atr: z.number().positive().max(20) })).max(6),
    runnerAtr: z.number().positive().max(20),
    breakEvenAfter: z.int().min(0).max(3),
  }),
  cooldown: z.strictObject({
    marketMinutes: z.number().min(0),
    winMinutes: z.number().min(0),
    lossMinutes: z.number().min(0),
    structureMinutes: z.number().min(0),
  }),
});
