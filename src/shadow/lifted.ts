import type { Sourced } from '#src/config/load.ts';
import type { Settings } from '#src/config/settings.ts';

const NEVER = 1_000_000;
const ANY_PCT = 1_000;

/**
 * The settings under which one condition of a market is followed on paper: everything is approved, and what limits how many, how much in all, or who
 * has done badly is lifted. What makes a single trade what it is stays: fees, slippage, depth, leverage, and how much of the equity may be in one
 * market, because the size decides what the book has to give.
 */
export function liftedSettings(settings: Sourced, market: string): Sourced {
  const { values } = settings;
  const guards: Settings['guards'] = {
    ...values.guards,
    riskPct: ANY_PCT,
    personDayPct: NEVER,
    openPositions: NEVER,
    positionsPerMarket: NEVER,
    dailyLossPct: ANY_PCT,
    drawdownDegradedPct: ANY_PCT,
    drawdownHaltPct: ANY_PCT,
    lossStreak: { ...values.guards.lossStreak, tight: NEVER, wide: NEVER },
    marketLosses: { ...values.guards.marketLosses, count: NEVER },
    basisPct: ANY_PCT,
    ordersPerMinute: NEVER,
    ordersPerDayDesk: NEVER,
    ordersPerDayVenue: NEVER,
    errorsPerHour: NEVER,
    // What a market trades in a day is known after a day; whoever follows begins anew with each condition.
    minVolume24h: 0,
    symbols: [],
  };
  const next: Settings = {
    ...values,
    // A jump was judged when it came.
    feed: { ...values.feed, maxJumpPct: ANY_PCT },
    desk: { ...values.desk, markets: [market] },
    policy: { ...values.policy, autopilot: true, neverAbovePct: ANY_PCT },
    learning: { ...values.learning, favoredFactor: 1, reducedFactor: 1, minTradesUnknown: NEVER },
    model: { ...values.model, name: '' },
    analysts: { ...values.analysts, on: [] },
    news: { ...values.news, enabled: false },
    shadow: { enabled: false },
    jobs: { ...values.jobs, markMinutes: NEVER },
    guards,
  };
  return { ...settings, values: next };
}
