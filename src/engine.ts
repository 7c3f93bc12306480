import type { IndicatorBoard } from '#src/analysis/board.ts';
import { inOrder } from '#src/analysis/inOrder.ts';
import { CandleAggregator } from '#src/analysis/timeframes.ts';
import type { Panel } from '#src/analysts/panel.ts';
import type { Candle } from '#src/domain/candle.ts';
import type { Candles } from '#src/domain/candles.ts';
import { type Instant, instant, type VirtualClock } from '#src/domain/clock.ts';
import { faultOfQuote, type Quote } from '#src/domain/quote.ts';
import type { Quotes } from '#src/domain/quotes.ts';
import { TIMEFRAME_MS, TIMEFRAMES, type Timeframe } from '#src/domain/timeframe.ts';
import type { FeedSink, Levels, SteppedFeed } from '#src/feed/port.ts';
import type { Sniper } from '#src/sniper/sniper.ts';
import type { Proposer } from '#src/strategist/propose.ts';
import type { QuoteDriven } from '#src/venue/port.ts';
import type { ClosedMinute } from './shadow.ts';

const MINUTE_MS = 60_000;

interface Lane {
  readonly market: string;
  readonly aggregator: CandleAggregator;
  readonly closed: Map<Timeframe, Candle>;
  /** Candles that should have closed up to here, from `gapFrom`, closed while nobody knew: nothing begins because of them. */
  gapFrom: number;
  gapUntil: number;
  /** Last good price; NaN before the first. */
  last: number;
}

export interface EngineParts {
  readonly clock: VirtualClock;
  readonly feed: SteppedFeed;
  readonly quotes: Quotes;
  readonly candles: Candles;
  readonly board: IndicatorBoard;
  /** The paper venue; a real one moves by itself. */
  readonly venue: QuoteDriven | undefined;
  readonly sniper: Sniper;
  readonly proposer: Proposer;
  /** Undefined where no analyst is asked. */
  readonly panel?: Panel | undefined;
  readonly maxJumpPct: number;
  /** Is given the one-minute candles that closed in a step, after everything else has looked at them. */
  readonly minute?: ((closed: readonly ClosedMinute[]) => void) | undefined;
}

/**
 * The one engine, for a simulated market as for a replay: a step of the feed sets the clock, stores the quote, lets the venue fill and then
 * the sniper look; after a minute has closed, the longer candles, the exits that wait for closes and the strategist. All of it synchronous.
 */
export class Engine {
  readonly #parts: EngineParts;
  readonly #lanes = new Map<string, Lane>();
  readonly #sink: FeedSink;
  readonly #levels: Levels;
  #closed: ClosedMinute[] = [];
  /** Quotes that could not be true, and how many candles have closed. */
  dropped = 0;
  candles = 0;

  constructor(parts: EngineParts) {
    this.#parts = parts;
    for (const { symbol } of parts.feed.markets) {
      const closed = new Map<Timeframe, Candle>();
      const wanted = new Set<Timeframe>(['1m', '1h', ...parts.proposer.timeframes(symbol), ...(parts.panel?.timeframes(symbol) ?? [])]);
      const aggregator = new CandleAggregator(
        TIMEFRAMES.filter((one) => wanted.has(one) || one === '15m'),
        (timeframe, candle) => {
          const endsAt = candle.openedAt + TIMEFRAME_MS[timeframe];
          if (endsAt > lane.gapUntil || endsAt <= lane.gapFrom) closed.set(timeframe, candle);
          parts.candles.put(symbol, timeframe, candle);
          parts.board.candle(symbol, timeframe, candle);
          parts.proposer.candle(symbol, timeframe, candle);
          parts.panel?.candle(symbol, timeframe, candle);
        },
      );
      const lane: Lane = { market: symbol, aggregator, closed, last: Number.NaN, gapFrom: 0, gapUntil: 0 };
      this.#lanes.set(symbol, lane);
    }
    this.#sink = {
      quote: (quote) => this.#quote(quote),
      candle: (market, candle, isLate) => this.#candle(market, candle, isLate === true),
      gap: (market, from, to) => this.#gap(market, from, to),
      reopened: (market) => this.#reopened(market),
    };
    const { sniper, venue } = parts;
    this.#levels = {
      next(market, from, direction) {
        const ours = sniper.nextLevel(market, from, direction);
        const theirs = venue?.nextLevel(market, from, direction) ?? ours;
        return direction === 'up' ? Math.min(ours, theirs) : Math.max(ours, theirs);
      },
      waits: (market) => sniper.waits(market) || venue?.waits(market) === true,
    };
  }

  /** Feeds the history before the first step to indicators and strategist; nothing is proposed or traded because of it. */
  warmUp(): void {
    const { feed, proposer, panel } = this.#parts;
    for (const lane of this.#lanes.values()) {
      for (const { timeframe, candle } of inOrder(lane.aggregator, feed.history(lane.market), feed.longer?.(lane.market) ?? [])) {
        if (timeframe === '1m') lane.aggregator.add(candle);
        else lane.aggregator.give(timeframe, candle);
      }
      lane.closed.clear();
    }
    proposer.warmed();
    panel?.warmed();
  }

  /** Time of the next step, or undefined when the feed has ended. */
  nextAt(): Instant | undefined {
    return this.#parts.feed.nextAt();
  }

  step(): void {
    this.#parts.feed.step(this.#sink, this.#levels);
    if (this.#closed.length === 0) return;
    const closed = this.#closed;
    this.#closed = [];
    this.#parts.minute?.(closed);
  }

  #quote(quote: Quote): void {
    const { clock, quotes, venue, sniper, maxJumpPct } = this.#parts;
    const lane = this.#lanes.get(quote.market);
    clock.advanceTo(quote.at);
    const jumped = lane !== undefined && Math.abs(quote.last / lane.last - 1) * 100 > maxJumpPct;
    if (lane === undefined || jumped || faultOfQuote(quote, clock.now()) !== undefined) {
      this.dropped++;
      // A price that stays where it jumped to is believed the second time.
      if (lane !== undefined && jumped && quote.last > 0) lane.last = quote.last;
      return;
    }
    lane.last = quote.last;
    quotes.put(quote);
    venue?.quote(quote);
    sniper.tick(quote);
  }

  /** The price before is news of another time: nothing crosses from there, and no jump is measured from it. */
  #reopened(market: string): void {
    const lane = this.#lanes.get(market);
    if (lane !== undefined) lane.last = Number.NaN;
    this.#parts.sniper.reopened(market);
  }

  /** Minutes are missing for good: what is worked out from candles over them is not known until new ones have made it warm. */
  #gap(market: string, from: Instant, to: Instant): void {
    const { candles, board, proposer, panel } = this.#parts;
    const lane = this.#lanes.get(market);
    if (lane === undefined) return;
    const broken = TIMEFRAMES.filter((timeframe) => TIMEFRAME_MS[timeframe] <= to - from);
    lane.gapFrom = from;
    lane.gapUntil = to;
    lane.aggregator.skip(from, to);
    candles.forget(market, broken);
    board.forget(market, broken);
    proposer.gap(market, broken);
    panel?.gap(market, broken, candles);
  }

  #candle(market: string, candle: Candle, isLate: boolean): void {
    const { clock, sniper, proposer, panel } = this.#parts;
    const lane = this.#lanes.get(market);
    if (lane === undefined) return;
    clock.advanceTo(instant(candle.openedAt + MINUTE_MS));
    this.candles++;
    // The minute itself takes the place of the one before; clearing a map costs more than that.
    if (lane.closed.size > 1) lane.closed.clear();
    lane.aggregator.add(candle);
    sniper.candlesClosed(market, lane.closed, candle, isLate);
    if (!isLate) {
      panel?.cycle(market);
      proposer.cycle(market);
    }
    if (this.#parts.minute !== undefined) this.#closed.push({ market, candle });
  }
}
