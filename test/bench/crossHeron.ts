import { createApp, type RunningApp } from '#src/app.ts';
import { loadSettings, type Sourced } from '#src/config/load.ts';
import type { Candle } from '#src/domain/candle.ts';
import { later, VirtualClock } from '#src/domain/clock.ts';
import type { ConditionDraft } from '#src/domain/condition.ts';
import { decimal } from '#src/domain/decimal.ts';
import type { Market } from '#src/domain/market.ts';
import { fileFeed } from '#src/feed/file.ts';
import { Ledger } from '#src/ledger/ledger.ts';
import type { Decision, MarketStrategist, Strategist, StrategistContext } from '#src/strategist/port.ts';
import { AverageCross, FAST, SLOW } from './averageCross.ts';

/** Quoted without cents, so that its prices are whole numbers (see averageCross.ts). */
export const MARKET: Market = {
  symbol: 'BTC/TWD',
  venue: 'paper',
  kind: 'spot',
  base: 'BTC',
  quote: 'TWD',
  tick: decimal('1'),
  step: decimal('0.00001'),
  minAmount: decimal('0.00001'),
  minNotional: decimal('500'),
  contractSize: decimal('1'),
  maxLeverage: 1,
};

const HOUR_MS = 3_600_000;

const NOTHING: Decision = { outcome: 'nothing', reasons: ['no cross'], drafts: [] };

/**
 * The average cross of `averageCross.ts` as a strategist: its entries are conditions that trigger at the next price, its exits are a flip of the
 * bias. It keeps to the same rule as the others: nothing is decided at the close of a candle at whose open a fill happened.
 */
class CrossMarket implements MarketStrategist {
  readonly timeframes = ['1m'] as const;
  readonly asks = '1m';
  readonly #cross = new AverageCross();
  #side = 0;
  #held = false;
  #filling = false;
  #bias: 'long' | 'short' | 'neutral' = 'neutral';

  candle(_timeframe: '1m', candle: Candle): void {
    this.#side = this.#cross.side(candle.close);
  }

  decide({ now, price, market }: StrategistContext): Decision {
    if (this.#filling) {
      this.#filling = false;
      return NOTHING;
    }
    if (!this.#held && this.#side > 0) {
      this.#held = true;
      this.#filling = true;
      this.#bias = 'long';
      return { outcome: 'proposed', reasons: [`SMA ${FAST} is above SMA ${SLOW}`], drafts: [draftOf(market.symbol, price, now)] };
    }
    if (this.#held && this.#side < 0) {
      this.#held = false;
      this.#filling = true;
      this.#bias = 'short';
    }
    return NOTHING;
  }

  bias(): 'long' | 'short' | 'neutral' {
    return this.#bias;
  }
}

function draftOf(market: string, price: number, now: Parameters<typeof later>[0]): ConditionDraft {
  return {
    market,
    side: 'long',
    entry: { type: 'price', is: 'above', level: (price * 0.96).toFixed(0) },
    stop: (price * 0.8).toFixed(0),
    targets: [{ price: (price * 1.5).toFixed(0), sharePct: 100 }],
    riskPct: 0.5,
    expiresAt: later(now, HOUR_MS),
    exits: { trail: [], breakEvenAfter: 0, timeLimitMs: 0, atr: (price * 0.01).toFixed(0) },
    thesis: 'The fast average is above the slow one.',
    evidence: [],
    referencePrice: price.toFixed(0),
  };
}

const crossStrategist: Strategist = { name: 'average-cross', forMarket: () => new CrossMarket() };

/** Shipped settings, but for what 7,000 trades in a row without an edge would run into: rate limits, cooldowns, costs and benches. */
function benchSettings(): Sourced {
  const sets = [
    'desk.markets=[BTC/TWD]',
    'desk.quote=TWD',
    'desk.capital="1000000"',
    'policy.autopilot=true',
    'guards.ordersPerMinute=1000',
    'guards.ordersPerDayDesk=100000',
    'guards.personDayPct=100000',
    'guards.ordersPerDayVenue=100000',
    'guards.lossStreak.tight=1000000',
    'guards.marketLosses.count=1000000',
    'paper.makerFeePct=0',
    'paper.takerFeePct=0',
    'paper.participationPct=100',
    'learning.minTradesReduced=1000000',
    'learning.minTradesBenched=1000000',
    'jobs.markMinutes=1440',
  ];
  return loadSettings({ env: {}, sets, folder: '/nonexistent' });
}

interface CrossOptions {
  readonly path: string;
  readonly candles: readonly Candle[];
  /** So many candles at the beginning are history; with them the ledger goes on where it ended. */
  readonly warmup?: number;
  /** Logical transactions per commit. */
  readonly batch: number;
}

/** The real engine with its full ledger in the file `path`, before the first step. */
export async function openCross({ path, candles, warmup = 0, batch }: CrossOptions): Promise<RunningApp> {
  const clock = new VirtualClock((candles[warmup] as Candle).openedAt);
  return createApp({
    settings: benchSettings(),
    ledger: new Ledger({ path, clock, batch }),
    clock,
    feed: fileFeed({ market: MARKET, candles, warmup, spreadBps: 2, participationPct: 100 }),
    strategist: crossStrategist,
    kind: 'replay',
    source: 'benchmark',
    ledgerId: 'bench',
    withJobs: false,
  });
}

/** Every step that is left, and its last commit. */
export function play({ engine, ledger }: RunningApp): void {
  while (engine.nextAt() !== undefined) engine.step();
  ledger.flush();
}
