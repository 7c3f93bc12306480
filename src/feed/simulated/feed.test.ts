import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Candle, faultOf } from '#src/domain/candle.ts';
import { type Instant, instant, parseInstant, toIso } from '#src/domain/clock.ts';
import { decimal, isEqual, toMultiple } from '#src/domain/decimal.ts';
import { faultOfQuote, type Quote, spreadBps } from '#src/domain/quote.ts';
import { type SimulatedFeed, type SimulatedFeedOptions, simulatedFeed } from './feed.ts';
import { simulatedMarket } from './markets.ts';

const START = parseInstant('2026-01-05T08:00:00Z');
const MINUTE = 60_000;
const OPTIONS: SimulatedFeedOptions = { seed: 42, startAt: START, historyMinutes: 120 };

type Said = { readonly at: Instant; readonly quote?: Quote; readonly market?: string; readonly candle?: Candle };

/** Steps until everything up to and including `until` was delivered. */
function runUntil(feed: SimulatedFeed, until: number): Said[] {
  const said: Said[] = [];
  for (let at = feed.nextAt(); at !== undefined && at <= until; at = feed.nextAt()) {
    const now = at;
    feed.step(
      { quote: (quote) => said.push({ at: now, quote }), candle: (market, candle) => said.push({ at: now, market, candle }) },
      { waits: () => false, next: () => Number.NaN },
    );
  }
  return said;
}

const quotesIn = (said: readonly Said[]): Quote[] => said.flatMap(({ quote }) => quote ?? []);
const hours = (count: number): number => START + count * 60 * MINUTE;

describe('the simulated market', () => {
  it('says that it is simulated and has spot markets and perpetuals', () => {
    const feed = simulatedFeed(OPTIONS);
    expect([feed.name, feed.simulated]).toEqual(['simulated', true]);
    expect(feed.markets.map(({ symbol }) => symbol)).toEqual(['BTC/USDT', 'ETH/USDT', 'SOL/USDT', 'BTC/USDT:USDT', 'ETH/USDT:USDT']);
  });

  it('has closed candles without gaps up to its start', () => {
    const feed = simulatedFeed(OPTIONS);
    for (const { symbol } of feed.markets) {
      const history = feed.history(symbol);
      expect(history.map(({ openedAt }) => (openedAt - START) / MINUTE)).toEqual(Array.from({ length: 120 }, (_, index) => index - 120));
      expect(history.map(faultOf).filter(Boolean)).toEqual([]);
    }
    expect(feed.history('DOGE/USDT')).toEqual([]);
    expect(simulatedFeed({ ...OPTIONS, historyMinutes: undefined }).history('BTC/USDT')).toHaveLength(43_200);
    expect(simulatedFeed({ ...OPTIONS, historyMinutes: 0 }).history('BTC/USDT')).toEqual([]);
  });

  it('quotes every market in order every two seconds, and closes candles at the minute before the next quotes', () => {
    const said = runUntil(simulatedFeed(OPTIONS), START + MINUTE);
    const line = ({ at, quote, market }: Said): string => `${toIso(at).slice(17, 19)} ${quote?.market ?? `${market} closed`}`;
    expect(said.slice(0, 7).map(line)).toEqual([
      '00 BTC/USDT',
      '00 ETH/USDT',
      '00 SOL/USDT',
      '00 BTC/USDT:USDT',
      '00 ETH/USDT:USDT',
      '02 BTC/USDT',
      '02 ETH/USDT',
    ]);
    expect(said).toHaveLength(31 * 5 + 5);
    expect(said.slice(150, 156).map(line)).toEqual([
      ...['00 BTC/USDT closed', '00 ETH/USDT closed', '00 SOL/USDT closed', '00 BTC/USDT:USDT closed', '00 ETH/USDT:USDT closed'],
      '00 BTC/USDT',
    ]);
    expect(said.every(({ at, quote }) => quote === undefined || quote.at === at)).toBe(true);
  });

  it('begins at the next full minute', () => {
    expect(simulatedFeed({ ...OPTIONS, startAt: instant(START - 1) }).nextAt()).toBe(START);
    expect(simulatedFeed({ ...OPTIONS, startAt: instant(START + 1) }).nextAt()).toBe(START + MINUTE);
  });

  it.each([1, 2, 5, 15] as const)('closes with the candle of its own quotes, with a quote every %d seconds', (tickSeconds) => {
    const said = runUntil(simulatedFeed({ ...OPTIONS, tickSeconds }), hours(1));
    let compared = 0;
    for (const { market, candle } of said) {
      if (candle === undefined) continue;
      const lasts = quotesIn(said)
        .filter((quote) => quote.market === market && quote.at >= candle.openedAt && quote.at < candle.openedAt + MINUTE)
        .map(({ last }) => last);
      expect([lasts[0], Math.max(...lasts), Math.min(...lasts), lasts.at(-1)]).toEqual([
        candle.open,
        candle.high,
        candle.low,
        candle.close,
      ]);
      compared++;
    }
    expect(compared).toBe(300);
  });

  it('has the same candles whatever the time between quotes', () => {
    const candles = (tickSeconds: 1 | 15): (Candle | undefined)[] =>
      runUntil(simulatedFeed({ ...OPTIONS, tickSeconds }), hours(0.5)).flatMap(({ candle }) => candle ?? []);
    expect(candles(1)).toEqual(candles(15));
  });

  it('quotes prices on the ticks of the market, bid below last below ask', () => {
    const feed = simulatedFeed(OPTIONS);
    const quotes = quotesIn(runUntil(feed, hours(0.2)));
    for (const quote of quotes) {
      const tick = feed.markets.find(({ symbol }) => symbol === quote.market)?.tick ?? decimal('0');
      for (const price of [quote.bid, quote.ask, quote.last]) {
        const exact = decimal(String(price));
        expect(isEqual(exact, toMultiple(exact, tick, 'halfUp'))).toBe(true);
      }
      expect(faultOfQuote(quote, quote.at)).toBeUndefined();
      expect(quote.bid < quote.last && quote.last < quote.ask).toBe(true);
      expect(spreadBps(quote)).toBeGreaterThanOrEqual(1.99);
      expect(spreadBps(quote)).toBeLessThan(4);
    }
  });

  it('offers a part of what was traded in the minute before', () => {
    const feed = simulatedFeed({ ...OPTIONS, participationPct: 20 });
    const before = feed.history('ETH/USDT:USDT').at(-1)?.volume ?? 0;
    const [said] = quotesIn(runUntil(feed, START)).filter(({ market }) => market === 'ETH/USDT:USDT');
    expect(said?.bidSize).toBeCloseTo(before / 5, 10);
    expect(said?.askSize).toBe(said?.bidSize);
    const [first] = quotesIn(runUntil(simulatedFeed({ ...OPTIONS, historyMinutes: 0 }), START));
    expect(first?.bidSize).toBe(Number.POSITIVE_INFINITY);
  });

  it('keeps a perpetual within its basis of the spot price, above and below', () => {
    const said = runUntil(simulatedFeed({ ...OPTIONS, tickSeconds: 15 }), hours(24));
    const spot = quotesIn(said).filter(({ market }) => market === 'BTC/USDT');
    const perpetual = quotesIn(said).filter(({ market }) => market === 'BTC/USDT:USDT');
    const basis = perpetual.map(({ last }, index) => (last / (spot[index]?.last ?? 0) - 1) * 100);
    expect(Math.max(...basis)).toBeLessThan(0.061);
    expect(Math.min(...basis)).toBeGreaterThan(-0.061);
    expect(Math.max(...basis) - Math.min(...basis)).toBeGreaterThan(0.03);
  });

  it('tells the funding of its perpetuals at any time; spot has none', () => {
    const feed = simulatedFeed(OPTIONS);
    expect(feed.fundingPct('BTC/USDT', START)).toBe(0);
    const rate = feed.fundingPct('BTC/USDT:USDT', START);
    expect(Math.abs(rate)).toBeLessThan(0.05);
    expect(rate).not.toBe(feed.fundingPct('ETH/USDT:USDT', START));
    runUntil(feed, hours(1));
    expect(feed.fundingPct('BTC/USDT:USDT', START)).toBe(rate);
    expect(() => feed.fundingPct('DOGE/USDT', START)).toThrow('bug');
  });

  it('is the same for the same seed, another for another', () => {
    const run = (seed: number | string): Said[] => runUntil(simulatedFeed({ ...OPTIONS, seed }), hours(0.1));
    expect(run(1)).toEqual(run(1));
    expect(run('1')).toEqual(run(1));
    expect(quotesIn(run(2)).map(({ last }) => last)).not.toEqual(quotesIn(run(1)).map(({ last }) => last));
  });

  it('gives a market the same prices whichever others are there', () => {
    const alone = quotesIn(runUntil(simulatedFeed({ ...OPTIONS, markets: [simulatedMarket('ETH/USDT:USDT')] }), hours(0.5)));
    const all = quotesIn(runUntil(simulatedFeed(OPTIONS), hours(0.5)));
    expect(alone).toEqual(all.filter(({ market }) => market === 'ETH/USDT:USDT'));
  });
});

describe('a simulation that is taken up again', () => {
  const straight = simulatedFeed(OPTIONS);
  const whole = runUntil(straight, hours(3));
  const rest = (after: number): Said[] => whole.filter(({ at }) => at > after);
  const moment = fc.integer({ min: 0, max: 3 * 60 * MINUTE }).map((ms) => instant(START + ms));

  it('goes on with exactly the same prices, with a snapshot and without', () => {
    fc.assert(
      fc.property(moment, fc.boolean(), (at, keepsSnapshot) => {
        const stopped = simulatedFeed(OPTIONS);
        runUntil(stopped, at);
        const snapshot = keepsSnapshot ? stopped.snapshot() : undefined;
        const resumed = simulatedFeed({ ...OPTIONS, resume: { at, snapshot } });
        expect(runUntil(resumed, hours(3))).toEqual(rest(at));
      }),
      { numRuns: 12 },
    );
  });

  it('goes on however often it is stopped', () => {
    fc.assert(
      fc.property(fc.array(moment, { minLength: 2, maxLength: 6 }), (moments) => {
        let feed = simulatedFeed(OPTIONS);
        const said: Said[] = [];
        for (const at of moments.sort((a, b) => a - b)) {
          said.push(...runUntil(feed, at));
          feed = simulatedFeed({ ...OPTIONS, resume: { at, snapshot: feed.snapshot() } });
        }
        said.push(...runUntil(feed, hours(3)));
        expect(said).toEqual(whole);
      }),
      { numRuns: 6 },
    );
  });

  it.each([0, 1, 58_000, 59_999, 60_000, 61_234, 120_000])('has the history that ends %d ms after the start', (ms) => {
    const at = instant(START + ms);
    const feed = simulatedFeed({ ...OPTIONS, resume: { at } });
    const closed = Math.floor(ms / MINUTE);
    for (const { symbol } of feed.markets) {
      const candles = [...straight.history(symbol), ...whole.flatMap(({ market, candle }) => (market === symbol ? (candle ?? []) : []))];
      expect(feed.history(symbol)).toEqual(candles.slice(closed, closed + 120));
    }
    expect(feed.nextAt()).toBe(rest(at)[0]?.at);
  });

  it('starts afresh when it is resumed before its start', () => {
    const feed = simulatedFeed({ ...OPTIONS, resume: { at: instant(START - 1) } });
    expect(runUntil(feed, hours(0.1))).toEqual(whole.filter(({ at }) => at <= hours(0.1)));
  });

  it('goes on rightly without history', () => {
    const options = { ...OPTIONS, historyMinutes: 0 };
    const all = runUntil(simulatedFeed(options), hours(0.5));
    for (const ms of [0, 30_000, 60_000, 600_000]) {
      const at = instant(START + ms);
      expect(runUntil(simulatedFeed({ ...options, resume: { at } }), hours(0.5))).toEqual(all.filter((one) => one.at > at));
    }
  });

  it('passes over a snapshot that is broken or belongs to another simulation', () => {
    const at = instant(hours(24));
    const dayOld = (options: SimulatedFeedOptions): string => {
      const feed = simulatedFeed({ ...options, tickSeconds: 15 });
      runUntil(feed, at);
      return feed.snapshot();
    };
    const own = dayOld(OPTIONS);
    const { of, state } = JSON.parse(own) as { of: string; state: number[] };
    expect(state[0]).toBe(parseInstant('2026-01-06T00:00:00Z') / MINUTE);
    const ahead = { of, state: state.map((value, index) => (index === 0 ? value + 100_000 : value)) };
    const broken = { of, state: state.map((value, index) => (index === 6 ? null : value)) };
    const others = [
      dayOld({ ...OPTIONS, seed: 43 }),
      dayOld({ ...OPTIONS, model: { correlation: 0 } }),
      JSON.stringify(ahead),
      JSON.stringify(broken),
    ];
    const run = (snapshot?: string): Said[] => runUntil(simulatedFeed({ ...OPTIONS, resume: { at, snapshot } }), at + 2 * MINUTE);
    for (const snapshot of [own, ...others, '', 'null', '[]', '{}', '{"of":1}']) expect(run(snapshot)).toEqual(run());
  });

  it('needs no more than one history and a day, however long it has run', () => {
    const options: SimulatedFeedOptions = { ...OPTIONS, markets: [simulatedMarket('SOL/USDT')], tickSeconds: 15 };
    const long = simulatedFeed(options);
    const until = hours(10 * 24);
    runUntil(long, until);
    const snapshot = long.snapshot();
    expect(snapshot.length).toBeLessThan(1000);
    const { state } = JSON.parse(snapshot) as { state: number[] };
    const age = until / MINUTE - (state[0] ?? 0);
    expect(age).toBeGreaterThanOrEqual(120);
    expect(age).toBeLessThanOrEqual(120 + 1440);
    const resumed = simulatedFeed({ ...options, resume: { at: instant(until), snapshot } });
    expect(runUntil(resumed, until + 10 * MINUTE)).toEqual(runUntil(long, until + 10 * MINUTE));
    expect(resumed.snapshot()).toBe(snapshot);
  });
});
