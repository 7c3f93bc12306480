import { type StructureSettings, Structures } from '#src/analysis/smc/structures.ts';
import type { Candle } from '#src/domain/candle.ts';
import type { Timeframe } from '#src/domain/timeframe.ts';
import type { Opinion } from '#src/ledger/opinions.ts';
import type { Analyst, Horizon } from './port.ts';
import { opinionOf } from './strength.ts';

/** Swings need candles before and after them: with fewer than this nothing has formed that could break. */
const WARM = 50;
const AFTER_CHARACTER = 0.53;
const AFTER_STRUCTURE = 0.55;
const AT_BLOCK = 0.03;

/**
 * Price goes on to the side of the last break of structure of 1h while it stays beyond the broken level; a break that went with the breaks before
 * it says more than a first one against them, and a block of that side under the price says more still.
 */
export class Structure implements Analyst {
  readonly name = 'structure';
  readonly timeframes = ['1h'] as const;
  readonly #horizon: Horizon;
  readonly #structures: Structures;
  #last: Candle | undefined;

  constructor(horizon: Horizon, settings: StructureSettings) {
    this.#horizon = horizon;
    this.#structures = new Structures('1h', settings);
  }

  candle(timeframe: Timeframe, candle: Candle): void {
    if (timeframe !== '1h') return;
    this.#structures.update(candle);
    this.#last = candle;
  }

  opinion(): Opinion | undefined {
    const { seen, atr, break: broken, blocks } = this.#structures;
    const last = this.#last;
    if (last === undefined || seen < WARM || atr === undefined) return undefined;
    const holds = broken !== undefined && (broken.side === 'long' ? last.close > broken.level : last.close < broken.level);
    const direction = !holds ? 'flat' : broken.side === 'long' ? 'up' : 'down';
    const atBlock = blocks.some(({ side, top, bottom }) => side === broken?.side && last.low <= top && last.high >= bottom);
    const strength = (broken?.kind === 'bos' ? AFTER_STRUCTURE : AFTER_CHARACTER) + (atBlock ? AT_BLOCK : 0);
    return opinionOf(this.name, direction, strength, this.#horizon.horizonMinutes);
  }
}
