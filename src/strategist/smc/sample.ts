import type { SmcSettings } from './settings.ts';

// For tests.

/** The figures of trading-rules.md, as config/default.yaml ships them. */
export const SAMPLE_SETTINGS: SmcSettings = {
  profile: 'intraday',
  profiles: {
    swing: {
      bias: { timeframe: '1d', emaLength: 200 },
      decision: '4h',
      refinement: ['1h', '15m'],
      asks: '15m',
      invalidation: '1h',
      expiryHours: 24,
      timeLimit: { timeframe: '15m', candles: 20 },
    },
    intraday: {
      bias: { timeframe: '4h', emaLength: 50 },
      decision: '1h',
      refinement: ['15m', '5m'],
      asks: '5m',
      invalidation: '15m',
      expiryHours: 6,
      timeLimit: { timeframe: '5m', candles: 20 },
    },
  },
  structures: { swingWidth: 2, lookback: 50, displacementRanges: 1.5, gapMinPct: 0.07, breakCandles: 3, atrLength: 14, adxLength: 14 },
  neutralBps: 10,
  fib: { zone: { from: 0.618, to: 0.786 }, levels: [0.382, 0.5], tolerance: 0.03, extensions: [1.272, 1.618] },
  points: {
    block: 10,
    gap: 8,
    break: 7,
    fibZone: 15,
    fibLevel: 10,
    fibExtension: 5,
    biasAligned: 20,
    biasNeutral: 10,
    adx: [
      { from: 40, points: 15 },
      { from: 30, points: 12 },
      { from: 25, points: 10 },
      { from: 20, points: 7 },
    ],
    cost: [
      { upToBps: 10, points: 20 },
      { upToBps: 20, points: 15 },
      { upToBps: 30, points: 10 },
      { upToBps: 50, points: 5 },
    ],
  },
  tight: {
    gate: { aligned: 65, neutral: 75 },
    stopAtr: { decision: 0.15, finest: 0.3 },
    sharesPct: [50, 40],
    finalR: 2,
    costPctOfRisk: 100,
  },
  wide: {
    gate: { aligned: 60, neutral: 70 },
    stopAtr: { decision: 0.5, finest: 0.6 },
    sharesPct: [35, 35],
    finalR: 1.5,
    costPctOfRisk: 15,
  },
  entry: { maxDistancePct: 5, maxDistanceAtr: 1.5, offsetAtr: 0.05 },
  stop: { noiseAtr: 0.5, maxAtr: 4 },
  targets: { firstR: 1, secondR: 2.5, minRewardRisk: 1 },
  exits: {
    trail: [
      { fromR: 3, atr: 1.8 },
      { fromR: 5, atr: 1.4 },
      { fromR: 8, atr: 1 },
    ],
    runnerAtr: 1.5,
    breakEvenAfter: 1,
  },
  cooldown: { marketMinutes: 60, winMinutes: 15, lossMinutes: 120, structureMinutes: 45 },
};
