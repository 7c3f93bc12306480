import type { Candle } from '#src/domain/candle.ts';
import { type Instant, instant, parseInstant } from '#src/domain/clock.ts';
import { type Rng, seededRng, seedOf } from '#src/domain/rng.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const START = parseInstant('2026-01-05T00:00:00Z');
/** Every idea begins at this price; what matters is where it goes from there. */
export const PRICE = 100;
const ENTRY = 1.002;
const STOP_PCT = 2;

export const MARKETS = ['BTC/USDT', 'ETH/USDT', 'SOL/USDT', 'BTC/USDT:USDT'] as const;
const PATTERNS = ['momentum_breakout', 'support_bounce', 'order_block_retest', 'gap_fill'] as const;
const REGIMES = ['tight_smc', 'wide_structure'] as const;
const HOURS = [7, 8, 9, 13, 14, 15] as const;
const IDEAS_PER_HOUR = 2;

/** What is planted in a world. */
export const KINDS = ['no edge', 'bad hour', 'bad market', 'good pattern', 'harmful change'] as const;
export type Kind = (typeof KINDS)[number];

/** One idea of the strategist, and what the market will do with it whether it is traded or not. */
export interface Slot {
  readonly at: Instant;
  readonly market: (typeof MARKETS)[number];
  readonly pattern: string;
  readonly regime: string;
  readonly entry: number;
  readonly stop: number;
  readonly target: number;
  /** Price at which it ends. */
  readonly end: number;
  /** It belongs to what is planted. */
  readonly isPlanted: boolean;
}

export interface Plan {
  readonly slots: readonly Slot[];
  /** Of each market, oldest first. */
  readonly candles: ReadonlyMap<string, readonly Candle[]>;
}

/** What an idea wins with, and how far beyond its stop it falls when it loses, in R. */
interface Odds {
  readonly isPlanted: boolean;
  /** Is added to the probability with which a coin that pays what it costs would win. */
  readonly edge: number;
  readonly slipR: number;
}

const FAIR: Odds = { isPlanted: false, edge: 0, slipR: 0 };

const PLANTED: Readonly<Record<Kind, (slot: Pick<Slot, 'at' | 'market' | 'pattern'>) => Odds>> = {
  'no edge': () => FAIR,
  'bad hour': ({ at }) => (Math.floor((at % DAY_MS) / HOUR_MS) === 14 ? { isPlanted: true, edge: -0.36, slipR: 0.2 } : FAIR),
  'bad market': ({ market }) => (market === 'SOL/USDT' ? { isPlanted: true, edge: -0.34, slipR: 0.15 } : FAIR),
  'good pattern': ({ pattern }) => (pattern === 'order_block_retest' ? { isPlanted: true, edge: 0.45, slipR: 0 } : FAIR),
  'harmful change': ({ market }) => (market === 'ETH/USDT' ? { isPlanted: true, edge: 0.25, slipR: 0 } : FAIR),
};

/** How large what is planted is, for whoever reads the table. */
export const plantedText = (): string =>
  'Planted: the chance to win is lower by 36 points in the bad hour and by 34 in the bad market (losses also slip 0.2 and 0.15 R), higher by 45 in the good pattern; the market that a change made by hand benches wins by 25 points more often. Everything else is a coin that is fair before costs.';

/** A world of so many ideas: coins that are fair before costs, but for what is planted. */
export function planOf(kind: Kind, seed: number, ideas: number): Plan {
  const rng = seededRng(seedOf('learning', kind, seed));
  const slots: Slot[] = [];
  for (let day = 0; slots.length < ideas; day++)
    for (const hour of HOURS)
      for (let i = 0; i < IDEAS_PER_HOUR && slots.length < ideas; i++)
        slots.push(slotOf(kind, rng, instant(START + day * DAY_MS + hour * HOUR_MS + (i * HOUR_MS) / IDEAS_PER_HOUR)));
  return withCandles(slots);
}

function withCandles(slots: readonly Slot[]): Plan {
  const candles = new Map<string, Candle[]>(MARKETS.map((market) => [market, []]));
  for (const slot of slots) candles.get(slot.market)?.push(...candlesOf(slot));
  return { slots, candles };
}

/** What a test says: one idea each half hour, in this market and pattern, that wins or loses. */
export const planThat = (ideas: readonly (Partial<Pick<Slot, 'market' | 'pattern'>> & { readonly wins: boolean })[]): Plan =>
  withCandles(
    ideas.map(({ market = 'BTC/USDT', pattern = 'momentum_breakout', wins }, i) => {
      const entry = cents(PRICE * ENTRY);
      const risk = (entry * STOP_PCT) / 100;
      const stop = cents(entry - risk);
      const target = cents(entry + 1.5 * risk);
      const at = instant(START + 8 * HOUR_MS + (i * HOUR_MS) / IDEAS_PER_HOUR);
      return { at, market, pattern, regime: 'tight_smc', entry, stop, target, end: wins ? target : stop, isPlanted: false };
    }),
  );

function slotOf(kind: Kind, rng: Rng, at: Instant): Slot {
  const [market, pattern, regime] = [pick(MARKETS, rng), pick(PATTERNS, rng), pick(REGIMES, rng)];
  const { isPlanted, edge, slipR } = PLANTED[kind]({ at, market, pattern });
  const reward = 1.3 + 0.7 * rng.next();
  const wins = rng.next() < 1 / (1 + reward) + edge;
  const entry = cents(PRICE * ENTRY);
  const risk = (entry * STOP_PCT) / 100;
  const stop = cents(entry - risk);
  const target = cents(entry + reward * risk);
  const end = wins ? target : cents(stop - slipR * rng.next() * 2 * risk);
  return { at, market, pattern, regime, entry, stop, target, end, isPlanted };
}

/** A quiet minute, the one that enters, and the one that ends it; in the last the price opens where it ends when it falls through the stop. */
function candlesOf({ at, entry, stop, end, target }: Slot): Candle[] {
  const start = cents(entry + 0.02);
  const at1 = { open: PRICE, high: start, low: PRICE, close: start };
  const won = end === target;
  const opens = won || end === stop ? start : end;
  const last = {
    open: opens,
    high: Math.max(opens, won ? cents(end + 0.05) : opens),
    low: won ? opens : cents(end - 0.05),
    close: won ? end : cents(end - 0.05),
  };
  return [{ open: PRICE, high: PRICE, low: PRICE, close: PRICE }, at1, last].map((one, i) => ({
    openedAt: instant(at + i * MINUTE_MS),
    ...one,
    volume: 1_000_000,
  }));
}

const cents = (price: number): number => Math.round(price * 100) / 100;
const pick = <T>(from: readonly T[], rng: Rng): T => from[Math.floor(rng.next() * from.length)] as T;
