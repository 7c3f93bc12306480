import type { Clock } from '#src/domain/clock.ts';
import { OutsideError } from '#src/domain/errors.ts';
import type { Answer } from './answer.ts';
import { RequestBudget } from './budget.ts';
import type { CcxtProfile } from './profile.ts';
import { type Verdict, verdictOf } from './verdict.ts';
import { within } from './within.ts';

/** What the adapter has to tell that no answer of it can carry. */
export interface Trouble {
  /** `halts`: the venue refuses the key. `pause`: it wants to be left alone. `odd`: something in an answer that a person should look at. */
  readonly kind: 'halts' | 'pause' | 'odd' | 'clock';
  /** A sentence, without URL or key. */
  readonly text: string;
}

export interface CallOptions {
  readonly profile: CcxtProfile;
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly perSecond: number;
  readonly reservedPct: number;
  readonly onTrouble: (trouble: Trouble) => void;
}

/** A pause where the venue says "too many requests" and not for how long. */
const PAUSE_MS = 10_000;
/** ccxt's own limit ends where an answer begins; this one where it has to be complete. */
const PATIENCE = 1.5;

/** The way to the venue that all calls share: the budget, the pauses that it asks for, and what its errors mean. */
export class Calls {
  readonly budget: RequestBudget;
  readonly clock: Clock;
  readonly #options: CallOptions;
  readonly #limitMs: number;
  #refusal: string | undefined;
  #isOpen = true;

  constructor(options: CallOptions) {
    const { clock, perSecond, reservedPct, timeoutMs } = options;
    this.#options = options;
    this.clock = clock;
    this.#limitMs = timeoutMs * PATIENCE;
    this.budget = new RequestBudget({ clock, perSecond, reservedPct });
  }

  /** Why no new risk may go to this venue any more; undefined while it may. */
  get refusal(): string | undefined {
    return this.#isOpen ? this.#refusal : 'The connection to the venue is closed.';
  }

  /** Nothing goes out after this. */
  close(): void {
    this.#isOpen = false;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Hears of each answer, so that a pause begins before anybody has read the error. */
  hear = ({ status, retryAfterMs }: Answer): void => {
    if (status === 429 || status === 418) this.#pause(retryAfterMs ?? PAUSE_MS);
  };

  /** Sends once and waits for the whole answer. What it throws is ccxt's error, or OutsideError('venue-timeout'). */
  once<T>(call: () => Promise<T>): Promise<T> {
    return within(this.clock, this.#limitMs, call());
  }

  /** A read, in its turn. Rejects with OutsideError: a read that failed teaches nothing. */
  async read<T>(what: string, call: () => Promise<T>): Promise<T> {
    const answer = await this.tried(what, call);
    if (answer === 'not there') throw this.#failed(what, 'It does not know of it.');
    return answer;
  }

  /** A read of something that may not exist. */
  async tried<T>(what: string, call: () => Promise<T>): Promise<T | 'not there'> {
    if (!this.#isOpen) throw this.#failed(what, 'The connection is closed.');
    await this.budget.turn('safety');
    try {
      return await this.once(call);
    } catch (error) {
      const verdict = this.judge(error, 'read');
      if (verdict.gone === true) return 'not there';
      throw error instanceof OutsideError ? error : this.#failed(what, verdict.reason);
    }
  }

  /** What an error means; pauses and halts are noted on the way. */
  judge(error: unknown, call: 'create' | 'cancel' | 'read'): Verdict {
    if (error instanceof OutsideError) return { kind: 'unknown', reason: error.message };
    const verdict = verdictOf(error, call, this.#options.profile.id, { now: this.clock.now() });
    if (verdict.backOffMs !== undefined) this.#pause(verdict.backOffMs);
    if (verdict.halts === true) {
      this.#refusal = verdict.reason;
      this.#options.onTrouble({ kind: 'halts', text: verdict.reason });
    }
    return verdict;
  }

  trouble(kind: Trouble['kind'], text: string): void {
    this.#options.onTrouble({ kind, text });
  }

  #pause(ms: number): void {
    const isNew = this.budget.pauseMs() === 0;
    this.budget.pause(ms);
    if (isNew)
      this.trouble('pause', `${this.#options.profile.title} wants fewer requests: no entries for ${Math.ceil(ms / 1_000)} seconds.`);
  }

  #failed(what: string, reason: string): OutsideError {
    const { title } = this.#options.profile;
    return new OutsideError('venue-read', `${title} did not tell ${what}. ${reason}`, 'Heron asks again by itself.', true);
  }
}
