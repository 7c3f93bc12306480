import { systemClock } from '#src/domain/clock.ts';
import { type Rng, seededRng, seedOf } from '#src/domain/rng.ts';
import { Thresholds } from '#src/sniper/thresholds.ts';
import { interleave, type Spread, spreadOf } from './rounds.ts';

const SIZES = [100, 10_000, 1_000_000];
const QUOTES = 500_000;
const REPLACED = 1_000;

/** Prices: nothing is armed in the quiet zone; the walk zone holds the same 50 levels at every size; all other levels lie up to 20 % around both. */
const QUIET = { from: 29_700, to: 30_000 };
const WALK = { from: 30_000, to: 30_300 };
const OUTER = { from: 24_000, to: 36_000 };
const WALK_LEVELS = 50;
const STEP = 3;

/** What a quote costs with so many price conditions armed, in nanoseconds. */
export interface QuoteCost {
  readonly armed: number;
  /** A quote that moves the price and crosses nothing. */
  readonly quietNs: Spread;
  /** A quote of a random walk that crosses what it meets, the same levels at every size. */
  readonly walkNs: Spread;
  readonly hitsPerQuote: number;
  /** One condition disarmed and another one armed. */
  readonly replaceNs: Spread;
}

/**
 * Measures the index over price thresholds; the sizes take turns. Every run checks that exactly the levels that lie between two quotes were
 * reported; throws when not, because a wrong index has no speed.
 */
export async function quoteCosts(rounds: number): Promise<QuoteCost[]> {
  const quiet = boundedWalk(seededRng(seedOf('quiet')), QUIET);
  const walk = boundedWalk(seededRng(seedOf('walk')), WALK);
  const expectedHits = crossings(walk);
  const books = SIZES.map((armed) => new Book(armed));
  const measure = (book: Book) => () => {
    const calm = book.quote(quiet);
    const busy = book.quote(walk);
    if (calm.hits !== 0) throw new Error(`${book.armed} armed: ${calm.hits} crossings reported where no level lies`);
    if (busy.hits !== expectedHits) throw new Error(`${book.armed} armed: ${busy.hits} crossings reported, ${expectedHits} happened`);
    return { quiet: calm.ns, walk: busy.ns, replace: book.replace() };
  };
  await interleave(1, books.map(measure));
  const results = await interleave(rounds, books.map(measure));
  return books.map((book, index) => {
    const runs = results[index] ?? [];
    return {
      armed: book.armed,
      quietNs: spreadOf(runs.map((run) => run.quiet)),
      walkNs: spreadOf(runs.map((run) => run.walk)),
      hitsPerQuote: expectedHits / QUOTES,
      replaceNs: spreadOf(runs.map((run) => run.replace)),
    };
  });
}

/** An index filled with `armed` levels, and the questions that it is asked. */
class Book {
  readonly armed: number;
  readonly #clock = systemClock();
  readonly #rng: Rng;
  readonly #thresholds = new Thresholds();
  readonly #outer: { level: number; key: number }[] = [];
  #price = WALK.from;

  constructor(armed: number) {
    this.armed = armed;
    this.#rng = seededRng(seedOf('book', armed));
    const spacing = (WALK.to - WALK.from) / WALK_LEVELS;
    const inner = Array.from({ length: WALK_LEVELS }, (_, key) => ({ level: WALK.from + (key + 0.5) * spacing, key }));
    for (let key = WALK_LEVELS; key < armed; key++) this.#outer.push({ level: this.#outerLevel(), key });
    this.#thresholds.addMany([...inner, ...this.#outer]);
    if (this.#thresholds.size !== armed) throw new Error(`${armed} levels were added, the index holds ${this.#thresholds.size}`);
  }

  /** Walks through the prices, one quote each; what is crossed on the way to the first is not counted. */
  quote(prices: Float64Array): { ns: number; hits: number } {
    const thresholds = this.#thresholds;
    let hits = 0;
    const hit = (): void => {
      hits++;
    };
    let before = prices[0] as number;
    thresholds.cross(this.#price, before, hit);
    hits = 0;
    const startedAt = this.#clock.mono();
    for (const price of prices) {
      thresholds.cross(before, price, hit);
      before = price;
    }
    const elapsedMs = this.#clock.mono() - startedAt;
    this.#price = before;
    return { ns: (elapsedMs * 1e6) / QUOTES, hits };
  }

  /** Nanoseconds to disarm one condition and to arm another one elsewhere. */
  replace(): number {
    const changes = Array.from({ length: REPLACED }, () => ({
      entry: this.#outer[Math.floor(this.#rng.next() * this.#outer.length)] as { level: number; key: number },
      level: this.#outerLevel(),
    }));
    const startedAt = this.#clock.mono();
    for (const { entry, level } of changes) {
      this.#thresholds.remove(entry.level, entry.key);
      entry.level = level;
      this.#thresholds.add(level, entry.key);
    }
    return ((this.#clock.mono() - startedAt) * 1e6) / REPLACED;
  }

  #outerLevel(): number {
    const width = OUTER.to - OUTER.from - (WALK.to - QUIET.from);
    const level = OUTER.from + this.#rng.next() * width;
    return level < QUIET.from ? level : level + (WALK.to - QUIET.from);
  }
}

/** A random walk of QUOTES prices that turns around at the ends of its zone. */
function boundedWalk(rng: Rng, zone: { from: number; to: number }): Float64Array {
  const prices = new Float64Array(QUOTES);
  let price = (zone.from + zone.to) / 2;
  for (let i = 0; i < QUOTES; i++) {
    const step = STEP * rng.normal();
    price += price + step <= zone.from || price + step >= zone.to ? -step : step;
    prices[i] = price;
  }
  return prices;
}

/** How often the walk passes one of the evenly spaced levels of its zone, counted without an index. */
function crossings(prices: Float64Array): number {
  const spacing = (WALK.to - WALK.from) / WALK_LEVELS;
  const slot = (price: number): number => Math.floor((price - WALK.from) / spacing + 0.5);
  let count = 0;
  let before = slot(prices[0] as number);
  for (const price of prices) {
    const now = slot(price);
    count += Math.abs(now - before);
    before = now;
  }
  return count;
}
