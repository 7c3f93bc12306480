import type { Clock, Instant, Timer } from '#src/domain/clock.ts';
import type { Ledger } from '#src/ledger/ledger.ts';
import { markDropped, markSent, markTried, type OutboxRow } from '#src/ledger/outbox.ts';
import type { OutgoingMessages } from './outgoingMessages.ts';
import { type Channel, type Message, NeverSend, SendLater } from './platform.ts';
import { SendingPace } from './sendingPace.ts';
import { WaitingLine } from './waitingLine.ts';
import { platformName } from './who.ts';

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;

export interface DeliveryDeps {
  readonly ledger: Ledger;
  /** The machine's clock: lateness and retries are of the world in which messages are read. */
  readonly clock: Clock;
  /** The channel of a name, or undefined while nobody listens there; what is for it waits. */
  readonly channel: (name: string) => Channel | undefined;
  /** Late messages of one channel beyond which they come as one digest; a screen that only scrolls shows each. */
  readonly mergeAbove: number;
  readonly messages: OutgoingMessages;
  /** When this process began to deliver. */
  readonly began: Instant;
  /** False for a chat in which Heron no longer speaks: what was still to be said there is dropped, and reported. */
  readonly isOpen: (name: string) => boolean;
  /** Hears of each failed send; the message stays in the outbox unless the error is a NeverSend. */
  readonly report: (channel: string, error: unknown) => void;
}

/** The way to one channel: one message after the other, at its pace, and again when it was not reachable. */
export class DeliveryLine {
  readonly name: string;
  readonly #ledger: Ledger;
  readonly #clock: Clock;
  readonly #channel: DeliveryDeps['channel'];
  readonly #mergeAbove: number;
  readonly #messages: OutgoingMessages;
  readonly #isOpen: DeliveryDeps['isOpen'];
  readonly #report: DeliveryDeps['report'];
  readonly #waiting: WaitingLine;
  readonly #pace = new SendingPace();
  readonly #began: Instant;
  #stopped = false;
  #draining: Promise<void> | undefined;
  /** What the platform took and the ledger does not know of yet. */
  #delivered: { readonly row: OutboxRow; readonly message: Message; readonly ref: string | undefined } | undefined;
  /** Until it fires nothing is sent: the platform asked for it, its pace does, or it was not reachable. */
  #resting: Timer | undefined;
  #failures = 0;
  /** The newest time in which it could not be reached; `to` is missing while that lasts. */
  #outage: { readonly from: Instant; to?: Instant } | undefined;

  constructor(name: string, { ledger, clock, channel, mergeAbove, messages, began, isOpen, report }: DeliveryDeps) {
    this.name = name;
    this.#ledger = ledger;
    this.#clock = clock;
    this.#channel = channel;
    this.#mergeAbove = mergeAbove;
    this.#messages = messages;
    this.#isOpen = isOpen;
    this.#report = report;
    this.#waiting = new WaitingLine(ledger, name);
    this.#began = began;
  }

  /** Sends what waits; done when nothing does, or when it has to rest. */
  drain(): Promise<void> {
    if (this.#stopped || this.#resting !== undefined) return this.ended;
    this.#draining ??= this.#send()
      .catch((error: unknown) => {
        // The ledger itself failed: nobody else hears of it here.
        this.#report(this.name, error);
        if (this.#ledger.isOpen) this.#rest(error);
      })
      .finally(() => {
        this.#draining = undefined;
      });
    return this.#draining;
  }

  /** Done when what is under way is. */
  get ended(): Promise<void> {
    return this.#draining ?? Promise.resolve();
  }

  /** No further tries. */
  stop(): void {
    this.#stopped = true;
    this.#resting?.cancel();
  }

  /** Sends something that is worth no row, if nothing else is on its way. Throws NeverSend when it can never be sent. */
  async aside(message: Message): Promise<boolean> {
    const channel = this.#channel(this.name);
    const isBusy = this.#stopped || this.#draining !== undefined || this.#resting !== undefined || !this.#waiting.isEmpty;
    if (channel === undefined || isBusy || this.#pace.waitMs(this.#clock.mono(), channel.pace) > 0) return false;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#draining = promise;
    try {
      await this.#try(channel, message);
      this.#reached();
      return true;
    } catch (error) {
      if (error instanceof NeverSend) throw error;
      this.#rest(error);
      return false;
    } finally {
      this.#draining = undefined;
      resolve();
      void this.drain();
    }
  }

  async #send(): Promise<void> {
    this.#record();
    while (!this.#stopped && this.#ledger.isOpen) {
      const channel = this.#channel(this.name);
      if (channel === undefined || this.#waiting.isEmpty) return;
      const wait = this.#pace.waitMs(this.#clock.mono(), channel.pace);
      if (wait > 0) {
        this.#pause(wait);
        return;
      }
      // While it is not known to be reachable, what was tried is tried again: only then is it known what all there is to merge.
      const mergeAbove = channel.edits && this.#failures === 0 ? this.#mergeAbove : undefined;
      const row = this.#waiting.next(this.#clock.now(), mergeAbove, (created) => this.#reason(created));
      if (row === undefined || !(await this.#deliver(channel, row))) return;
      this.#record();
    }
  }

  /** Whether the line can go on at once. */
  async #deliver(channel: Channel, row: OutboxRow): Promise<boolean> {
    const tried = { ...row, attempts: row.attempts + 1 };
    // Where a message could be shown twice, that it was tried is written first. A screen shows it or is gone; a change can be made twice.
    const isWritten = channel.edits && row.action !== 'edit';
    try {
      if (!this.#isOpen(this.name)) throw new NeverSend('Heron no longer speaks there');
      const message = isWritten ? this.#begun(row) : this.#messageOf(tried);
      const ref = await this.#try(channel, message);
      this.#delivered = { row: tried, message, ref: ref ?? message.ref };
    } catch (error) {
      if (!this.#ledger.isOpen) return false;
      if (error instanceof NeverSend) this.#ledger.transact((tx) => markDropped(tx, tried));
      else if (!isWritten) this.#ledger.transact((tx) => markTried(tx, row));
      this.#report(this.name, error);
      if (error instanceof NeverSend) return true;
      this.#rest(error);
      return false;
    }
    this.#reached();
    return true;
  }

  #begun(row: OutboxRow): Message {
    try {
      return this.#ledger.transact((tx) => this.#messageOf(markTried(tx, row)));
    } catch (error) {
      this.#messages.forget(this.name);
      throw error;
    }
  }

  #messageOf(row: OutboxRow): Message {
    return this.#messages.of(row, this.#clock.now(), (created) => this.#reason(created));
  }

  /** Writes down what was delivered. Where that fails it is tried again before anything else is sent: the message is not sent a second time. */
  #record(): void {
    const delivered = this.#delivered;
    if (delivered === undefined || !this.#ledger.isOpen) return;
    const { row, message, ref } = delivered;
    this.#ledger.transact((tx) => {
      markSent(tx, row, this.#clock.now(), ref ?? null);
      this.#messages.sent(row, message, ref);
    });
    this.#delivered = undefined;
  }

  async #try(channel: Channel, message: Message): Promise<string | undefined> {
    try {
      const sending = channel.send(message);
      return sending instanceof Promise ? await sending : sending;
    } finally {
      this.#pace.note(this.#clock.mono());
    }
  }

  #reached(): void {
    this.#failures = 0;
    if (this.#outage !== undefined && this.#outage.to === undefined) this.#outage.to = this.#clock.now();
  }

  #rest(error: unknown): void {
    if (this.#outage === undefined || this.#outage.to !== undefined) this.#outage = { from: this.#clock.now() };
    this.#pause(error instanceof SendLater ? error.retryAfterMs : Math.min(FIRST_RETRY_MS * 2 ** this.#failures, LONGEST_RETRY_MS));
    this.#failures++;
  }

  #pause(ms: number): void {
    if (this.#stopped) return;
    this.#resting = this.#clock.after(ms, () => {
      this.#resting = undefined;
      void this.drain();
    });
  }

  /** What kept a message that was queued at a moment: as somebody says it who knows no more than this process does. */
  #reason(created: Instant): string {
    const outage = this.#outage;
    if (outage !== undefined && created <= (outage.to ?? Number.POSITIVE_INFINITY)) return `${platformName(this.name)} was not reachable`;
    return created < this.#began ? 'nobody was connected' : `more was said than ${platformName(this.name)} takes at once`;
  }
}
