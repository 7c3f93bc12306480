import type { Rng } from '#src/domain/rng.ts';
import { Refused } from '#test/fakes/venue/refusal.ts';
import type { Rates } from './plan.ts';
import type { Scheduler } from './scheduler.ts';
import { refusal, thrown, timedOut, tooMany, unread, unsure } from './words.ts';

export type CallKind = 'create' | 'cancel' | 'read';

/** Who waits for an answer: nothing reaches a process that has died, and one that is stopped hears it when it goes on. */
export interface Asker {
  /** Does something in the process, now or when it goes on; never, once it has died. */
  hears(run: () => void): void;
  readonly isAlive: boolean;
}

interface Answers<T> {
  good(ms: number, value: T): void;
  bad(ms: number, error: Error): void;
}

const POOR = '{"code":-2010,"msg":"Account has insufficient balance for requested action."}';
/** Reads are refused more seldom than orders for being too many: a client slows them down itself. */
const BUSY_READS = 0.2;
/** A read that shows an older state may be so old, together with what the profile lags anyway. */
const STALEST_MS = 8_000;
/** A request can be under way so long. */
const LATEST_MS = 60_000;

export interface NetOptions {
  readonly venue: string;
  readonly scheduler: Scheduler;
  readonly rng: Rng;
  readonly timeoutMs: number;
  /** What may go wrong now. */
  readonly rates: () => Rates;
  readonly tell: (line: string) => void;
}

/** The way to the venue and back: requests and answers that are lost, late, repeated or refused. */
export class Net {
  /** Until then nothing comes through. */
  downUntil = 0;
  readonly counts = { calls: 0, lostBefore: 0, lostAfter: 0, late: 0, reject: 0, readFail: 0, stale: 0, tooMany: 0 };
  readonly #options: NetOptions;

  constructor(options: NetOptions) {
    this.#options = options;
  }

  /**
   * One request. `leaves` is asked right before it is written to the socket and may throw; `arrives` does it at the venue, with what a read sees older
   * than usual. Rejects with an error of ccxt.
   */
  call<T>(kind: CallKind, asker: Asker, leaves: () => void, arrives: (staleMs: number) => T): Promise<T> {
    const { scheduler, rng } = this.#options;
    this.counts.calls++;
    return new Promise<T>((resolve, reject) => {
      const answers: Answers<T> = {
        good: (ms, value) => void scheduler.in(ms, () => asker.hears(() => resolve(value))),
        bad: (ms, error) => void scheduler.in(ms, () => asker.hears(() => reject(error))),
      };
      // ccxt signs and waits for its turn before it writes.
      scheduler.in(1 + Math.floor(rng.next() * 5), () =>
        asker.hears(() => {
          try {
            leaves();
          } catch (error) {
            reject(error);
            return;
          }
          if (kind === 'read') this.#read(answers, arrives);
          else this.#act(kind, answers, arrives);
        }),
      );
    });
  }

  #read<T>(answers: Answers<T>, arrives: (staleMs: number) => T): void {
    const { scheduler, venue } = this.#options;
    const rates = this.#options.rates();
    const { there, back, quick, busy, draw, length, first, second } = this.#draws();
    const isDown = scheduler.now < this.downUntil;
    if (isDown || first < rates.readFail) {
      this.counts.readFail++;
      answers.bad(this.#patience(quick, there + back), unread(venue, draw));
    } else if (busy < rates.tooMany * BUSY_READS) {
      this.counts.tooMany++;
      answers.bad(there + back, tooMany(venue));
    } else {
      const staleMs = second < rates.stale ? Math.floor(length * STALEST_MS) : 0;
      if (staleMs > 0) this.counts.stale++;
      scheduler.in(there, () => this.#do(answers, back, () => arrives(staleMs), true));
    }
  }

  /** A create or a cancel: it may get lost on the way there or on the way back, be late, or be refused. */
  #act<T>(kind: CallKind, answers: Answers<T>, arrives: (staleMs: number) => T): void {
    const { scheduler, venue, tell } = this.#options;
    const rates = this.#options.rates();
    const { there, back, quick, busy, draw, first, second, third } = this.#draws();
    const isDown = scheduler.now < this.downUntil;
    if (!isDown && busy < rates.tooMany) {
      this.counts.tooMany++;
      answers.bad(there + back, tooMany(venue));
    } else if (isDown || first < rates.lostBefore) {
      this.counts.lostBefore++;
      tell(`a ${kind} is lost on its way to the venue`);
      answers.bad(this.#patience(quick, there + back), unsure(venue, draw));
    } else if (kind === 'create' && second < rates.reject) {
      this.counts.reject++;
      tell('the venue refuses an order');
      answers.bad(there + back, thrown('InsufficientFunds', `${venue} ${POOR}`));
    } else this.#carry(kind, answers, arrives, { there, back, isLost: third < rates.lostAfter, isQuick: quick < 0.5, draw });
  }

  #carry<T>(
    kind: CallKind,
    answers: Answers<T>,
    arrives: (staleMs: number) => T,
    { there, back, isLost, isQuick, draw }: { there: number; back: number; isLost: boolean; isQuick: boolean; draw: number },
  ): void {
    const { scheduler, rng, venue, timeoutMs, tell } = this.#options;
    const [late, length] = [rng.next(), rng.next()] as const;
    const underWay = late < this.#options.rates().late ? Math.floor(length * LATEST_MS) : there;
    if (underWay > there) {
      this.counts.late++;
      tell(`a ${kind} is under way for ${Math.round(underWay / 1_000)} s`);
    }
    // A promise hears its first answer only.
    if (isLost || underWay + back > timeoutMs) answers.bad(timeoutMs, timedOut(venue, timeoutMs));
    scheduler.in(underWay, () => {
      if (!isLost) {
        this.#do(answers, back, () => arrives(0), false);
        return;
      }
      this.counts.lostAfter++;
      tell(`the answer to a ${kind} is lost`);
      this.#do({ good: () => undefined, bad: () => undefined }, 0, () => arrives(0), false);
      if (isQuick) answers.bad(back, unsure(venue, draw));
    });
  }

  #do<T>(answers: Answers<T>, back: number, does: () => T, isRead: boolean): void {
    let value: T;
    try {
      value = does();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      answers.bad(back, refusal(this.#options.venue, error, isRead));
      return;
    }
    answers.good(back, value);
  }

  /** Whether nothing comes until the client gives up, or a word that says nothing comes at once. */
  #patience(quick: number, ms: number): number {
    return quick < 0.5 ? ms : this.#options.timeoutMs;
  }

  /** The same number of draws for each request, so that a fault that is switched off changes no other. */
  #draws() {
    const { rng } = this.#options;
    const travel = (): number => 10 + Math.floor(rng.next() * 60);
    return {
      there: travel(),
      back: travel(),
      quick: rng.next(),
      busy: rng.next(),
      draw: rng.next(),
      length: rng.next(),
      first: rng.next(),
      second: rng.next(),
      third: rng.next(),
    };
  }
}
