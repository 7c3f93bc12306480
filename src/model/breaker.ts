import { type Clock, type Instant, later, toIso } from '#src/domain/clock.ts';

export interface BreakerParts {
  readonly failures: number;
  readonly safeModeMs: number;
  readonly clock: Clock;
  /** The model is left alone. */
  down(reason: string, until: Instant): void;
  /** It answers again. */
  up(reason: string): void;
}

/** After so many questions in a row without a usable answer the model is left alone for a while (safe mode); then one question tries it. */
export class Breaker {
  readonly #parts: BreakerParts;
  #inARow = 0;
  #until: Instant | undefined;
  #trying = false;
  #answered = false;
  #reason = 'Nothing was asked yet.';

  constructor(parts: BreakerParts) {
    this.#parts = parts;
  }

  /** Whether it may be asked; then say to `leave` how it went. A text is the sentence that says why not. */
  enter(): 'ask' | 'trial' | { readonly text: string } {
    if (this.#until === undefined) return 'ask';
    if (this.#parts.clock.now() < this.#until || this.#trying) {
      return { text: `The model is left alone until ${toIso(this.#until).slice(11, 16)} UTC, because it failed. ${this.#reason}` };
    }
    this.#trying = true;
    return 'trial';
  }

  /** `neither`: it was not asked after all, or the failure says nothing about the model. */
  leave(entered: 'ask' | 'trial', outcome: 'good' | 'bad' | 'neither', reason: string): void {
    if (entered === 'trial') this.#trying = false;
    if (outcome === 'neither') return;
    this.#reason = reason;
    if (outcome === 'good') this.#recover(reason);
    else if (++this.#inARow >= this.#parts.failures || entered === 'trial') this.#openUp(reason);
  }

  state(): { readonly state: 'up' | 'safe_mode' | 'untried'; readonly reason: string } {
    const state = this.#until !== undefined ? 'safe_mode' : this.#answered ? 'up' : 'untried';
    return { state, reason: this.#reason };
  }

  #recover(reason: string): void {
    this.#inARow = 0;
    this.#answered = true;
    if (this.#until === undefined) return;
    this.#until = undefined;
    this.#parts.up(reason);
  }

  #openUp(reason: string): void {
    const { clock, safeModeMs, down } = this.#parts;
    const now = clock.now();
    // Questions that were under way when it was left alone say nothing new.
    if (this.#until !== undefined && now < this.#until) return;
    this.#until = later(now, safeModeMs);
    down(reason, this.#until);
  }
}
