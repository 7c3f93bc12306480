import { type Clock, type Instant, VirtualClock } from '#src/domain/clock.ts';

/** Time that the venue's client sees before there is a ledger, and that of the ledger from then on. */
export class OneClock implements Clock {
  target: Clock;

  constructor(at: Instant) {
    this.target = new VirtualClock(at);
  }

  now = (): Instant => this.target.now();
  mono = (): number => this.target.mono();
  after: Clock['after'] = (ms, run) => this.target.after(ms, run);
  every: Clock['every'] = (ms, run) => this.target.every(ms, run);
}
