import { z } from 'zod';
import { isDecimalText } from '#src/domain/decimal.ts';
import { VENUES } from '#src/domain/venue.ts';
import { smcSettingsSchema } from './smcSettings.ts';

const pct = z.number().min(0).max(1000);
const positivePct = z.number().positive().max(1000);
const count = z.int().min(0).max(1_000_000);
const positiveCount = z.int().positive().max(1_000_000);
const bps = z.number().min(0).max(10_000);
const amount = z
  .string()
  .refine((text) => isDecimalText(text) && !text.startsWith('-'), 'an amount is decimal text in quotes, such as "10000"');
const zone = z.string().refine(isZone, 'a time zone has an IANA name, such as UTC or Europe/Berlin');
const list = z.array(z.string().min(1)).max(200);

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Every setting of Heron. What each means stands beside its default in config/default.yaml; an unknown key is an error. */
export const settingsSchema = z.strictObject({
  mode: z.enum(['paper', 'live']),
  live: z.strictObject({ maxFunds: amount }),
  ledger: z.strictObject({ path: z.string().min(1) }),
  vault: z.strictObject({ path: z.string().min(1) }),
  owner: z.strictObject({ zone }),
  chat: z.strictObject({
    twoPersonAbovePct: positivePct,
    buttonMinutes: positiveCount,
    groupButtons: z.boolean(),
    lockAfterRefusals: positiveCount,
    lockMinutes: positiveCount,
    mergeAbove: positiveCount,
    statusSeconds: positiveCount,
    chartCandles: z.int().min(20).max(400),
  }),
  telegram: z.strictObject({ token: z.string(), apiRoot: z.url() }),
  discord: z.strictObject({
    token: z.string(),
    api: z.url(),
    guild: z.string(),
    channel: z.string(),
    role: z.string(),
  }),
  log: z.strictObject({ level: z.enum(['debug', 'info', 'warn', 'error', 'silent']) }),
  feed: z.strictObject({
    source: z.enum(['simulated', ...VENUES]),
    deadAfterSeconds: z.number().positive(),
    maxJumpPct: positivePct,
  }),
  venue: z.strictObject({ testnet: z.boolean(), url: z.union([z.literal(''), z.url()]) }),
  simulated: z.strictObject({
    seed: z.int().min(0).max(0xffff_ffff),
    speed: z.number().positive().max(10_000),
    startAt: z.string(),
    historyDays: z.int().positive().max(400),
    tickSeconds: z.literal([1, 2, 3, 4, 5, 6, 10, 12, 15]),
    spreadBps: bps,
    participationPct: positivePct.max(100),
    volatility: z.number().positive().max(10),
    trends: z.boolean(),
    ranges: z.boolean(),
    clusters: z.boolean(),
    gaps: z.boolean(),
    shocks: z.boolean(),
  }),
  desk: z.strictObject({
    markets: list.min(1),
    strategist: z.enum(['auto', 'smc', 'llm']),
    capital: amount,
    quote: z.string().min(1).max(15),
    riskPct: positivePct.max(10),
    leverage: z.number().min(1).max(100),
  }),
  condition: z.strictObject({
    minStopAtr: z.number().min(0).max(10),
    minRewardRisk: z.number().min(0).max(20),
    maxTriggerDistancePct: positivePct,
    maxExpiryHours: z.number().positive().max(720),
    maxPerCycle: positiveCount.max(20),
    maxOpenProposals: positiveCount,
    sameMarketAndSide: z.boolean(),
  }),
  policy: z.strictObject({
    autoUpToPct: pct,
    neverAbovePct: positivePct,
    autopilot: z.boolean(),
    priceTolerancePct: positivePct,
    confirmWithinSeconds: z.number().positive(),
  }),
  smc: smcSettingsSchema,
  guards: z.strictObject({
    riskPct: positivePct,
    openPositions: count,
    positionsPerMarket: count,
    marketExposurePct: pct,
    venueExposurePct: pct,
    grossExposurePct: pct,
    personDayPct: z.number().positive().max(100_000),
    leverageMax: z.number().min(1).max(100),
    liquidationBufferPct: pct,
    dailyLossPct: positivePct,
    drawdownDegradedPct: positivePct,
    drawdownHaltPct: positivePct,
    lossStreak: z.strictObject({ tight: positiveCount, tightPauseMinutes: count, wide: positiveCount, widePauseMinutes: count }),
    marketLosses: z.strictObject({ count: positiveCount, withinHours: positiveCount, pauseHours: positiveCount }),
    spreadBps: bps,
    basisPct: pct,
    wideCostPctOfRisk: pct,
    feeEdge: z.number().min(0).max(100),
    ordersPerMinute: positiveCount,
    ordersPerDayDesk: positiveCount,
    ordersPerDayVenue: positiveCount,
    errorsPerHour: positiveCount,
    shock: z.strictObject({ movePct: positivePct, markets: positiveCount, marketsMovePct: positivePct, pauseMinutes: count }),
    quoteAgeMs: positiveCount,
    minVolume24h: z.number().min(0),
    symbols: list,
  }),
  paper: z.strictObject({
    makerFeePct: pct.max(5),
    takerFeePct: pct.max(5),
    slippageBps: bps,
    participationPct: positivePct.max(100),
    maintenanceMarginPct: positivePct.max(50),
    fundingIntervalHours: z.number().positive().max(24),
  }),
  learning: z.strictObject({
    halfLifeTrades: positiveCount,
    priorTrades: z.number().min(0).max(1000),
    intervalPct: z.number().min(50).max(99),
    favoredFactor: z.number().min(1).max(3),
    reducedFactor: z.number().min(0).max(1),
    minTradesUnknown: count,
    minTradesReduced: count,
    minTradesBenched: count,
    benchDays: z.number().positive(),
  }),
  model: z.strictObject({
    token: z.string(),
    baseUrl: z.url(),
    name: z.string().max(200),
    fallback: z.string().max(200),
    timeoutSeconds: z.number().positive().max(600),
    retries: count.max(10),
    breakerFailures: positiveCount,
    safeModeMinutes: positiveCount,
    cacheMinutes: count,
    tokensPerDay: z.int().min(0).max(1_000_000_000),
    moneyPerDay: amount,
    inputPerMillion: amount,
    outputPerMillion: amount,
    cutoff: z.string().refine((text) => text === '' || /^\d{4}-\d{2}-\d{2}$/.test(text), 'a date is written 2026-01-31'),
  }),
  llm: z.strictObject({
    asks: z.enum(['15m', '1h', '4h']),
    gatherSeconds: z.number().positive().max(600),
    candles: z.int().min(4).max(200),
    contextTokens: z.int().min(1_000).max(200_000),
    answerTokens: z.int().min(200).max(20_000),
    expiryHours: z.number().positive().max(72),
  }),
  analysts: z.strictObject({
    on: z.array(z.enum(['trend', 'momentum', 'structure', 'volatility', 'model'])),
    horizonHours: positiveCount.max(168),
  }),
  news: z.strictObject({ enabled: z.boolean(), path: z.string(), hours: z.number().positive().max(720) }),
  shadow: z.strictObject({ enabled: z.boolean() }),
  reflection: z.strictObject({
    everyTrades: positiveCount,
    minTrades: positiveCount,
    confidencePct: z.number().min(50).max(99.99),
    maxProposals: positiveCount.max(20),
    autoApply: z.boolean(),
    replayDays: positiveCount.max(365),
    trialTrades: positiveCount,
    trialHours: positiveCount,
    trialDays: positiveCount,
    cooldownHours: count,
  }),
  replay: z.strictObject({ spreadBps: bps, participationPct: positivePct.max(100), seed: z.int().min(0).max(0xffff_ffff) }),
  jobs: z.strictObject({
    markMinutes: positiveCount,
    auditMinutes: positiveCount,
    pruneHours: positiveCount,
    traceDays: positiveCount,
    candleDays: positiveCount.max(400),
    jobRunsKept: positiveCount,
    backupHours: positiveCount.max(24),
    backupsKept: positiveCount,
  }),
});

export type Settings = z.infer<typeof settingsSchema>;
