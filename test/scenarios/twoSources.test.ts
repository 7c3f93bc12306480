import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createApp, type RunningApp } from '#src/app.ts';
import { loadSettings } from '#src/config/load.ts';
import { instant, later, parseInstant, VirtualClock } from '#src/domain/clock.ts';
import type { FeedSink, SteppedFeed } from '#src/feed/port.ts';
import { simulatedMarket } from '#src/feed/simulated/markets.ts';
import { Ledger } from '#src/ledger/ledger.ts';
import type { Trigger } from '#src/triggers/trigger.ts';
import { draftOf, type Idea, ScriptedStrategist } from '#test/scriptedStrategist.ts';

const BTC = 'BTC/USDT';
const MINUTE = 60_000;
const START = parseInstant('2026-03-02T10:00:00Z');
const closesAbove = (level: number): Trigger => ({ type: 'candle', timeframe: '1m', closes: 'above', level: String(level) });
const closesBelow = (level: number): Trigger => ({ type: 'candle', timeframe: '1m', closes: 'below', level: String(level) });

/** A feed that says what a test tells it to, and whether a second source says the same. */
class TwoSources implements SteppedFeed {
  readonly name = 'two sources';
  readonly simulated = false;
  readonly markets = [simulatedMarket(BTC)];
  readonly said: ((sink: FeedSink) => void)[] = [];
  agree = false;
  asked = 0;
  history = (): [] => [];
  nextAt = (): undefined => undefined;
  step(sink: FeedSink): void {
    for (const say of this.said.splice(0)) say(sink);
  }
  confirmed(market: string): boolean {
    this.asked++;
    return market === BTC && this.agree;
  }
}

describe('an entry whose price only one source has', () => {
  let feed: TwoSources;
  let clock: VirtualClock;
  let app: RunningApp;
  let strategist: ScriptedStrategist;
  let reports: unknown[];
  let written: number;
  let kinds: string[];

  beforeEach(async () => {
    feed = new TwoSources();
    strategist = new ScriptedStrategist();
    clock = new VirtualClock(START);
    reports = [];
    app = await createApp({
      settings: loadSettings({ env: {}, folder: '/nowhere', sets: [`desk.markets=["${BTC}"]`, 'guards.spreadBps=100'] }),
      ledger: new Ledger({ path: ':memory:', clock }),
      clock,
      feed,
      strategist,
      kind: 'paper',
      source: 'what a test says',
      ledgerId: 'two',
      withJobs: false,
      report: (error) => reports.push(error),
    });
    kinds = [];
    app.ledger.listen(({ kind }) => kinds.push(kind));
    price(100);
    minute(0, 100);
    price(100);
  });

  afterEach(() => app.stop('the test is over'));

  function price(last: number): void {
    clock.advanceTo(later(clock.now(), 500));
    const quote = { market: BTC, bid: last * 0.9999, ask: last * 1.0001, last, bidSize: 100, askSize: 100, at: clock.now() };
    feed.said.push((sink) => sink.quote(quote));
    app.engine.step();
  }

  function minute(index: number, close: number): void {
    clock.advanceTo(instant(START + (index + 1) * MINUTE));
    const candle = { openedAt: instant(START + index * MINUTE), open: close, high: close, low: close, close, volume: 1 };
    feed.said.push((sink) => sink.candle(BTC, candle));
    app.engine.step();
  }

  function arms(idea: Idea): string {
    strategist.drafts = [draftOf({ stop: 98, targets: [[110, 100]], ...idea }, 100, clock.now())];
    void app.proposer.now(BTC);
    const proposed = [...app.ledger.memory.conditions.values()].find(({ status }) => status === 'proposed');
    if (proposed === undefined) throw new Error('not proposed');
    app.sniper.answer({ id: proposed.id, decision: 'approve', actor: 'user:terminal' });
    price(100);
    written = app.ledger.head.seq;
    return proposed.id;
  }

  const status = (id: string): string | undefined => app.ledger.memory.conditions.get(id)?.status;
  const nothingWritten = (): boolean => app.ledger.head.seq === written;

  it('is not made, and nothing is written', () => {
    const id = arms({ entry: 101 });
    price(101.2);
    price(101.3);
    expect([status(id), nothingWritten(), feed.asked]).toEqual(['armed', true, 2]);
  });

  it('is made with the next price that both have, although it crossed before', () => {
    const id = arms({ entry: 101 });
    price(101.2);
    feed.agree = true;
    price(101.3);
    expect(status(id)).toBe('triggered');
  });

  it('is asked about again even when the price stays where it is', () => {
    const id = arms({ entry: 101 });
    price(101.2);
    feed.agree = true;
    price(101.2);
    expect(status(id)).toBe('triggered');
  });

  it('is forgotten when the price comes back, and begins anew with the next cross', () => {
    const id = arms({ entry: 101 });
    price(101.2);
    feed.agree = true;
    price(100.5);
    price(100.6);
    expect([status(id), nothingWritten()]).toEqual(['armed', true]);
    price(101.2);
    expect(status(id)).toBe('triggered');
  });

  it('waits for a close too, and takes it with the next price', () => {
    const id = arms({ entry: closesAbove(101) });
    price(101.5);
    minute(1, 101.5);
    price(101.5);
    expect([status(id), nothingWritten()]).toEqual(['armed', true]);
    feed.agree = true;
    price(101.4);
    expect(status(id)).toBe('triggered');
  });

  it('forgets a close that another one has followed', () => {
    const id = arms({ entry: closesAbove(101) });
    price(101.5);
    minute(1, 101.5);
    minute(2, 100.5);
    feed.agree = true;
    price(101.4);
    expect([status(id), nothingWritten()]).toEqual(['armed', true]);
  });

  it('is ended by its invalidation while it waits', () => {
    const id = arms({ entry: 101, invalidation: closesBelow(100.9) });
    price(101.2);
    minute(1, 100.8);
    feed.agree = true;
    price(101.2);
    expect(status(id)).toBeUndefined();
    expect(kinds.slice(-1)).toEqual(['condition.disarmed']);
  });

  it('is forgotten when prices could not be heard meanwhile', () => {
    const id = arms({ entry: 101 });
    price(101.2);
    feed.said.push((sink) => (sink as { reopened?: (market: string) => void }).reopened?.(BTC));
    feed.agree = true;
    price(101.3);
    expect(status(id)).toBe('armed');
  });

  it('is told of once, and only when it takes longer than a moment', () => {
    arms({ entry: 101 });
    price(101.2);
    expect(reports).toEqual([]);
    for (let i = 0; i < 20; i++) price(101.2 + i / 100);
    expect(reports.map(String)).toEqual([expect.stringContaining('BTC/USDT')]);
  });

  it('does not hold up a stop', () => {
    feed.agree = true;
    const id = arms({ entry: 101 });
    price(101.2);
    price(101.2);
    expect(status(id)).toBe('triggered');
    expect(app.ledger.memory.positions.size).toBe(1);
    feed.agree = false;
    price(97);
    price(97);
    expect(app.ledger.memory.positions.size).toBe(0);
  });
});
