import { tooMany } from './refusal.ts';

/** Telegram's limits as its FAQ tells them: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this */
export interface Limits {
  /** Messages that a chat takes at once before one a second is all it takes. */
  readonly burst: number;
  readonly perChatSecond: number;
  readonly perGroupMinute: number;
  readonly overallSecond: number;
}

export const REAL_LIMITS: Limits = { burst: 3, perChatSecond: 1, perGroupMinute: 20, overallSecond: 30 };

/** Counts what is sent, and refuses what is too much; what is refused does not count. */
export class Pace {
  readonly #now: () => number;
  readonly #limits: Limits | undefined;
  readonly #sent = new Map<number, number[]>();
  #overall: number[] = [];
  /** The most that ever went through: for tests that say a limit was kept. */
  readonly peaks = { chatSecond: 0, groupMinute: 0, overallSecond: 0 };
  refused = 0;

  constructor(limits: Limits | undefined, now: () => number) {
    this.#limits = limits;
    this.#now = now;
  }

  /** Throws 429 with the whole seconds to wait. */
  take(chatId: number): void {
    const now = this.#now();
    const before = (this.#sent.get(chatId) ?? []).filter((at) => at > now - 60_000);
    this.#overall = this.#overall.filter((at) => at > now - 1_000);
    const waitMs = this.#limits === undefined ? 0 : this.#waitMs(this.#limits, chatId, before, now);
    if (waitMs > 0) {
      this.refused++;
      throw tooMany(Math.max(1, Math.ceil(waitMs / 1_000)));
    }
    const sent = [...before, now];
    this.#sent.set(chatId, sent);
    this.#overall.push(now);
    this.peaks.chatSecond = Math.max(this.peaks.chatSecond, sent.filter((at) => at > now - 1_000).length);
    if (chatId < 0) this.peaks.groupMinute = Math.max(this.peaks.groupMinute, sent.length);
    this.peaks.overallSecond = Math.max(this.peaks.overallSecond, this.#overall.length);
  }

  #waitMs({ burst, perChatSecond, perGroupMinute, overallSecond }: Limits, chatId: number, sent: readonly number[], now: number): number {
    const waits = [0];
    // A bucket of `burst` that fills with `perChatSecond`.
    let level = burst;
    let last = sent[0] ?? now;
    for (const at of sent) {
      level = Math.min(burst, level + ((at - last) / 1_000) * perChatSecond) - 1;
      last = at;
    }
    level = Math.min(burst, level + ((now - last) / 1_000) * perChatSecond);
    if (level < 1) waits.push(((1 - level) / perChatSecond) * 1_000);
    const oldest = sent[sent.length - perGroupMinute];
    if (chatId < 0 && oldest !== undefined) waits.push(oldest + 60_000 - now);
    const first = this.#overall[this.#overall.length - overallSecond];
    if (first !== undefined) waits.push(first + 1_000 - now);
    return Math.max(...waits);
  }
}
