import type { Condition } from '#src/domain/condition.ts';
import type { Market } from '#src/domain/market.ts';
import { type Armed, armedOf } from './armed.ts';
import { EXITS } from './exits/index.ts';
import type { Exit, OpenTrade } from './openTrade.ts';
import { Thresholds } from './thresholds.ts';
import type { Unconfirmed } from './unconfirmed.ts';

/**
 * One market, as the sniper watches it: armed conditions behind an index of their prices, open trades, and the band of prices within which
 * nothing can happen. A quote inside the band costs two comparisons, however many conditions are armed.
 */
export class MarketWatch {
  readonly market: Market;
  /** Price of the quote before; NaN before the first. */
  before = Number.NaN;
  up = Number.POSITIVE_INFINITY;
  down = Number.NEGATIVE_INFINITY;
  /** Something must be looked at with the next quote, whatever its price. */
  restless = false;
  /** Open trades, oldest first: another list whenever one comes or goes, so that whoever walks over it may close them. */
  trades: readonly OpenTrade[] = [];
  /** By condition: triggers that wait until a second source has their price. */
  readonly unconfirmed = new Map<string, Unconfirmed>();
  readonly #thresholds = new Thresholds();
  readonly #armed = new Map<number, Armed>();
  readonly #keys = new Map<string, number>();
  readonly #slow = new Set<number>();
  #fresh: number[] = [];
  #nextKey = 0;

  constructor(market: Market) {
    this.market = market;
  }

  arm(condition: Condition): void {
    if (this.#keys.has(condition.id)) return;
    const key = this.#nextKey++;
    const armed = armedOf(condition);
    this.#keys.set(condition.id, key);
    this.#armed.set(key, armed);
    for (const level of armed.levels) this.#thresholds.add(level, key);
    if (armed.slow) this.#slow.add(key);
    this.#fresh.push(key);
    this.restless = true;
  }

  enter(trade: OpenTrade): void {
    if (!this.trades.includes(trade)) this.trades = [...this.trades, trade];
  }

  leave(tradeId: string): void {
    this.trades = this.trades.filter((one) => one.tradeId !== tradeId);
  }

  /** Many at once, in one sort: for start-up and for benchmarks. */
  armMany(conditions: readonly Condition[]): void {
    const entries: { level: number; key: number }[] = [];
    for (const condition of conditions) {
      const key = this.#nextKey++;
      const armed = armedOf(condition);
      this.#keys.set(condition.id, key);
      this.#armed.set(key, armed);
      if (armed.slow) this.#slow.add(key);
      this.#fresh.push(key);
      for (const level of armed.levels) entries.push({ level, key });
    }
    this.#thresholds.addMany(entries);
    this.restless = true;
  }

  disarm(conditionId: string): void {
    const key = this.#keys.get(conditionId);
    const armed = key === undefined ? undefined : this.#armed.get(key);
    if (key === undefined || armed === undefined) return;
    for (const level of armed.levels) this.#thresholds.remove(level, key);
    this.#keys.delete(conditionId);
    this.#armed.delete(key);
    this.#slow.delete(key);
    this.unconfirmed.delete(conditionId);
    this.restless = true;
  }

  /** The next price is held against none: each armed condition is looked at as if it had just been armed. */
  reopen(): void {
    this.before = Number.NaN;
    this.unconfirmed.clear();
    this.#fresh = [...this.#armed.keys()];
    this.restless = true;
  }

  /**
   * Conditions that a move from one price to another may have changed, those not looked at since they were armed, and those that wait for a second
   * source; in the order of arming.
   */
  touched(from: number, to: number): Condition[] {
    const keys = new Set<number>(this.#fresh);
    this.#fresh = [];
    for (const id of this.unconfirmed.keys()) keys.add(this.#keys.get(id) as number);
    if (!Number.isNaN(from)) this.#thresholds.cross(from, to, (key) => keys.add(key));
    return this.#conditions(keys);
  }

  /** True while a condition was not looked at since it was armed, or waits for a second source. */
  get waits(): boolean {
    return this.#fresh.length > 0 || this.unconfirmed.size > 0;
  }

  /** Other candles have closed: what was true of those before is over. */
  forgetCloses(): void {
    for (const [id, { closed }] of this.unconfirmed) if (closed.size > 0) this.unconfirmed.delete(id);
  }

  /** Conditions that something beside the price can change. */
  slow(): Condition[] {
    return this.#slow.size === 0 ? [] : this.#conditions(this.#slow);
  }

  armedIds(): string[] {
    return [...this.#keys.keys()];
  }

  /** Measures the quiet band around a price anew. On a level there is none: whichever way the price goes, it leaves the level behind it. */
  settle(price: number): void {
    let up = this.#thresholds.next(price, 'up');
    let down = this.#thresholds.next(price, 'down');
    let isOnLevel = false;
    this.#thresholds.cross(price, price, () => {
      isOnLevel = true;
    });
    for (const trade of this.trades) {
      eachLevel(trade, (level) => {
        if (level > price && level < up) up = level;
        else if (level < price && level > down) down = level;
        else if (level === price) isOnLevel = true;
      });
    }
    this.up = isOnLevel ? price : up;
    this.down = isOnLevel ? price : down;
    this.restless = this.waits || this.#isRefused();
  }

  /** Nearest price strictly beyond `from` at which something could happen. Within the quiet band the answer is its edge. */
  nextLevel(from: number, direction: 'up' | 'down'): number {
    if (!this.restless) {
      if (direction === 'up' && from >= this.down && from < this.up) return this.up;
      if (direction === 'down' && from <= this.up && from > this.down) return this.down;
    }
    return this.#next(from, direction);
  }

  /** Something that the venue refused is tried again when its time has come, whatever the price does. */
  #isRefused(): boolean {
    for (const { exitRefusals, stopRefusals } of this.trades) if (exitRefusals.count + stopRefusals.count > 0) return true;
    return false;
  }

  #next(from: number, direction: 'up' | 'down'): number {
    let nearest = this.#thresholds.next(from, direction);
    for (const trade of this.trades) {
      eachLevel(trade, (level) => {
        if (direction === 'up' ? level > from && level < nearest : level < from && level > nearest) nearest = level;
      });
    }
    return nearest;
  }

  #conditions(keys: ReadonlySet<number>): Condition[] {
    return [...keys].sort((a, b) => a - b).flatMap((key) => this.#armed.get(key)?.condition ?? []);
  }
}

/** By index: this is done at every close while a trade is open, and iterators would be made by the dozen. */
function eachLevel(trade: OpenTrade, see: (level: number) => void): void {
  for (let i = 0; i < EXITS.length; i++) {
    const levels = (EXITS[i] as Exit).levels(trade);
    for (let j = 0; j < levels.length; j++) see(levels[j] as number);
  }
}
