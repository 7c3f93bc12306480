import { createConcurrentSink, createRunner, createSource, type RunnerHandle } from '@grammyjs/runner';
import type { Api, BotError } from 'grammy';
import type { Update } from 'grammy/types';
import { ALLOWED_UPDATES } from './receive.ts';

interface Handling {
  handleUpdate(update: Update): Promise<void>;
  errorHandler(error: BotError): unknown;
}

export interface PollDeps {
  readonly api: Api;
  readonly handling: Handling;
  /** Seconds that a poll waits for something to happen. */
  readonly pollSeconds: number;
  /** A poll was answered. */
  readonly polled: () => void;
}

/**
 * Listens with grammY's runner, at least once: its sink calls `handleUpdate` for every update of a batch before it asks for the next one, and the
 * offset of that next call is what confirms the batch. `handleUpdate` brings an update to the front door before it first waits. The supplier is our own,
 * because the runner's tries again by itself for hours without telling anybody, and forgets its offset when it gives up.
 */
export class Listener {
  #offset = 0;
  readonly #underWay = new Set<Promise<void>>();

  /** Begins to poll; the runner's task ends with the first failure, or when it is stopped. `now`: the first poll waits for nothing. */
  listen({ api, handling, pollSeconds, polled }: PollDeps, now: boolean): RunnerHandle {
    let timeout = now ? 0 : pollSeconds;
    const source = createSource<Update>({
      supply: async (limit, signal) => {
        const updates = await api.getUpdates(
          { offset: this.#offset, limit: Math.max(1, Math.min(limit, 100)), timeout, allowed_updates: [...ALLOWED_UPDATES] },
          signal,
        );
        timeout = pollSeconds;
        const last = updates.at(-1);
        if (last !== undefined) this.#offset = last.update_id + 1;
        polled();
        return updates;
      },
    });
    const consume = (update: Update): Promise<void> => {
      const handled = handling.handleUpdate(update);
      this.#underWay.add(handled);
      const done = (): void => void this.#underWay.delete(handled);
      handled.then(done, done);
      return handled;
    };
    const sink = createConcurrentSink<Update, BotError>({ consume }, async (error) => void (await handling.errorHandler(error)));
    const runner = createRunner(source, sink);
    runner.start();
    return runner;
  }

  /** When everything that was heard has been answered. */
  async drained(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay);
  }
}
