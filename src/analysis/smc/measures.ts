import { ADX, ATR } from 'trading-signals';
import type { Candle } from '#src/domain/candle.ts';

/** Average true range and average directional index, both Wilder's, streaming. */
export class Measures {
  readonly #atr: ATR;
  readonly #adx: ADX;

  constructor(atrLength: number, adxLength: number) {
    this.#atr = new ATR(atrLength);
    this.#adx = new ADX(adxLength);
  }

  update(candle: Candle): void {
    this.#atr.update(candle, false);
    this.#adx.update(candle, false);
  }

  get atr(): number | undefined {
    return this.#atr.getResult() ?? undefined;
  }

  get adx(): number | undefined {
    return this.#adx.getResult() ?? undefined;
  }
}
