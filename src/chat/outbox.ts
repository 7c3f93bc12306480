import type { Clock } from '#src/domain/clock.ts';
import type { Ledger } from '#src/ledger/ledger.ts';
import { pendingChannels } from '#src/ledger/outbox.ts';
import { type DeliveryDeps, DeliveryLine } from './deliveryLine.ts';
import { type Buttons, OutgoingMessages } from './outgoingMessages.ts';
import type { Message } from './platform.ts';

/** The end waits this long for what is under way: a platform that hangs must not keep Heron from ending. */
const STOP_MS = 5_000;

export interface OutboxDeps
  extends Pick<DeliveryDeps, 'ledger' | 'clock' | 'channel' | 'mergeAbove'>,
    Partial<Pick<DeliveryDeps, 'isOpen' | 'report'>> {
  /** What makes buttons work; without it messages have none. */
  readonly taps?: Buttons;
}

/** Delivers what waits: each channel in order and on its own, so that one that is down holds up nothing but itself. */
export class Outbox {
  readonly #ledger: Ledger;
  readonly #clock: Clock;
  readonly #deps: DeliveryDeps;
  readonly #lines = new Map<string, DeliveryLine>();
  #stopped = false;

  constructor({ taps, isOpen = () => true, report = () => undefined, ...deps }: OutboxDeps) {
    this.#ledger = deps.ledger;
    this.#clock = deps.clock;
    this.#deps = { ...deps, isOpen, report, messages: new OutgoingMessages(deps.ledger, taps), began: deps.clock.now() };
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
    if (this.#stopped || !this.#ledger.isOpen) return;
    await Promise.all(pendingChannels(this.#ledger).map((name) => this.#line(name).drain()));
  }

  /**
   * Sends something that is worth no row, because it can be made again at any time: only when nothing waits on its channel and its pace allows. False
   * when it was not sent. Throws NeverSend when it can never be.
   */
  aside(name: string, message: Message): Promise<boolean> {
    return this.#line(name).aside(message);
  }

  /** Says what can be said at once; then no further tries. What is left stays in the ledger for the next start. */
  async stop(): Promise<void> {
    const { promise: waited, resolve } = Promise.withResolvers<void>();
    const patience = this.#clock.after(STOP_MS, resolve);
    await Promise.race([this.deliver(), waited]);
    this.#stopped = true;
    const lines = [...this.#lines.values()];
    for (const line of lines) line.stop();
    await Promise.race([Promise.all(lines.map(({ ended }) => ended)), waited]);
    patience.cancel();
  }

  #line(name: string): DeliveryLine {
    const known = this.#lines.get(name);
    if (known !== undefined) return known;
    const line = new DeliveryLine(name, this.#deps);
    this.#lines.set(name, line);
    return line;
  }
}
