import type { PlatformState } from '#src/chat/platform.ts';
import { type Clock, toIso } from '#src/domain/clock.ts';
import { type Fault, faultOf } from './fault.ts';

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;

export interface StandingDeps {
  readonly clock: Clock;
  /** How long a rival has to keep quiet before the bot counts as ours again: as long as a poll takes. */
  readonly calmMs: number;
  readonly onUp: () => void;
  readonly onDown: (reason: string) => void;
  /** The token may be in other hands. */
  readonly onSuspicion: (reason: string) => void;
}

/** How Telegram stands, in words, and how long to wait before the next try. */
export class Standing {
  readonly #deps: StandingDeps;
  #state: PlatformState;
  #failures = 0;
  #rivalSeen: number | undefined;

  constructor(deps: StandingDeps) {
    this.#deps = deps;
    this.#state = { name: 'telegram', state: 'off', since: toIso(deps.clock.now()), reason: '' };
  }

  state = (): PlatformState => this.#state;

  /** Whether another program was seen that polls as well: each poll that begins ends the other one's. */
  hasRival = (): boolean => this.#rivalSeen !== undefined;

  starting(): void {
    this.#failures = 0;
    this.#rivalSeen = undefined;
    this.#turn('starting', '');
  }

  off(): void {
    this.#turn('off', '');
  }

  /** A poll was answered. */
  polled(): void {
    const { clock, calmMs, onUp } = this.#deps;
    if (this.#rivalSeen !== undefined && clock.mono() - this.#rivalSeen < calmMs) return;
    this.#rivalSeen = undefined;
    this.#failures = 0;
    if (this.#state.state === 'up' || this.#state.state === 'off') return;
    this.#turn('up', '');
    onUp();
  }

  /** Returns the milliseconds until the next try. A single break of the network heals by itself and is not spoken of. */
  failed(error: unknown): number {
    const fault = faultOf(error);
    this.#failures++;
    if (fault.kind === 'rival') this.#rivalSeen = this.#deps.clock.mono();
    const isFinal = fault.kind === 'token' || fault.kind === 'rival';
    if (isFinal || this.#failures > 1) this.#down(fault);
    return fault.kind === 'later' ? fault.waitMs : Math.min(FIRST_RETRY_MS * 2 ** (this.#failures - 1), LONGEST_RETRY_MS);
  }

  #down({ kind, sentence }: Fault): void {
    const { state, reason } = this.#state;
    const isNews = state !== 'down' || (reason !== sentence && (kind === 'token' || kind === 'rival'));
    if (!isNews) return;
    this.#turn('down', sentence);
    this.#deps.onDown(sentence);
    if (kind === 'rival') this.#deps.onSuspicion(sentence);
  }

  #turn(state: PlatformState['state'], reason: string): void {
    this.#state = { name: 'telegram', state, since: toIso(this.#deps.clock.now()), reason };
  }
}
