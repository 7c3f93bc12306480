import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createApp, type RunningApp } from '#src/app.ts';
import { loadSettings } from '#src/config/load.ts';
import { instant, later, parseInstant, VirtualClock } from '#src/domain/clock.ts';
import { TIMEFRAME_MS, type Timeframe } from '#src/domain/timeframe.ts';
import type { FeedChange, FeedSink, SteppedFeed, TimedCandle } from '#src/feed/port.ts';
import { simulatedMarket } from '#src/feed/simulated/markets.ts';
import { Ledger } from '#src/ledger/ledger.ts';
import { SAMPLE_SETTINGS } from '#src/strategist/smc/sample.ts';
import { smcStrategist } from '#src/strategist/smc/smc.ts';
import type { Trigger } from '#src/triggers/trigger.ts';
import { draftOf, type Idea, ScriptedStrategist } from '#test/scriptedStrategist.ts';

const BTC = 'BTC/USDT';
const MINUTE = 60_000;
const START = parseInstant('2026-03-02T10:00:00Z');
const closesAbove = (level: number): Trigger => ({ type: 'candle', timeframe: '1m', closes: 'above', level: String(level) });
const closesBelow = (level: number): Trigger => ({ type: 'candle', timeframe: '1m', closes: 'below', level: String(level) });
const isAbove = (level: number): Trigger => ({ type: 'price', is: 'above', level: String(level) });

/** A feed that says what a test tells it to, gaps included. */
class TalkingFeed implements SteppedFeed {
  readonly name = 'talking';
  readonly simulated = false;
  readonly markets = [simulatedMarket(BTC)];
  readonly said: ((sink: FeedSink) => void)[] = [];
  #listener: (change: FeedChange) => void = () => undefined;
  longer: () => readonly TimedCandle[] = () => [];
  history = (): [] => [];
  nextAt = (): undefined => undefined;
  step(sink: FeedSink): void {
    for (const say of this.said.splice(0)) say(sink);
  }
  follow(listener: (change: FeedChange) => void): void {
    this.#listener = listener;
  }
  changes(change: FeedChange): void {
    this.said.push(() => this.#listener(change));
  }
}

describe('after prices could not be heard for a while', () => {
  const feed = new TalkingFeed();
  const strategist = new ScriptedStrategist();
  let clock: VirtualClock;
  let app: RunningApp;

  beforeEach(async () => {
    clock = new VirtualClock(START);
    const sets = [`desk.markets=["${BTC}"]`, 'guards.spreadBps=100'];
    app = await createApp({
      settings: loadSettings({ env: {}, folder: '/nowhere', sets }),
      ledger: new Ledger({ path: ':memory:', clock }),
      clock,
      feed,
      strategist,
      kind: 'paper',
      source: 'what a test says',
      ledgerId: 'gap',
      withJobs: false,
    });
    price(100);
    minute(0, 100);
    price(100);
  });

  afterEach(() => app.stop('the test is over'));

  /** A second passes and the market is quoted. */
  function price(last: number): void {
    clock.advanceTo(later(clock.now(), 1_000));
    const quote = { market: BTC, bid: last * 0.9999, ask: last * 1.0001, last, bidSize: 100, askSize: 100, at: clock.now() };
    feed.said.push((sink) => sink.quote(quote));
    app.engine.step();
  }

  function minute(index: number, close: number, isLate = false): void {
    clock.advanceTo(instant(START + (index + 1) * MINUTE));
    const candle = { openedAt: instant(START + index * MINUTE), open: close, high: close, low: close, close, volume: 1 };
    feed.said.push((sink) => sink.candle(BTC, candle, isLate));
    app.engine.step();
  }

  /** The market is quoted right before a minute closes there. */
  function closes(index: number, close: number): void {
    clock.advanceTo(instant(START + (index + 1) * MINUTE - 2_000));
    price(close);
    minute(index, close);
  }

  /** Minutes that nobody knows, up to but not including the last. */
  function misses(first: number, last: number): void {
    feed.said.push((sink) => sink.gap?.(BTC, instant(START + first * MINUTE), instant(START + last * MINUTE)));
  }

  function reopens(): void {
    feed.said.push((sink) => sink.reopened?.(BTC));
  }

  function arms(idea: Idea): string {
    strategist.drafts = [draftOf({ stop: 98, targets: [[110, 100]], ...idea }, 100, clock.now())];
    const [cycle] = app.proposer.now(BTC) as readonly { outcome: string; reasons: readonly string[] }[];
    const proposed = [...app.ledger.memory.conditions.values()].find(({ status }) => status === 'proposed');
    if (proposed === undefined) throw new Error(`not proposed: ${cycle?.reasons.join('; ')}`);
    app.sniper.answer({ id: proposed.id, decision: 'approve', actor: 'user:terminal' });
    price(100);
    return proposed.id;
  }

  const status = (id: string): string | undefined => app.ledger.memory.conditions.get(id)?.status;
  const orders = (): number => app.ledger.memory.orders.size;

  it('a close that is known late begins nothing, and the same close in time does', () => {
    const id = arms({ entry: closesAbove(101) });
    minute(1, 101.5, true);
    price(101.5);
    expect([status(id), orders()]).toEqual(['armed', 0]);
    clock.advanceTo(instant(START + 3 * MINUTE - 2_000));
    price(101.5);
    minute(2, 101.5);
    expect(status(id)).toBe('triggered');
  });

  it('a close that is known late still ends a condition that it invalidates', () => {
    const id = arms({ entry: closesAbove(101), invalidation: closesBelow(99) });
    minute(1, 98.5, true);
    expect(status(id)).not.toBe('armed');
    expect(orders()).toBe(0);
  });

  it('nothing crosses from the price before to the price after', () => {
    const id = arms({ entry: 101 });
    reopens();
    price(101.5);
    expect(status(id)).toBe('armed');
    price(100.5);
    price(101.2);
    expect(status(id)).toBe('triggered');
  });

  it('an indicator over minutes that cannot be had is not known until it is warm again (FI-38)', () => {
    const sma: Trigger = {
      type: 'indicator',
      indicator: { name: 'sma', length: 5, timeframe: '1m' },
      is: 'above',
      than: { value: '100.5' },
    };
    for (let i = 1; i <= 6; i++) minute(i, 100);
    const id = arms({ entry: sma });
    misses(7, 20);
    for (let i = 20; i < 24; i++) {
      closes(i, 101);
      expect([i, status(id)]).toEqual([i, 'armed']);
    }
    closes(24, 101);
    expect(status(id)).toBe('triggered');
  });

  it('a candle that should have closed in a gap begins nothing, and the next whole one does (FI-38)', () => {
    const id = arms({ entry: { type: 'candle', timeframe: '15m', closes: 'above', level: '101' } });
    for (let i = 1; i < 12; i++) closes(i, 101.5);
    misses(12, 17);
    closes(17, 101.5);
    expect(status(id)).toBe('armed');
    for (let i = 18; i < 30; i++) closes(i, 101.5);
    expect(status(id)).toBe('triggered');
  });

  it('a longer gap leaves out the candles that it begins and ends in', () => {
    const id = arms({ entry: { type: 'candle', timeframe: '15m', closes: 'above', level: '101' } });
    for (let i = 1; i < 12; i++) closes(i, 101.5);
    misses(12, 35);
    for (let i = 35; i < 45; i++) {
      closes(i, 101.5);
      expect([i, status(id)]).toEqual([i, 'armed']);
    }
    for (let i = 45; i < 60; i++) closes(i, 101.5);
    expect(status(id)).toBe('triggered');
    expect(app.candles.of(BTC, '15m').map(({ openedAt }) => (openedAt - START) / MINUTE)).toEqual([45]);
  });

  it('what is true of the price after is looked at with it, once', () => {
    const id = arms({ entry: isAbove(101) });
    reopens();
    price(101.2);
    expect(status(id)).toBe('triggered');
  });

  it('a price that is far away is believed at once, because there is none to jump from', () => {
    price(100);
    reopens();
    price(130);
    expect(app.quotes.get(BTC)?.last).toBe(130);
  });

  it('the ledger says when prices stopped and when they were back', () => {
    feed.changes({ market: BTC, alive: false, reason: 'no good price came for 10 s' });
    feed.changes({ market: BTC, alive: true, reason: 'two fresh prices came in a row' });
    const heard: string[] = [];
    app.ledger.listen((event) => heard.push(`${event.kind} ${event.subject} ${event.actor}`));
    app.engine.step();
    expect(heard).toEqual(['feed.died BTC/USDT feed', 'feed.recovered BTC/USDT feed']);
  });
});

describe('the rules over minutes that cannot be had (FI-38)', () => {
  const { profiles, structures, tight } = SAMPLE_SETTINGS;
  /** A whole story fits into a few candles. */
  const rules = smcStrategist({
    ...SAMPLE_SETTINGS,
    profiles: { ...profiles, intraday: { ...profiles.intraday, bias: { timeframe: '1h', emaLength: 2 }, decision: '15m', asks: '1h' } },
    structures: { ...structures, atrLength: 2, adxLength: 2, gapMinPct: 5 },
    tight: { ...tight, gate: { aligned: 45, neutral: 45 } },
  });
  const HOUR = 60 * MINUTE;
  const rowsTo = (timeframe: Timeframe, rows: readonly (readonly [number, number, number, number])[]): TimedCandle[] =>
    rows.map(([open, high, low, close], index) => ({
      timeframe,
      candle: { openedAt: instant(START - (rows.length - index) * TIMEFRAME_MS[timeframe]), open, high, low, close, volume: 1 },
    }));
  /** An hour that rises, and the quarters of an order block that the price has left: 1,004 is waited for. */
  const STORY: TimedCandle[] = [
    ...rowsTo('1h', [
      [1000, 1000, 1000, 1000],
      [1000, 1020, 1000, 1020],
    ]),
    ...rowsTo('15m', [
      [1000, 1008, 996, 1006],
      [1006, 1010, 998, 1002],
      [1002, 1004, 994, 998],
      [998, 1032, 997, 1028],
      [1028, 1036, 1026, 1031],
    ]),
  ];

  /** What the rules decide a minute after a stretch of which the venue tells nothing, at a price near their block. */
  async function decidesAfter(minutes: number): Promise<{ outcome: string; reasons: readonly string[] }> {
    const feed = new TalkingFeed();
    feed.longer = () => STORY;
    const clock = new VirtualClock(START);
    const app = await createApp({
      settings: loadSettings({ env: {}, folder: '/nowhere', sets: [`desk.markets=["${BTC}"]`, 'guards.spreadBps=100'] }),
      ledger: new Ledger({ path: ':memory:', clock }),
      clock,
      feed,
      strategist: rules,
      kind: 'paper',
      source: 'what a test says',
      ledgerId: 'gap',
      withJobs: false,
    });
    const at = instant(START + minutes * MINUTE);
    if (minutes > 0) feed.said.push((sink) => sink.gap?.(BTC, START, at));
    feed.said.push((sink) => sink.candle(BTC, { openedAt: at, open: 1024, high: 1024, low: 1024, close: 1024, volume: 1 }));
    app.engine.step();
    clock.advanceTo(later(clock.now(), 1_000));
    const quote = { market: BTC, bid: 1023.9, ask: 1024.1, last: 1024, bidSize: 100, askSize: 100, at: clock.now() };
    feed.said.push((sink) => sink.quote(quote));
    app.engine.step();
    const [cycle] = app.proposer.now(BTC) as readonly { outcome: string; reasons: readonly string[] }[];
    await app.stop('the test is over');
    return { outcome: cycle?.outcome ?? '', reasons: cycle?.reasons ?? [] };
  }

  it('propose from the structures that they see', async () => {
    const { outcome, reasons } = await decidesAfter(0);
    expect([outcome, reasons[0]]).toEqual(['proposed', expect.stringContaining('order block retest, long at 1,004 on 15m')]);
  });

  it('propose nothing from before a hole of whole candles: they look at nothing until they are warm again', async () => {
    const { outcome, reasons } = await decidesAfter(30);
    expect([outcome, reasons[0]]).toEqual(['waiting', 'too few 15m candles to measure with: 0 of 2']);
    expect(reasons[1]).toMatch(/^bias long/);
  });

  it('lean to no side when candles of the side are missing', async () => {
    expect((await decidesAfter(2 * (HOUR / MINUTE))).reasons[1]).toMatch(/^bias neutral: the 1h EMA2 is not warm yet \(0 of 2 candles\)/);
  });
});
