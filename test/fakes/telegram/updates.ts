import { Refusal } from './refusal.ts';

export type FakeUpdate = { readonly update_id: number } & Readonly<Record<string, unknown>>;

/** What a bot gets that never said what it wants. */
const UNASKED = ['chat_member', 'message_reaction', 'message_reaction_count'];
const CONFLICT = 'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running';
const HOOKED = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first";

interface Poll {
  readonly limit: number;
  answer(updates: FakeUpdate[]): void;
  refuse(refusal: Refusal): void;
}

/** Updates wait until a higher offset confirms them: at least once. One poller at a time. */
export class Updates {
  #next = 100_001;
  #waiting: FakeUpdate[] = [];
  #again: FakeUpdate[] = [];
  #allowed: readonly string[] | undefined;
  #poll: Poll | undefined;
  readonly confirmed: FakeUpdate[] = [];
  /** Another program polls with the same token. */
  otherPoller = false;
  webhook = '';
  /** Each update comes once more after it was confirmed, as when a confirmation is lost. */
  everythingTwice = false;

  /** Returns the id of the update; undefined when the bot did not ask for this kind. */
  push(kind: string, body: unknown): number | undefined {
    if (this.#allowed === undefined ? UNASKED.includes(kind) : !this.#allowed.includes(kind)) return undefined;
    return this.force(kind, body);
  }

  /** Also a kind that was not asked for. */
  force(kind: string, body: unknown): number {
    const update = { update_id: this.#next++, [kind]: body };
    this.#waiting.push(update);
    this.#serve();
    return update.update_id;
  }

  /** Everything that was confirmed comes again with the next poll, whatever its offset. */
  deliverAgain(): void {
    this.#again.push(...this.confirmed.splice(0));
    this.#serve();
  }

  /** Ends a poll that waits, as Telegram does when another one begins. */
  conflict(): void {
    this.refuse(new Refusal(409, this.webhook === '' ? CONFLICT : HOOKED));
  }

  /** Ends a poll that waits. */
  refuse(refusal: Refusal): void {
    this.#poll?.refuse(refusal);
    this.#poll = undefined;
  }

  poll(offset: number, limit: number, timeoutMs: number, allowed: readonly string[] | undefined, gone: AbortSignal): Promise<FakeUpdate[]> {
    if (this.webhook !== '') throw new Refusal(409, HOOKED);
    if (this.otherPoller) throw new Refusal(409, CONFLICT);
    this.conflict();
    if (allowed !== undefined) this.#allowed = allowed.length === 0 ? undefined : allowed;
    this.#confirm(offset);
    return new Promise((answer, refuse) => {
      const ended = (): void => {
        clearTimeout(timer);
        if (this.#poll === poll) this.#poll = undefined;
      };
      const poll: Poll = {
        limit,
        answer: (updates) => {
          ended();
          answer(updates);
        },
        refuse: (refusal) => {
          ended();
          refuse(refusal);
        },
      };
      const timer = setTimeout(() => poll.answer([]), timeoutMs);
      gone.addEventListener('abort', () => poll.answer([]), { once: true });
      this.#poll = poll;
      this.#serve();
    });
  }

  /** How many wait to be confirmed. */
  get pending(): number {
    return this.#waiting.length;
  }

  #confirm(offset: number): void {
    const done = this.#waiting.filter(({ update_id }) => update_id < offset);
    this.#waiting = this.#waiting.filter(({ update_id }) => update_id >= offset);
    this.confirmed.push(...done);
    if (this.everythingTwice) this.#again.push(...done);
  }

  #serve(): void {
    if (this.#poll === undefined || this.#again.length + this.#waiting.length === 0) return;
    const again = this.#again.splice(0, this.#poll.limit);
    this.#poll.answer([...again, ...this.#waiting.slice(0, this.#poll.limit - again.length)]);
  }
}
