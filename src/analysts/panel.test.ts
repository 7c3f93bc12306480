import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CandleAggregator } from '#src/analysis/timeframes.ts';
import type { Candle } from '#src/domain/candle.ts';
import { Candles } from '#src/domain/candles.ts';
import { type Instant, instant, later, VirtualClock } from '#src/domain/clock.ts';
import { Quotes } from '#src/domain/quotes.ts';
import { seededRng } from '#src/domain/rng.ts';
import { Ledger } from '#src/ledger/ledger.ts';
import type { OpinionRow } from '#src/ledger/opinions.ts';
import { Panel, type PanelDeps } from './panel.ts';
import { SAMPLE_STRUCTURES, sampleHour } from './sample.ts';

const BTC = 'BTC/USDT';
const ETH = 'ETH/USDT';
const MINUTE_MS = 60_000;
const ALL = ['trend', 'momentum', 'structure', 'volatility', 'model'];

/** A seeded walk of minutes from the start of an hour. */
function minutesOf(count: number, seed: number, from = 60_000): Candle[] {
  const rng = seededRng(seed);
  let price = from;
  return Array.from({ length: count }, (_, index) => {
    const open = price;
    price = Math.max(1, price + rng.normal() * 15);
    const [high, low] = [Math.max(open, price) + 2, Math.min(open, price) - 2];
    return { openedAt: later(sampleHour(0), index * MINUTE_MS), open, high, low, close: price, volume: 1 };
  });
}

/** A panel on a ledger of its own, led through minutes as the engine leads it. */
class Room implements Disposable {
  readonly clock = new VirtualClock(sampleHour(0));
  readonly ledger = new Ledger({ path: ':memory:', clock: this.clock });
  readonly quotes = new Quotes();
  readonly candles = new Candles();
  readonly panel: Panel;
  readonly #aggregators = new Map<string, CandleAggregator>();

  constructor(different: Partial<PanelDeps> = {}) {
    const { ledger, quotes, clock } = this;
    this.panel = new Panel({
      ledger,
      quotes,
      clock,
      on: ALL,
      horizonMinutes: 240,
      structures: SAMPLE_STRUCTURES,
      markets: [BTC, ETH],
      ...different,
    });
    for (const market of [BTC, ETH, 'SOL/USDT']) {
      const timeframes = this.panel.timeframes(market);
      this.#aggregators.set(
        market,
        new CandleAggregator(['15m', ...timeframes], (timeframe, candle) => {
          this.candles.put(market, timeframe, candle);
          this.panel.candle(market, timeframe, candle);
        }),
      );
    }
  }

  /** History: nobody is asked about it. */
  warm(minutes: readonly Candle[], market = BTC): void {
    for (const one of minutes) this.#aggregators.get(market)?.add(one);
    this.panel.warmed();
  }

  live(minutes: readonly Candle[], market = BTC): void {
    for (const one of minutes) {
      const { openedAt, close: last } = one;
      const at = later(openedAt, MINUTE_MS);
      this.clock.advanceTo(at);
      this.quotes.put({ market, bid: last, ask: last, last, bidSize: 1, askSize: 1, at });
      this.#aggregators.get(market)?.add(one);
      this.panel.cycle(market);
    }
  }

  /** Minutes from one number up to another are missing, in all of what the analysts look at up to 1h. */
  gap(minutes: readonly Candle[], from: number, to: number, market = BTC): void {
    this.#aggregators.get(market)?.skip(minutes[from]?.openedAt as Instant, minutes[to]?.openedAt as Instant);
    this.panel.gap(market, ['1m', '5m', '15m', '1h'], this.candles);
  }

  opinions(): OpinionRow[] {
    return this.ledger.all<OpinionRow>(
      'select seq, analyst, market, at, direction, strength, horizon_minutes, price, due_at from opinion order by seq, analyst',
    );
  }

  given(): { at: string; subject: string }[] {
    return this.ledger.all("select at, subject from event where kind = 'opinions.given' order by seq");
  }

  [Symbol.dispose](): void {
    this.ledger.close();
  }
}

const WARM = 90 * 60;

describe('the panel', () => {
  it('says one thing each hour: everybody that is on, with the price and the horizon', () => {
    using room = new Room({ horizonMinutes: 360 });
    const minutes = minutesOf(WARM + 180, 1);
    room.warm(minutes.slice(0, WARM));
    expect(room.given()).toEqual([]);
    room.live(minutes.slice(WARM));
    expect(room.given().map(({ at }) => at.slice(11, 16))).toEqual(['19:00', '20:00', '21:00']);
    const first = room.opinions().slice(0, 4);
    expect(first.map(({ analyst }) => analyst)).toEqual(['momentum', 'structure', 'trend', 'volatility']);
    for (const one of first)
      expect(one).toMatchObject({
        market: BTC,
        horizon_minutes: 360,
        price: minutes[WARM + 59]?.close,
        due_at: '2026-01-09T01:00:00.000Z',
      });
  });

  it('asks only those that are on', () => {
    using room = new Room({ on: ['momentum', 'model'] });
    const minutes = minutesOf(WARM + 60, 1);
    room.warm(minutes.slice(0, WARM));
    room.live(minutes.slice(WARM));
    expect(room.opinions().map(({ analyst }) => analyst)).toEqual(['momentum']);
    expect(room.panel.timeframes(BTC)).toEqual(['1h']);
  });

  it('says nothing in warm-up, before anybody is warm, without a price, and about a market that is not its own', () => {
    using room = new Room();
    const minutes = minutesOf(WARM + 60, 1);
    room.warm(minutes.slice(0, WARM), 'SOL/USDT');
    room.live(minutes.slice(WARM), 'SOL/USDT');
    room.live(minutes.slice(0, 120), ETH);
    room.warm(minutes, BTC);
    room.panel.cycle(BTC);
    expect([room.given(), room.panel.timeframes('SOL/USDT')]).toEqual([[], []]);
  });

  it('after missing hours says nothing that reaches across them, and keeps the longer candles that are whole', () => {
    using room = new Room();
    const minutes = minutesOf(WARM + 40 * 60, 1);
    room.warm(minutes.slice(0, WARM));
    room.live(minutes.slice(WARM, WARM + 60));
    const before = room.opinions().length;
    expect(before).toBe(4);
    const hole = WARM + 4 * 60;
    room.gap(minutes, WARM + 60, hole);
    room.live(minutes.slice(hole, hole + 60 * 14));
    expect(room.opinions()).toHaveLength(before);
    room.live(minutes.slice(hole + 60 * 14, hole + 60 * 23));
    const since = room.opinions().slice(before);
    expect(new Set(since.map(({ analyst }) => analyst))).toEqual(new Set(['momentum', 'trend', 'volatility']));
  });

  it('keeps markets apart', () => {
    using room = new Room();
    const [btc, eth] = [minutesOf(WARM + 60, 1), minutesOf(WARM + 60, 2, 3_000)];
    room.warm(btc.slice(0, WARM), BTC);
    room.warm(eth.slice(0, WARM), ETH);
    room.live(btc.slice(WARM), BTC);
    room.live(eth.slice(WARM), ETH);
    using alone = new Room();
    alone.warm(eth.slice(0, WARM), ETH);
    alone.live(eth.slice(WARM), ETH);
    const said = (of: Room) => of.opinions().flatMap(({ seq: _, ...one }) => (one.market === ETH ? [one] : []));
    expect(said(room)).toEqual(said(alone));
    expect(room.given().map(({ subject }) => subject)).toEqual([BTC, ETH]);
  });

  it('has what was held before measured each hour, also when nobody here has anything to say', () => {
    using room = new Room({ on: ['model'] });
    const minutes = minutesOf(6 * 60, 1);
    const opinions = [{ analyst: 'model', direction: 'up' as const, strength: 0.6, horizonMinutes: 120 }];
    room.ledger.transact((tx) =>
      tx.append({ kind: 'opinions.given', subject: BTC, actor: 'strategist:llm', data: { price: 60_000, opinions } }),
    );
    room.live(minutes);
    const right = (minutes[119]?.close as number) > 60_000 ? 'right' : 'wrong';
    expect(room.ledger.all('select status, outcome_price from opinion')).toEqual([{ status: right, outcome_price: minutes[119]?.close }]);
    expect(room.given()).toHaveLength(2);
  });

  it('does not look ahead: what it said stays the same whatever the market does afterwards', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), fc.integer({ min: 1, max: 7 }), (seed, other, cutHours) => {
        const cut = WARM + cutHours * 60;
        const minutes = minutesOf(WARM + 480, seed);
        const elsewhere = minutesOf(480, other, minutes[cut - 1]?.close);
        const turned = [
          ...minutes.slice(0, cut),
          ...elsewhere
            .slice(0, minutes.length - cut)
            .map((one, index) => ({ ...one, openedAt: minutes[cut + index]?.openedAt ?? instant(0) })),
        ];
        const said = [minutes, turned].map((path) => {
          using room = new Room();
          room.warm(path.slice(0, WARM));
          room.live(path.slice(WARM));
          return room.opinions().filter(({ at }) => Date.parse(at) <= sampleHour(0) + cut * MINUTE_MS);
        });
        expect(said[0]).toHaveLength(4 * cutHours);
        expect(said[1]).toEqual(said[0]);
      }),
      { numRuns: 12 },
    );
  });
});
