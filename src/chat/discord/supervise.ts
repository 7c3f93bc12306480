import type { PlatformState } from '#src/chat/platform.ts';
import { type Clock, type Timer, toIso } from '#src/domain/clock.ts';
import { type Connection, connect, type GatewayEvents } from './gateway.ts';

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;
/** A break that heals within this time is not spoken of. */
const GRACE_MS = 10_000;
/** A connection that has not come up by then is begun anew. */
const PATIENCE_MS = 45_000;
/** Only after so long a connection counts as a good one, and the next break is tried again at once. */
const GOOD_MS = 60_000;

const GOODBYE_MS = 2_000;

const NOT_REACHED = 'Discord could not be reached';

/** What the connection is supervised with. */
export interface SuperviseDeps {
  readonly api: string;
  readonly token: string;
  readonly clock: Clock;
  readonly onUp: () => void;
  readonly onDown: (reason: string) => void;
  /** A new session began. */
  readonly onSession: (applicationId: string) => void;
  readonly onInteraction: (payload: unknown) => void;
  /** A channel or a server is gone, by its id. */
  readonly onGone: (id: string) => void;
  readonly log: (text: string) => void;
}

/** Keeps the bot connected, whatever the network does, until it is stopped; and knows how things stand, in words. */
export class Supervisor {
  readonly #deps: SuperviseDeps;
  #state: PlatformState;
  #connection: Connection | undefined;
  #timers: Timer[] = [];
  #failures = 0;
  #upAt: number | undefined;
  #stopped = true;

  constructor(deps: SuperviseDeps) {
    this.#deps = deps;
    this.#state = { name: 'discord', state: 'off', since: toIso(deps.clock.now()), reason: '' };
  }

  state(): PlatformState {
    return this.#state;
  }

  start(): void {
    if (!this.#stopped) return;
    this.#stopped = false;
    this.#turn('starting', '');
    this.#begin();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelTimers();
    this.#turn('off', '');
    const connection = this.#connection;
    this.#connection = undefined;
    if (connection === undefined) return;
    // A peer that is gone does not answer the goodbye.
    await new Promise<void>((resolve) => {
      const timer = this.#deps.clock.after(GOODBYE_MS, resolve);
      void connection.end().then(() => {
        timer.cancel();
        resolve();
      });
    });
  }

  /** The connection is of no use any more: it is ended and begun again, later each time. */
  fail({ message }: { readonly message: string }): void {
    if (this.#stopped) return;
    this.#cancelTimers();
    const connection = this.#connection;
    this.#connection = undefined;
    void connection?.end();
    if (this.#upAt !== undefined && this.#deps.clock.mono() - this.#upAt > GOOD_MS) this.#failures = 0;
    this.#upAt = undefined;
    this.#turn('down', message);
    const waitMs = Math.min(FIRST_RETRY_MS * 2 ** this.#failures, LONGEST_RETRY_MS);
    this.#failures++;
    this.#after(waitMs, () => this.#begin());
  }

  #begin(): void {
    this.#cancelTimers();
    this.#connection = connect(this.#deps, this.#events());
    this.#awaitLife();
  }

  #events(): GatewayEvents {
    return {
      ready: (applicationId) => {
        this.#alive();
        this.#deps.onSession(applicationId);
      },
      resumed: () => this.#alive(),
      broken: () => {
        if (this.#upAt === undefined) return;
        this.#awaitLife();
      },
      ended: (failure) => this.fail(failure),
      interaction: this.#deps.onInteraction,
      gone: this.#deps.onGone,
      odd: () => this.#deps.log('Discord sent something that made no sense; Heron left it aside.'),
    };
  }

  #alive(): void {
    this.#cancelTimers();
    this.#upAt ??= this.#deps.clock.mono();
    this.#turn('up', '');
  }

  /** Says so when it takes long, and begins anew when it takes too long. */
  #awaitLife(): void {
    if (this.#timers.length > 0) return;
    this.#after(GRACE_MS, () => this.#turn('down', NOT_REACHED));
    this.#after(PATIENCE_MS, () => this.fail({ message: NOT_REACHED }));
  }

  #turn(state: PlatformState['state'], reason: string): void {
    const before = this.#state;
    if (before.state === state && before.reason === reason) return;
    const since = before.state === state ? before.since : toIso(this.#deps.clock.now());
    this.#state = { name: 'discord', state, since, reason };
    if (before.state === state) return;
    if (state === 'up') this.#deps.onUp();
    if (state === 'down') this.#deps.onDown(reason);
  }

  #after(ms: number, run: () => void): void {
    this.#timers.push(this.#deps.clock.after(ms, run));
  }

  #cancelTimers(): void {
    for (const timer of this.#timers.splice(0)) timer.cancel();
  }
}
