import { parseInstant } from '#src/domain/clock.ts';
import type { Condition } from '#src/domain/condition.ts';
import { decimal } from '#src/domain/decimal.ts';
import type { Market } from '#src/domain/market.ts';
import type { OrderIntent } from '#src/domain/order.ts';
import type { GuardContext, GuardLimits } from './guard.ts';

// For tests: an entry that every guard lets pass, so that one changed figure shows which guard decides.

/** The defaults of trading-rules.md. */
export const SAMPLE_LIMITS: GuardLimits = {
  riskPct: 1,
  openPositions: 5,
  positionsPerMarket: 1,
  marketExposurePct: 25,
  venueExposurePct: 60,
  grossExposurePct: 200,
  personDayPct: 300,
  leverageMax: 10,
  liquidationBufferPct: 35,
  dailyLossPct: 5,
  drawdownDegradedPct: 10,
  drawdownHaltPct: 15,
  lossStreak: { tight: 3, tightPauseMinutes: 120, wide: 5, widePauseMinutes: 90 },
  marketLosses: { count: 3, withinHours: 24, pauseHours: 12 },
  spreadBps: 25,
  basisPct: 0.75,
  wideCostPctOfRisk: 15,
  feeEdge: 1.2,
  ordersPerMinute: 60,
  ordersPerDayDesk: 50,
  ordersPerDayVenue: 500,
  errorsPerHour: 10,
  shock: { movePct: 2.5, markets: 3, marketsMovePct: 1.5, pauseMinutes: 30 },
  quoteAgeMs: 5000,
  minVolume24h: 1_000_000,
  symbols: [],
};

export const SAMPLE_NOW = parseInstant('2026-01-05T12:00:00Z');

export const SAMPLE_MARKET: Market = {
  symbol: 'BTC/USDT:USDT',
  venue: 'paper',
  kind: 'perpetual',
  base: 'BTC',
  quote: 'USDT',
  tick: decimal('0.1'),
  step: decimal('0.001'),
  minAmount: decimal('0.001'),
  minNotional: decimal('5'),
  contractSize: decimal('1'),
  maxLeverage: 20,
};

export const SAMPLE_INTENT: OrderIntent = {
  deskId: 'main',
  accountId: 'paper',
  conditionId: 'c1',
  tradeId: 't1',
  market: SAMPLE_MARKET.symbol,
  purpose: 'entry',
  side: 'buy',
  type: 'market',
  amount: decimal('0.03'),
  reduceOnly: false,
  leverage: 3,
  approvalId: 'a1',
};

export const SAMPLE_CONDITION: Condition = {
  id: 'c1',
  deskId: 'main',
  accountId: 'paper',
  strategist: 'smc',
  status: 'armed',
  paramsHash: 'hash',
  riskAmount: decimal('50'),
  createdAt: SAMPLE_NOW,
  market: SAMPLE_MARKET.symbol,
  side: 'long',
  entry: { type: 'price', is: 'crossesAbove', level: '60000' },
  stop: '58500',
  targets: [{ price: '62000', sharePct: 100 }],
  riskPct: 0.5,
  expiresAt: SAMPLE_NOW,
  exits: { trail: [], breakEvenAfter: 1, timeLimitMs: 0, atr: '400' },
  thesis: 'sample',
  regime: 'wide_structure',
  evidence: [],
  referencePrice: '60000',
};

/** Long 0.03 BTC at 60,000 with 10,000 of equity: 18 % exposure, 0.5 % at risk. */
export const sampleContext = (changes: Partial<GuardContext> = {}): GuardContext => ({
  now: SAMPLE_NOW,
  intent: SAMPLE_INTENT,
  condition: SAMPLE_CONDITION,
  market: SAMPLE_MARKET,
  quote: { market: SAMPLE_MARKET.symbol, bid: 59_999, ask: 60_001, last: 60_000, bidSize: 5, askSize: 5, at: SAMPLE_NOW },
  mode: 'paper',
  halted: false,
  liveUnlocked: false,
  deskStatus: 'active',
  accountMode: 'paper',
  equity: 10_000,
  notional: 1_800,
  riskAmount: 50,
  openPositions: 1,
  positionsInMarket: 0,
  exposure: { market: 0, venue: 1_000, gross: 1_000 },
  approvedByPerson: 1_000,
  liquidationPrice: 40_000,
  entryPrice: 60_000,
  stopPrice: 58_500,
  firstTarget: 62_000,
  dayLossPct: 0,
  drawdownPct: 0,
  recentTrades: [],
  costs: { takerFeePct: 0.05, slippageBps: 5, fundingPct: 0.01 },
  basisPct: 0.05,
  ordersLastMinute: 0,
  ordersTodayDesk: 0,
  ordersTodayVenue: 0,
  errorsLastHour: 0,
  minuteMovesPct: new Map([[SAMPLE_MARKET.symbol, 0.1]]),
  shockUntil: undefined,
  volume24h: 50_000_000,
  deskMarkets: [SAMPLE_MARKET.symbol],
  ...changes,
});
