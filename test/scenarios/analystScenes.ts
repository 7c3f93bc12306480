import type { Candle } from '#src/domain/candle.ts';
import { type Instant, later, parseInstant } from '#src/domain/clock.ts';
import { seededRng } from '#src/domain/rng.ts';
import { openWorld, type World, type WorldOptions } from '#test/harness.ts';
import { BTC } from './acts.ts';
import { inWorld, type Scene } from './settingScenes.ts';

const MINUTE_MS = 60_000;
const START = '2026-01-05T08:00:00Z';
/** Enough for every analyst and for the state of the market: 133 hours and a little. */
const HISTORY_MINUTES = 140 * 60;

/** Minutes of a seeded walk that end at a time with a price. */
function walkUpTo(at: Instant, price: number, seed = 1, count = HISTORY_MINUTES): Candle[] {
  const rng = seededRng(seed);
  const candles: Candle[] = [];
  let close = price;
  for (let index = 1; index <= count; index++) {
    const open = close * (1 + rng.normal() * 0.0003);
    const [high, low] = [Math.max(open, close) * 1.0001, Math.min(open, close) * 0.9999];
    candles.push({ openedAt: later(at, -index * MINUTE_MS), open, high, low, close, volume: 100 });
    close = open;
  }
  return candles.reverse();
}

/** A world whose analysts are warm about BTC/USDT from the start. */
export const openWarm = (options: Omit<WorldOptions, 'history'> = {}): Promise<World> =>
  openWorld({ startAt: START, prices: { [BTC]: 63_900 }, ...options, history: warmHistory(options.startAt) });

export const warmHistory = (startAt = START): ReadonlyMap<string, readonly Candle[]> =>
  new Map([[BTC, walkUpTo(parseInstant(startAt), 63_900)]]);

/** Two and a half hours in which the price rises: who said what, and what had come true by then. */
export const analystsSpeak: Scene = inWorld(
  async (world) => {
    await world.minutes(150, { [BTC]: 64_300 });
    return {
      said: world.ledger.all('select analyst, direction, due_at, status from opinion order by seq, analyst'),
      resolved: [...world.ledger.memory.analysts.values()].map(({ name, resolved }) => [name, resolved]),
    };
  },
  { startAt: START, prices: { [BTC]: 63_900 }, history: warmHistory() },
);
