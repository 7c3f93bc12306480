import type { Candle } from '#src/domain/candle.ts';
import type { Instant } from '#src/domain/clock.ts';
import type { Side } from '#src/domain/condition.ts';
import { Recent } from './recent.ts';
import type { Zone } from './zone.ts';

/** A displacement is quick or it is none: it has this many candles to cover its distance. */
const DISPLACEMENT_CANDLES = 3;

interface Block extends Zone {
  touchedAt: Instant | undefined;
}

/**
 * Order blocks: the last candle against a displacement, whole range. The displacement is a run of up to three candles in one direction whose
 * closes cover `displacement` × the average range (as it was at the block, so that the move does not raise its own bar) and leave the block's range.
 * A block is mitigated when price comes back to it, and gone when a candle closes through it or after `lookback` candles.
 */
export class Blocks {
  readonly #lookback: number;
  readonly #displacement: number;
  readonly #candles = new Recent<Candle>(DISPLACEMENT_CANDLES + 1);
  readonly #ranges = new Recent<number | undefined>(DISPLACEMENT_CANDLES + 1);
  #blocks: Block[] = [];
  #seen = 0;

  constructor(lookback: number, displacement: number) {
    this.#lookback = lookback;
    this.#displacement = displacement;
  }

  /** Oldest first. */
  get all(): readonly Zone[] {
    return this.#blocks;
  }

  get retained(): number {
    return this.#blocks.length + this.#candles.length + this.#ranges.length;
  }

  /** Takes a closed candle and the average range including it, undefined while nobody knows it. */
  update(candle: Candle, averageRange: number | undefined): void {
    this.#candles.push(candle);
    this.#ranges.push(averageRange);
    const index = this.#seen++;
    this.#retire(candle, index);
    const found = this.#displaced(candle, index);
    if (found !== undefined) this.#blocks.push(found);
  }

  #retire(candle: Candle, index: number): void {
    let stale = false;
    for (const block of this.#blocks) {
      if (isOver(block, candle) || index - block.index > this.#lookback) stale = true;
      else if (block.touchedAt === undefined && candle.low <= block.top && candle.high >= block.bottom) block.touchedAt = candle.openedAt;
    }
    if (stale) this.#blocks = this.#blocks.filter((block) => !isOver(block, candle) && index - block.index <= this.#lookback);
  }

  #displaced(candle: Candle, index: number): Block | undefined {
    const direction = Math.sign(candle.close - candle.open);
    if (direction === 0) return undefined;
    for (let back = 1; back <= DISPLACEMENT_CANDLES; back++) {
      const before = this.#candles.at(back);
      if (before === undefined) return undefined;
      if (Math.sign(before.close - before.open) !== -direction) continue;
      const averageRange = this.#ranges.at(back);
      if (averageRange === undefined || (candle.close - before.close) * direction < this.#displacement * averageRange) return undefined;
      if (direction > 0 ? candle.close <= before.high : candle.close >= before.low) return undefined;
      if (this.#blocks.some((block) => block.index === index - back)) return undefined;
      const side: Side = direction > 0 ? 'long' : 'short';
      const { high: top, low: bottom, openedAt } = before;
      return { kind: 'block', side, top, bottom, openedAt, index: index - back, touchedAt: undefined };
    }
    return undefined;
  }
}

const isOver = (block: Block, candle: Candle): boolean => (block.side === 'long' ? candle.close < block.bottom : candle.close > block.top);
