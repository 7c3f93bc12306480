import type { Quote } from '#src/domain/quote.ts';
import { agree, awayPct, middleOf } from './agree.ts';
import type { DropReason } from './border.ts';
import { MinuteMedian } from './minuteMedian.ts';

/** Distance from the middle of the last minute at which one print alone is not believed. */
const SPIKE_PCT = 1;

/** Holds each price against the last minute's: one that is far from it is believed when it comes twice and another source has it. */
export class Spikes {
  readonly #maxJumpPct: number;
  readonly #lasts = new MinuteMedian();
  readonly #middles = new MinuteMedian();
  #candidate: Quote | undefined;

  constructor(maxJumpPct: number) {
    this.#maxJumpPct = maxJumpPct;
  }

  faultOf(quote: Quote, mono: number, isSeconded: () => boolean): DropReason | undefined {
    const off = Math.max(awayPct(quote.last, this.#lasts.value(mono)), awayPct(middleOf(quote), this.#middles.value(mono)));
    const before = this.#candidate;
    this.#candidate = undefined;
    // NaN while nothing is known of the last minute.
    if (!(off > SPIKE_PCT)) return undefined;
    if (before !== undefined && agree(quote, before) && isSeconded()) {
      this.clear();
      return undefined;
    }
    this.#candidate = quote;
    return off > this.#maxJumpPct ? 'a jump' : 'a spike';
  }

  believed(quote: Quote, mono: number): void {
    this.#lasts.add(quote.last, mono);
    this.#middles.add(middleOf(quote), mono);
  }

  clear(): void {
    this.#candidate = undefined;
    this.#lasts.clear();
    this.#middles.clear();
  }
}
