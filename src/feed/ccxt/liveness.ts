import type { FeedChange } from '#src/feed/port.ts';
import type { DropReason } from './border.ts';
import { SILENT_MS } from './moment.ts';

const TICKS_TO_RESUME = 2;

export interface LivenessOptions {
  readonly market: string;
  readonly deadAfterMs: number;
  /** It was dead when Heron stopped. */
  readonly wasDead: boolean;
  readonly mono: number;
  readonly changed: (change: FeedChange) => void;
}

export type LivenessState = 'live' | 'paused' | 'dead';

/**
 * Whether a market's prices come: five seconds without a good one pause it, `deadAfterMs` without end in a death that is reported, and two good ones in
 * a row end both.
 */
export class Liveness {
  /** By reason, since the start. */
  readonly drops = new Map<DropReason, number>();
  readonly #options: LivenessOptions;
  readonly #dropsSince = new Map<DropReason, number>();
  #state: LivenessState;
  #goodMono: number;
  #ticks = 0;

  constructor(options: LivenessOptions) {
    this.#options = options;
    this.#state = options.wasDead ? 'dead' : 'paused';
    this.#goodMono = options.mono;
  }

  get state(): LivenessState {
    return this.#state;
  }

  /** How long ago, in milliseconds, a price was believed, or silence was counted anew. */
  goodAge(mono: number): number {
    return mono - this.#goodMono;
  }

  /** A price was believed. False while one more must come before prices are used. */
  good(mono: number): boolean {
    this.#goodMono = mono;
    this.#dropsSince.clear();
    this.#ticks++;
    if (this.#state === 'live') return true;
    if (this.#ticks < TICKS_TO_RESUME) return false;
    if (this.#state === 'dead') this.#say(true, 'two fresh prices came in a row');
    this.#state = 'live';
    return true;
  }

  dropped(reason: DropReason): void {
    for (const counts of [this.drops, this.#dropsSince]) counts.set(reason, (counts.get(reason) ?? 0) + 1);
    if (reason !== 'unconfirmed' && this.#state !== 'live') this.#ticks = 0;
  }

  /** Looks at how long nothing good has come; returns what has become of it just now, if anything. */
  watch(mono: number): 'paused' | 'dead' | undefined {
    const silentMs = mono - this.#goodMono;
    if (silentMs <= SILENT_MS || this.#state === 'dead') return undefined;
    if (silentMs >= this.#options.deadAfterMs) {
      this.#state = 'dead';
      this.#ticks = 0;
      this.#say(false, this.#whyDead(silentMs));
      return 'dead';
    }
    if (this.#state === 'paused') return undefined;
    this.pause();
    return 'paused';
  }

  /** Two good prices are needed again. */
  pause(): void {
    if (this.#state === 'live') this.#state = 'paused';
    this.#ticks = 0;
  }

  /** Time was lost: silence is counted from now. */
  restart(mono: number): void {
    this.#goodMono = mono;
    this.pause();
  }

  #say(alive: boolean, reason: string): void {
    this.#options.changed({ market: this.#options.market, alive, reason });
  }

  #whyDead(silentMs: number): string {
    const [reason, count] = [...this.#dropsSince].sort(([, a], [, b]) => b - a)[0] ?? [];
    const silence = `no good price came for ${Math.round(silentMs / 1000)} s`;
    return reason === undefined ? silence : `${silence}; not believed ${count} times: ${reason}`;
  }
}
