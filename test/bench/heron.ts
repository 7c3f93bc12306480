import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createApp } from '#src/app.ts';
import { loadSettings, type Sourced } from '#src/config/load.ts';
import type { Candle } from '#src/domain/candle.ts';
import { later, VirtualClock } from '#src/domain/clock.ts';
import type { ConditionDraft } from '#src/domain/condition.ts';
import { decimal } from '#src/domain/decimal.ts';
import type { Market } from '#src/domain/market.ts';
import { fileFeed } from '#src/feed/file.ts';
import { Ledger } from '#src/ledger/ledger.ts';
import { pnlBetween } from '#src/ledger/pnl.ts';
import type { Decision, MarketStrategist, Strategist } from '#src/strategist/port.ts';
import { AverageCross } from './averageCross.ts';
import type { HeronContestant } from './contestant.ts';

const MARKET: Market = {
  symbol: 'BTC/USDT',
  venue: 'paper',
  kind: 'spot',
  base: 'BTC',
  quote: 'USDT',
  tick: decimal('0.01'),
  step: decimal('0.00001'),
  minAmount: decimal('0.00001'),
  minNotional: decimal('5'),
  contractSize: decimal('1'),
  maxLeverage: 1,
};

/** As a replay commits. */
const BATCH = 4_000;
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

  decide({ now, price, market }: Parameters<MarketStrategist['decide']>[0]): Decision {
    if (this.#filling) {
      this.#filling = false;
      return NOTHING;
    }
    if (!this.#held && this.#side > 0) {
      this.#held = true;
      this.#filling = true;
      this.#bias = 'long';
      return { outcome: 'proposed', reasons: ['EMA 12 is above EMA 40'], drafts: [draftOf(market.symbol, price, now)] };
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
    entry: { type: 'price', is: 'above', level: (price * 0.96).toFixed(2) },
    stop: (price * 0.8).toFixed(2),
    targets: [{ price: (price * 1.5).toFixed(2), sharePct: 100 }],
    riskPct: 0.5,
    expiresAt: later(now, HOUR_MS),
    exits: { trail: [], breakEvenAfter: 0, timeLimitMs: 0, atr: (price * 0.01).toFixed(2) },
    thesis: 'The fast average is above the slow one.',
    evidence: [],
    referencePrice: price.toFixed(2),
  };
}

const crossStrategist: Strategist = { name: 'average-cross', forMarket: () => new CrossMarket() };

/** Shipped settings, but for what 7,000 trades in a row without an edge would run into: rate limits, cooldowns, costs and benches. */
function benchSettings(): Sourced {
  const sets = [
    'desk.markets=[BTC/USDT]',
    'policy.autopilot=true',
    'guards.ordersPerMinute=1000',
    'guards.ordersPerDayDesk=100000',
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

export const heron: HeronContestant = {
  async run(candles, scratchDir) {
    const path = join(scratchDir, 'heron.db');
    const first = candles[0] as Candle;
    const clock = new VirtualClock(first.openedAt);
    const ledger = new Ledger({ path, clock, batch: BATCH });
    const feed = fileFeed({ market: MARKET, candles, spreadBps: 2, participationPct: 100 });
    const app = await createApp({
      settings: benchSettings(),
      ledger,
      clock,
      feed,
      strategist: crossStrategist,
      kind: 'replay',
      source: 'benchmark',
      ledgerId: 'bench',
      withJobs: false,
    });
    const began = performance.now();
    while (app.engine.nextAt() !== undefined) app.engine.step();
    ledger.flush();
    const elapsedMs = performance.now() - began;
    const { trades } = pnlBetween(ledger, undefined, undefined);
    const events = ledger.head.seq;
    ledger.close();
    for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
    return { trades, events, elapsedMs };
  },
};
