import type { Candle } from '#src/domain/candle.ts';
import { type Instant, instant, later, parseInstant, toIso } from '#src/domain/clock.ts';
import { toNumber } from '#src/domain/decimal.ts';
import { type Rng, seededRng, seedOf } from '#src/domain/rng.ts';
import { simulatedMarket } from '#src/feed/simulated/markets.ts';
import { DESK } from '#src/found.ts';
import { World as LivedWorld, type World, type WorldOptions } from './harness.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** First prices of the shipped markets. */
const PRICES: Readonly<Record<string, number>> = {
  'BTC/USDT': 64_000,
  'ETH/USDT': 3_200,
  'SOL/USDT': 150,
  'BTC/USDT:USDT': 64_010,
  'ETH/USDT:USDT': 3_201,
};

/** One-minute candles of a seeded walk that end at an instant and at a price, so many hours of them. */
function walkBefore(symbol: string, end: Instant, price: number, hours: number): Candle[] {
  const rng = seededRng(seedOf('lived', symbol.length));
  const tick = toNumber(simulatedMarket(symbol).tick);
  const on = (value: number): number => Number((Math.round(value / tick) * tick).toFixed(8));
  const closes = [price];
  // Backwards from the end, so that the last close is the price.
  for (let i = 1; i <= hours * 60; i++) {
    const drift = Math.sin(i / 400) * 0.00006 + Math.sin(i / 90) * 0.00005;
    closes.unshift(on((closes[0] as number) / (1 + drift + rng.normal() * 0.0005)));
  }
  return closes.slice(1).map((close, i) => {
    const open = closes[i] as number;
    const openedAt = instant(end - (hours * 60 - i) * MINUTE_MS);
    return { openedAt, open, high: on(Math.max(open, close) * 1.0001), low: on(Math.min(open, close) * 0.9999), close, volume: 20 };
  });
}

/** Walks of all shipped markets. */
const walksBefore = (end: Instant, hours: number, symbols: readonly string[] = Object.keys(PRICES)): Map<string, readonly Candle[]> =>
  new Map(symbols.map((symbol) => [symbol, walkBefore(symbol, end, PRICES[symbol] as number, hours)]));

const LIVED_START = parseInstant('2026-01-05T08:00:00Z');

/** A world with fourteen days of candles behind it, in which every timeframe up to a day is kept. */
export async function openLived(options: Pick<WorldOptions, 'sets' | 'parts'> = {}, hours = 14 * 24): Promise<World> {
  const world = new LivedWorld(options);
  const { forMarket } = world.strategist;
  world.strategist.forMarket = (market) => ({ ...forMarket.call(world.strategist, market), timeframes: ['15m', '1h', '4h', '1d'] });
  await world.open(LIVED_START, walksBefore(LIVED_START, hours, world.settings.values.desk.markets));
  for (const symbol of world.settings.values.desk.markets) world.feed.say(symbol, PRICES[symbol] as number, world.now);
  await world.minutes(1);
  world.heard();
  return world;
}

/** A desk that has lived: trades won and lost in every market, positions, armed and waiting conditions, insights, adaptations, news, opinions. */
export async function live(world: World, rounds = 3): Promise<void> {
  const symbols = world.settings.values.desk.markets;
  const patterns = ['momentum_breakout', 'order_block_retest', 'gap_fill', 'trend_pullback', 'support_bounce'];
  const rng = seededRng(seedOf('moved', 1));
  for (let round = 0; round < rounds; round++) {
    for (const [place, market] of symbols.entries())
      await trade(world, market, (round + place) % 3 !== 0, patterns[(round + place) % 5] as string);
    // Past the pauses that losses bring, and within the orders of a day.
    for (let hour = 0; hour < 12; hour++) await world.minutes(60, moved(world, rng));
  }
  for (const market of symbols.slice(0, 2)) await enter(world, market, 'momentum_breakout');
  for (const market of symbols.slice(2)) await world.proposes({ market, riskPct: 0.2 });
  for (const market of symbols.slice(-2)) await world.suggests({ market, stop: (world.feed.last(market) as number) * 1.02 });
  know(world);
}

/** Where each market is an hour later. */
const moved = (world: World, rng: Rng): Record<string, number> =>
  Object.fromEntries(world.feed.priced.map((symbol) => [symbol, (world.feed.last(symbol) as number) * (1 + rng.normal() * 0.003)]));

async function enter(world: World, market: string, pattern: string): Promise<{ readonly entry: number }> {
  const price = world.feed.last(market) as number;
  const entry = Number((price * 1.004).toPrecision(6));
  const at = (factor: number): number => Number((entry * factor).toPrecision(6));
  await world.proposes({ market, entry, stop: at(0.98), targets: [[at(1.03), 100]], riskPct: 0.2, pattern });
  await world.price(market, Number((entry * 1.0005).toPrecision(6)));
  return { entry };
}

/** In and out again, and back to where the price was. */
async function trade(world: World, market: string, won: boolean, pattern: string): Promise<void> {
  const before = world.feed.last(market) as number;
  const { entry } = await enter(world, market, pattern);
  await world.minutes(4, { [market]: entry * (won ? 1.031 : 0.979) });
  await world.minutes(2, { [market]: before });
}

/** What reflection, news and a model leave in a ledger. */
function know(world: World): void {
  const { ledger, now } = world;
  const at = toIso(now);
  const id = { desk_id: DESK, at };
  const evidence = JSON.stringify({ n: 23, meanR: -0.41, lowR: -0.72, highR: -0.1, restN: 140, restMeanR: 0.18, p: 0.0021 });
  ledger.transact((tx) => {
    for (const [i, [dimension, key]] of [
      ['hour', '14'],
      ['market', 'SOL/USDT'],
      ['pattern', 'gap_fill'],
      ['weekday', 'Fri'],
      ['regime', 'wide_structure'],
      ['hour', '03'],
    ].entries())
      tx.append({
        kind: 'insight.found',
        subject: `i${i + 1}`,
        actor: 'reflection',
        data: {
          ...id,
          id: `i${i + 1}`,
          claim: JSON.stringify({ kind: 'mean_r', dimension, key, direction: 'worse' }),
          evidence,
          text: 'Trades of that kind lose more than the others.',
          source: 'template',
        },
      });
    for (const [i, change] of [
      { kind: 'rule', when: { hour: 14 }, action: 'no_trade' },
      { kind: 'market', market: 'SOL/USDT', action: 'bench' },
      { kind: 'pattern', pattern: 'gap_fill', action: 'boost' },
    ].entries()) {
      const subject = `e${i + 1}`;
      const data = {
        ...id,
        id: subject,
        insight_id: 'i1',
        change: JSON.stringify(change),
        target: subject,
        reason: 'It lost.',
        proposed_by: 'rules',
        trial: null,
      };
      tx.append({ kind: 'adaptation.proposed', subject, actor: 'reflection', data });
      tx.append({ kind: 'adaptation.applied', subject, actor: 'user:terminal', data: { reason: 'applied' } });
    }
    for (let i = 1; i <= 12; i++)
      tx.append({
        kind: 'news.read',
        subject: `q${i}`,
        actor: 'news',
        data: {
          id: `q${i}`,
          at,
          source: 'a feed',
          market: i % 2 === 0 ? 'BTC/USDT' : 'all',
          topic: 'regulation',
          sentiment: -0.6,
          confidence: 0.8,
          until: toIso(later(now, 6 * HOUR_MS)),
          text_hash: `h${i}`,
        },
      });
  });
}
