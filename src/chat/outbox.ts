import type { Clock, Timer } from '#src/domain/clock.ts';
import { parseInstant } from '#src/domain/clock.ts';
import type { Ledger } from '#src/ledger/ledger.ts';
import { markFailed, markSent, type OutboxRow, pendingMessages } from '#src/ledger/outbox.ts';
import { type Reply, say, text } from './reply.ts';
import { duration } from './time.ts';

/** A place where Heron speaks. A send that throws or rejects was not delivered and is tried again. */
export interface Channel {
  readonly name: string;
  send(reply: Reply): Promise<void> | void;
}

/** Thrown by a channel whose platform says how long to wait. */
export class SendLater extends Error {
  readonly retryAfterMs: number;

  constructor(message: string, retryAfterMs: number) {
    super(message);
    this.retryAfterMs = retryAfterMs;
  }
}

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;
/** Younger than this, a message is not late. */
const LATE_MS = 60_000;

interface Line {
  readonly channel: Channel;
  draining: Promise<void> | undefined;
  retry: Timer | undefined;
  failures: number;
}

export interface OutboxDeps {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly channels: readonly Channel[];
  /** Hears of each failed send; the message stays in the outbox. */
  readonly report?: (channel: string, error: unknown) => void;
}

/** Delivers what waits: each channel in order and on its own, so that one that is down holds up nothing but itself. */
export class Outbox {
  readonly #ledger: Ledger;
  readonly #clock: Clock;
  readonly #report: (channel: string, error: unknown) => void;
  readonly #lines: readonly Line[];
  #stopped = false;

  constructor({ ledger, clock, channels, report = () => undefined }: OutboxDeps) {
    this.#ledger = ledger;
    this.#clock = clock;
    this.#report = report;
    this.#lines = channels.map((channel) => ({ channel, draining: undefined, retry: undefined, failures: 0 }));
  }

  /** Delivers after each commit from now on, never within it: a slow screen must not hold up a trade. Returns the way to stop that. */
  follow(): () => void {
    let asked = false;
    return this.#ledger.listen(() => {
      if (asked) return;
      asked = true;
      queueMicrotask(() => {
        asked = false;
        void this.deliver();
      });
    });
  }

  /** Sends what waits; done when every channel has all of its messages or waits to try again. */
  async deliver(): Promise<void> {
    await Promise.all(this.#lines.map((line) => this.#drain(line)));
  }

  /** No further tries; what is under way is finished. What is left stays in the ledger for the next start. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const line of this.#lines) line.retry?.cancel();
    await Promise.all(this.#lines.map((line) => line.draining));
  }

  #drain(line: Line): Promise<void> {
    if (this.#stopped || line.retry !== undefined) return line.draining ?? Promise.resolve();
    line.draining ??= this.#send(line).finally(() => {
      line.draining = undefined;
    });
    return line.draining;
  }

  async #send(line: Line): Promise<void> {
    for (;;) {
      const [row] = pendingMessages(this.#ledger, line.channel.name, 1);
      if (row === undefined || this.#stopped) return;
      try {
        const sending = line.channel.send(this.#spoken(row));
        if (sending !== undefined) await sending;
      } catch (error) {
        this.#failed(line, row, error);
        return;
      }
      line.failures = 0;
      this.#ledger.transact((tx) => markSent(tx, row, this.#clock.now()));
    }
  }

  #failed(line: Line, row: OutboxRow, error: unknown): void {
    this.#ledger.transact((tx) => markFailed(tx, row));
    this.#report(line.channel.name, error);
    const wait = error instanceof SendLater ? error.retryAfterMs : Math.min(FIRST_RETRY_MS * 2 ** line.failures, LONGEST_RETRY_MS);
    line.failures++;
    line.retry = this.#clock.after(wait, () => {
      line.retry = undefined;
      void this.#drain(line);
    });
  }

  /** The message, and how late it is if it is late: somebody who reads `armed` must know when that was. */
  #spoken({ reply, created_at, attempts, channel }: OutboxRow): Reply {
    const spoken = replyOf(reply);
    const lateMs = this.#clock.now() - parseInstant(created_at);
    if (lateMs < LATE_MS) return spoken;
    const reason = attempts > 0 ? `${channel} was not reachable` : 'nobody was connected';
    return { ...spoken, blocks: [text(`${duration(lateMs)} late: ${reason}.`), ...spoken.blocks] };
  }
}

/** A row that was damaged by hand is said to be so; it must not hold up the ones behind it. */
function replyOf(json: string): Reply {
  try {
    return JSON.parse(json) as Reply;
  } catch {
    return say('A message in the outbox could not be read.', '/audit names the row.');
  }
}
