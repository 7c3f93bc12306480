import { type Clock, type Instant, instant, systemClock } from '#src/domain/clock.ts';

/** The machine's time, moved on at will; timers run in real time. */
export class ShiftedClock implements Clock {
  readonly #clock = systemClock();
  #shiftMs = 0;

  now = (): Instant => instant(Math.floor(this.#clock.now() + this.#shiftMs));
  mono = (): number => this.#clock.mono() + this.#shiftMs;
  after: Clock['after'] = (ms, run) => this.#clock.after(ms, run);
  every: Clock['every'] = (ms, run) => this.#clock.every(ms, run);

  advance(ms: number): void {
    this.#shiftMs += ms;
  }
}
