import { describe, expect, it } from 'vitest';
import { later } from '#src/domain/clock.ts';
import { BTC, ETH, FeedStage, settled } from '#test/feedStage.ts';

const SECOND = 1_000;
const MINUTE = 60_000;

/** Prices have come for a while and are trusted; nothing of it is looked at. */
async function running(options: Parameters<typeof FeedStage.open>[0] = {}): Promise<FeedStage> {
  const stage = await FeedStage.open(options);
  stage.quotes(100);
  await stage.pass(20 * SECOND);
  stage.heard();
  return stage;
}

describe('a live feed', () => {
  it('has prices at once, and history from the venue without a hole', async () => {
    await using stage = await FeedStage.open();
    stage.step();
    expect(stage.lasts()).toEqual([100]);
    const minutes = stage.feed.history(BTC);
    expect(minutes).toHaveLength(720);
    expect(new Set(minutes.slice(1).map((one, i) => one.openedAt - (minutes[i]?.openedAt ?? 0)))).toEqual(new Set([MINUTE]));
    expect((minutes.at(-1)?.openedAt ?? 0) + MINUTE).toBe(stage.clock.now() - (stage.clock.now() % MINUTE));
  });

  it('takes kept minutes from the ledger and asks the venue for the rest only', async () => {
    const asked: number[] = [];
    const kept = (_: string, from: number, to: number) => {
      asked.push(from, to);
      const all = Array.from({ length: (to - from) / MINUTE - 5 }, (_, i) => from + i * MINUTE);
      return all.map((openedAt) => ({ openedAt: openedAt as never, open: 99, high: 99, low: 99, close: 99, volume: 1 }));
    };
    await using stage = await FeedStage.open({ kept });
    const closes = stage.feed.history(BTC).map(({ close }) => close);
    expect(closes.filter((close) => close === 99)).toHaveLength(715);
    expect(closes.slice(-5)).toEqual([100, 100, 100, 100, 100]);
  });

  it('delivers each closed minute once, shortly after its close', async () => {
    await using stage = await running();
    await stage.pass(3 * MINUTE);
    const candles = stage.heard().flatMap(({ candle, isLate }) => (candle ? [{ at: candle.openedAt, isLate }] : []));
    const first = candles[0]?.at ?? 0;
    expect(candles).toEqual([0, 1, 2].map((i) => ({ at: first + i * MINUTE, isLate: false })));
  });

  it('delivers the newest price only, at its own time', async () => {
    await using stage = await running();
    stage.streams = undefined;
    await stage.feed.measure();
    stage.clock.advanceTo(later(stage.clock.now(), 950));
    stage.source.pushes(BTC, stage.source.ticker(BTC, 100.1, { timestamp: stage.clock.now() - 800 }));
    await settled();
    await stage.price(100.2, { timestamp: stage.clock.now() - 700 });
    const [{ quote } = {}] = stage.heard();
    expect([quote?.last, stage.clock.now() - (quote?.at ?? 0)]).toEqual([100.2, 700]);
  });

  it('waits with prices while closed minutes are missing', async () => {
    await using stage = await running();
    stage.source.candlesFail = new Error('no candles today');
    await stage.pass(4 * MINUTE);
    stage.heard();
    await stage.pass(10 * SECOND);
    expect(stage.heard()).toEqual([]);
    stage.source.candlesFail = undefined;
    await stage.pass(MINUTE);
    const order = stage.heard().map(({ candle, quote }) => (candle ? 'candle' : quote ? 'quote' : 'reopened'));
    expect(order.indexOf('quote')).toBeGreaterThan(order.lastIndexOf('candle', 3));
    expect(order.slice(0, 4)).toEqual(['candle', 'candle', 'candle', 'candle']);
  });

  it('leaves out a minute without a trade and goes on', async () => {
    await using stage = await running();
    const empty = Math.floor(stage.clock.now() / MINUTE) * MINUTE;
    stage.source.priceAt = (_, at) => (at === empty ? undefined : 100);
    await stage.pass(3 * MINUTE);
    const opened = stage.heard().flatMap(({ candle }) => candle?.openedAt ?? []);
    expect(opened).not.toContain(empty);
    expect(opened.length).toBeGreaterThanOrEqual(2);
  });

  it('drops what cannot be true, counts it by reason, and goes on', async () => {
    await using stage = await running();
    stage.streams = undefined;
    const bad: [Record<string, unknown>, string][] = [
      [{ last: 'NaN' }, 'not a price'],
      [{ bid: '0' }, 'not a price'],
      [{ ask: '-1' }, 'not a price'],
      [{ bid: 'Infinity', ask: 'Infinity' }, 'not a price'],
      [{ last: '1e309' }, 'not a price'],
      [{ last: '0x64' }, 'not a price'],
      [{ bid: '100.2', ask: '100.1' }, 'crossed'],
      [{ symbol: ETH }, 'another market'],
      [{ last: null, bid: null, ask: null }, 'another shape'],
      [{ timestamp: stage.clock.now() + 3 * SECOND }, 'from the future'],
    ];
    for (const [more, reason] of bad) {
      const before = stage.drops()[reason] ?? 0;
      await stage.price(100.05, more);
      expect([reason, stage.drops()[reason]]).toEqual([reason, before + 1]);
    }
    expect(stage.heard()).toEqual([]);
    await stage.price(100.05);
    expect(stage.lasts()).toEqual([100.05]);
  });

  it('does not believe a single print far away, and does not hold it against what follows', async () => {
    await using stage = await running();
    stage.streams = undefined;
    await stage.price(1_000);
    await stage.price(100.1);
    expect(stage.drops()).toMatchObject({ 'a jump': 1 });
    expect(stage.lasts()).toEqual([100.1]);
  });

  it('does not believe a move that only one source has, however often it is said', async () => {
    await using stage = await running();
    stage.streams = (symbol) => stage.source.ticker(symbol, 103);
    await stage.pass(8 * SECOND);
    expect(stage.lasts()).toEqual([]);
    expect(stage.state()).toBe('paused');
  });

  it('believes a move that comes twice and that a read has too', async () => {
    await using stage = await running();
    stage.quotes(103);
    await stage.pass(3 * SECOND);
    const lasts = stage.lasts();
    expect(new Set(lasts)).toEqual(new Set([103]));
    expect(stage.drops()['a spike']).toBeGreaterThan(0);
  });

  it('has prices at once, also where the candles of its markets take all the questions that the venue allows', async () => {
    const stage = await FeedStage.open({
      symbols: [BTC, ETH],
      streams: true,
      source: (source) => {
        const candles = source.fetchOHLCV.bind(source);
        const tickers = source.fetchTickers.bind(source);
        let begun = false;
        source.fetchOHLCV = async (...asked) => {
          begun = true;
          await new Promise<void>((go) => source.clock.after(12 * SECOND, go));
          return candles(...asked);
        };
        // Whatever is asked after them waits behind them.
        source.fetchTickers = async (...asked) => {
          if (begun) await new Promise<void>((go) => source.clock.after(30 * SECOND, go));
          return tickers(...asked);
        };
      },
    });
    await using _ = stage;
    stage.step();
    expect(stage.heard().flatMap(({ quote }) => quote?.market ?? [])).toEqual([BTC, ETH]);
    await stage.pass(2 * SECOND);
    expect([stage.state(BTC), stage.state(ETH), stage.changes]).toEqual(['live', 'live', []]);
  });

  it.each(['paused', 'dead'] as const)(
    'lets nothing cross from a price before a silence to one after it, when it was %s',
    async (state) => {
      await using stage = await running();
      stage.streams = undefined;
      stage.source.tickers.set(BTC, { symbol: ETH, last: '100' });
      await stage.pass(state === 'paused' ? 7 * SECOND : 12 * SECOND);
      expect(stage.state()).toBe(state);
      stage.heard();
      stage.quotes(100.2);
      await stage.pass(5 * SECOND);
      expect(stage.changes).toHaveLength(state === 'paused' ? 0 : 2);
      const heard = stage.heard().filter(({ candle }) => candle === undefined);
      expect(heard[0]).toEqual({ reopened: BTC });
      expect(heard[1]?.quote?.last).toBe(100.2);
      expect(heard.filter(({ reopened }) => reopened !== undefined)).toHaveLength(1);
    },
  );

  it('lets nothing cross over a time in which prices waited for closed minutes', async () => {
    await using stage = await running();
    stage.source.candlesFail = new Error('no candles today');
    await stage.pass(4 * MINUTE);
    stage.heard();
    stage.source.candlesFail = undefined;
    await stage.pass(MINUTE);
    expect(stage.heard().find(({ candle }) => candle === undefined)).toEqual({ reopened: BTC });
  });

  it('takes a second without a price for nothing special', async () => {
    await using stage = await running();
    await stage.pass(2 * MINUTE);
    expect(stage.heard().some(({ reopened }) => reopened !== undefined)).toBe(false);
  });

  it('goes on with reads while the stream is silent', async () => {
    await using stage = await running();
    stage.streams = undefined;
    stage.source.reads(BTC, 100.3);
    await stage.pass(20 * SECOND);
    expect(stage.lasts().length).toBeGreaterThan(5);
    expect(stage.state()).toBe('live');
    expect(stage.changes).toEqual([]);
  });

  it('takes the place of a stream that repeats one old message, within ten seconds', async () => {
    await using stage = await running();
    const old = stage.source.ticker(BTC, 100);
    stage.streams = () => old;
    stage.source.reads(BTC, 100.4);
    await stage.pass(10 * SECOND);
    expect(stage.drops().old).toBeGreaterThan(2);
    expect(stage.lasts().at(-1)).toBe(100.4);
  });

  it('finds a stream frozen that says the same for half a minute while reads are elsewhere, and opens it anew', async () => {
    await using stage = await running();
    stage.streams = (symbol) => stage.source.ticker(symbol, 100);
    stage.source.reads(BTC, 100.3);
    await stage.pass(45 * SECOND);
    expect(stage.drops().frozen).toBeGreaterThan(0);
    expect(stage.lasts().at(-1)).toBe(100.3);
    expect(stage.source.closes).toBeGreaterThan(0);
  });

  it('says within ten seconds that a market is dead, pauses it after five, and needs two prices to go on', async () => {
    await using stage = await running();
    stage.streams = undefined;
    stage.source.fails = new Error('no answer');
    await stage.pass(6 * SECOND);
    expect([stage.state(), stage.changes]).toEqual(['paused', []]);
    await stage.pass(5 * SECOND);
    expect(stage.changes).toEqual([
      { market: BTC, alive: false, reason: expect.stringMatching(/^no good price came for 10 s; .*no answer$/) },
    ]);
    stage.heard();
    stage.source.fails = undefined;
    await stage.price(100.1);
    expect(stage.lasts()).toEqual([]);
    await stage.pass(45 * SECOND);
    expect(stage.changes[1]).toEqual({ market: BTC, alive: true, reason: 'two fresh prices came in a row' });
    expect(stage.heard().find((one) => one.reopened !== undefined || one.quote !== undefined)).toEqual({ reopened: BTC });
  });

  it('keeps markets apart: one dies while the other lives', async () => {
    await using stage = await running({ symbols: [BTC, ETH] });
    stage.streams = (symbol) => (symbol === BTC ? stage.source.ticker(symbol, 100) : undefined);
    stage.source.tickers.set(ETH, { symbol: BTC, last: '100' });
    await stage.pass(12 * SECOND);
    expect(stage.changes.map(({ market, reason }) => [market, reason.split(': ')[1]])).toEqual([[ETH, 'another market']]);
    expect([stage.state(BTC), stage.state(ETH)]).toEqual(['live', 'dead']);
  });

  it('survives fifty lost connections in five minutes', async () => {
    await using stage = await running();
    for (let i = 0; i < 50; i++) {
      stage.source.cuts();
      await stage.pass(6 * SECOND);
    }
    expect(stage.changes).toEqual([]);
    expect(stage.source.calls.get('watchTicker')).toBeLessThan(400);
    stage.heard();
    await stage.pass(40 * SECOND);
    expect(stage.lasts().length).toBeGreaterThan(10);
  });

  it('after a lost connection believes the stream only once a read agrees', async () => {
    await using stage = await running();
    stage.streams = undefined;
    stage.source.fails = new Error('no answer');
    stage.source.cuts();
    await stage.pass(3 * SECOND);
    stage.heard();
    await stage.price(100.1);
    expect(stage.lasts()).toEqual([]);
    stage.source.fails = undefined;
    stage.quotes(100.1);
    await stage.pass(8 * SECOND);
    expect(stage.lasts()).toContain(100.1);
  });

  it('after ten minutes in which the process stood still fills the gap first, calls it late, and lets nothing cross', async () => {
    await using stage = await running();
    stage.source.priceAt = () => 105;
    await stage.standsStill(10 * MINUTE);
    stage.quotes(105);
    await stage.pass(5 * SECOND);
    const heard = stage.heard();
    const firstPrice = heard.findIndex(({ quote }) => quote !== undefined);
    const late = heard.slice(0, firstPrice).filter(({ isLate }) => isLate === true);
    expect(late.length).toBeGreaterThanOrEqual(9);
    expect(heard.slice(0, firstPrice).some(({ reopened }) => reopened === BTC)).toBe(true);
    expect(heard.slice(firstPrice).some(({ isLate }) => isLate === true)).toBe(false);
  });

  it('lives on reads alone where there is no stream', async () => {
    await using stage = await FeedStage.open({ has: { watchTicker: undefined } });
    stage.step();
    expect(stage.lasts()).toEqual([100]);
    stage.source.reads(BTC, 100.2);
    await stage.pass(3 * SECOND);
    expect(stage.lasts().at(-1)).toBe(100.2);
    stage.source.reads(BTC, 150);
    await stage.pass(450);
    stage.source.reads(BTC, 100.2);
    await stage.pass(3 * SECOND);
    expect(stage.lasts()).not.toContain(150);
    expect(stage.source.calls.get('watchTicker')).toBeUndefined();
  });

  it('confirms a price only while a read of the last second agrees', async () => {
    await using stage = await running();
    await stage.pass(5 * SECOND);
    if (!stage.feed.confirmed(BTC)) await stage.pass(1_100);
    expect(stage.feed.confirmed(BTC)).toBe(true);
    stage.source.fails = new Error('no answer');
    await stage.pass(1_500);
    expect(stage.feed.confirmed(BTC)).toBe(false);
  });

  it('answers a question about its price with a price, also where the stream has just become quiet', async () => {
    await using stage = await running();
    await stage.pass(3 * SECOND);
    stage.streams = undefined;
    await stage.price(100.2);
    stage.source.reads(BTC, 100.3);
    stage.heard();
    expect(stage.feed.confirmed(BTC)).toBe(false);
    const answers: boolean[] = [];
    for (let i = 0; i < 30; i++) {
      await stage.pass(50);
      if (stage.lasts().length > 0) answers.push(stage.feed.confirmed(BTC));
    }
    expect(answers).toContain(true);
    expect(answers.length).toBeLessThan(5);
  });

  it('measures ages by the venue’s clock, however wrong the machine’s is', async () => {
    await using stage = await running({ source: (source) => Object.assign(source, { venueAheadMs: 90_000 }) });
    await stage.pass(5 * SECOND);
    expect(stage.lasts().length).toBeGreaterThan(2);
    expect(stage.drops()['from the future']).toBeUndefined();
  });

  it('remembers that a market was dead when Heron stopped', async () => {
    await using stage = await FeedStage.open({ dead: new Set([BTC]) });
    stage.step();
    expect(stage.changes).toEqual([{ market: BTC, alive: true, reason: 'two fresh prices came in a row' }]);
  });

  it('says what the venue cannot fill of a time in which nobody could listen, before the candle after it (FI-38)', async () => {
    await using stage = await running();
    const from = Math.floor(stage.clock.now() / MINUTE) * MINUTE;
    stage.source.priceAt = (_, at) => (at >= from && at < from + 20 * MINUTE ? undefined : 100);
    await stage.standsStill(30 * MINUTE);
    stage.quotes(100);
    await stage.pass(5 * SECOND);
    const heard = stage.heard();
    const gap = heard.findIndex((one) => one.gap !== undefined);
    expect(heard[gap]?.gap).toEqual([from, from + 20 * MINUTE]);
    expect(heard[gap + 1]?.candle?.openedAt).toBe(from + 20 * MINUTE);
    expect(heard.filter((one) => one.gap !== undefined)).toHaveLength(1);
  });

  it('takes minutes that are missing while it listens for minutes without a trade, unless it is an hour of them', async () => {
    await using stage = await running();
    const from = Math.floor(stage.clock.now() / MINUTE) * MINUTE;
    stage.source.priceAt = (_, at) => (at >= from && at < from + 5 * MINUTE ? undefined : 100);
    await stage.pass(8 * MINUTE);
    expect(stage.heard().flatMap(({ gap }) => gap ?? [])).toEqual([]);
  });

  describe('of a perpetual', () => {
    const PERPETUAL = 'BTC/USDT:USDT';
    const has = { fetchFundingRate: true };
    const held = (indexes: Record<string, string>) => (source: FeedStage['source']) => void source.indexes.set(PERPETUAL, indexes);
    const at = async (stage: FeedStage, price: number): Promise<void> => {
      stage.quotes(price, PERPETUAL);
      await stage.pass(12 * SECOND);
    };

    it('knows at once how far it is from its index, and what it costs to hold', async () => {
      await using stage = await FeedStage.open({ symbols: [PERPETUAL], has, source: held({ indexPrice: '99.5', markPrice: '99.9' }) });
      stage.step();
      expect(stage.feed.basisPct(PERPETUAL)).toBeCloseTo(0.5025, 3);
      expect(stage.feed.fundingPct(PERPETUAL, stage.clock.now())).toBeCloseTo(0.02, 9);
    });

    it('follows both prices', async () => {
      await using stage = await FeedStage.open({ symbols: [PERPETUAL], has, source: held({ indexPrice: '100' }) });
      await at(stage, 100.4);
      expect(stage.feed.basisPct(PERPETUAL)).toBeCloseTo(0.4, 6);
      stage.source.indexes.set(PERPETUAL, { indexPrice: '100.4' });
      await at(stage, 100.4);
      expect(stage.feed.basisPct(PERPETUAL)).toBeCloseTo(0, 6);
    });

    it('takes the mark price where the venue tells no index', async () => {
      await using stage = await FeedStage.open({ symbols: [PERPETUAL], has, source: held({ markPrice: '100' }) });
      await at(stage, 100.3);
      expect(stage.feed.basisPct(PERPETUAL)).toBeCloseTo(0.3, 6);
      await using other = await FeedStage.open({
        symbols: [PERPETUAL],
        has: { ...has, fetchMarkPrice: true },
        source: (source) => void source.marks.set(PERPETUAL, '100'),
      });
      await at(other, 100.2);
      expect(other.feed.basisPct(PERPETUAL)).toBeCloseTo(0.2, 6);
    });

    it.each(['NaN', '0', '-1', 'Infinity', '0x64', null])('does not believe an index of %s', async (indexPrice) => {
      await using stage = await FeedStage.open({ symbols: [PERPETUAL], has, source: held({ indexPrice: indexPrice as string }) });
      await at(stage, 100);
      expect(stage.feed.basisPct(PERPETUAL)).toBeUndefined();
    });

    it('forgets an index that the venue does not tell any more', async () => {
      await using stage = await FeedStage.open({ symbols: [PERPETUAL], has, source: held({ indexPrice: '100' }) });
      await at(stage, 100);
      expect(stage.feed.basisPct(PERPETUAL)).toBeCloseTo(0, 6);
      stage.source.fetchFundingRate = () => Promise.reject(new Error('no answer'));
      await at(stage, 100);
      await at(stage, 100);
      expect(stage.state(PERPETUAL)).toBe('live');
      expect(stage.feed.basisPct(PERPETUAL)).toBeUndefined();
    });
  });
});
