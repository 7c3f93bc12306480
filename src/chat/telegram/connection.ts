import type { RunnerHandle } from '@grammyjs/runner';
import type { Api } from 'grammy';
import type { PlatformState } from '#src/chat/platform.ts';
import type { Clock, Timer } from '#src/domain/clock.ts';
import { type AnsweringDeps, createAnswering } from './answering.ts';
import { Listener } from './poll.ts';
import { Standing, type StandingDeps } from './standing.ts';

const POLL_SECONDS = 25;
const DRAIN_MS = 5_000;
const WEBHOOK_FOUND =
  "A webhook was set with this bot's token, and not by Heron: it was removed. If it was not you, somebody else has the token: revoke it at @BotFather.";

export interface ConnectionDeps extends Pick<StandingDeps, 'onUp' | 'onDown' | 'onSuspicion'> {
  readonly clock: Clock;
  /** For polling: what fails is said at once. */
  readonly api: Api;
  readonly answering: AnsweringDeps;
  /** Seconds that a poll waits; 25. */
  readonly pollSeconds?: number;
  readonly logged: (sentence: string) => void;
}

/** Listens until it is stopped, whatever happens in between. */
export class Connection {
  readonly #deps: ConnectionDeps;
  readonly #pollSeconds: number;
  readonly #standing: Standing;
  readonly #listener = new Listener();
  #runner: RunnerHandle | undefined;
  #pause: { readonly timer: Timer; readonly end: () => void } | undefined;
  #running: Promise<void> = Promise.resolve();
  #stopped = true;

  constructor(deps: ConnectionDeps) {
    this.#deps = deps;
    this.#pollSeconds = deps.pollSeconds ?? POLL_SECONDS;
    this.#standing = new Standing({ ...deps, calmMs: this.#pollSeconds * 1_000 });
  }

  state(): PlatformState {
    return this.#standing.state();
  }

  start(): void {
    if (!this.#stopped) return;
    this.#stopped = false;
    this.#standing.starting();
    // An earlier run may still wait for the last word of the network.
    this.#running = this.#running.then(() => this.#run());
  }

  /** No further updates; what was heard is still answered, for at most five seconds. */
  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#pause?.end();
    await this.#withinDeadline(this.#ended());
    this.#standing.off();
  }

  /** A batch that arrives in the very moment of the stop is still heard. */
  async #ended(): Promise<void> {
    await Promise.all([this.#runner?.stop(), this.#running]);
    await this.#listener.drained();
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      try {
        await this.#session();
      } catch (error) {
        if (!this.#stopped) await this.#sleep(this.#standing.failed(error));
      }
    }
  }

  /** From a first word with Telegram to the first failure, which it throws. */
  async #session(): Promise<void> {
    const { api, answering } = this.#deps;
    const me = await api.getMe();
    await this.#removeWebhook();
    if (this.#stopped) return;
    const polling = {
      api,
      handling: createAnswering(answering, me),
      pollSeconds: this.#pollSeconds,
      polled: () => this.#standing.polled(),
    };
    this.#runner = this.#listener.listen(polling, !this.#standing.hasRival());
    await this.#runner.task();
  }

  /** A webhook keeps polls from being answered, and takes what is said elsewhere. What waits is kept. */
  async #removeWebhook(): Promise<void> {
    const { api, logged, onSuspicion } = this.#deps;
    const { url } = await api.getWebhookInfo();
    if (url !== undefined && url !== '') {
      logged(WEBHOOK_FOUND);
      // A poll that ended because of it has said so already.
      if (!this.#standing.hasRival()) onSuspicion(WEBHOOK_FOUND);
    }
    await api.deleteWebhook({ drop_pending_updates: false });
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        this.#pause?.timer.cancel();
        this.#pause = undefined;
        resolve();
      };
      this.#pause = { timer: this.#deps.clock.after(ms, end), end };
    });
  }

  async #withinDeadline(work: Promise<unknown>): Promise<void> {
    const { promise: deadline, resolve } = Promise.withResolvers<void>();
    const timer = this.#deps.clock.after(DRAIN_MS, resolve);
    await Promise.race([work, deadline]);
    timer.cancel();
  }
}
