import { type Clock, later, toIso } from '#src/domain/clock.ts';
import { canonicalJson } from '#src/domain/hash.ts';
import type { IdFactory } from '#src/domain/ids.ts';
import type { Prompt } from '#src/domain/prompt.ts';
import { visible } from '#src/domain/visible.ts';
import type { Ledger } from '#src/ledger/ledger.ts';
import { isNewsKnown } from '#src/ledger/news.ts';
import type { Model, NoAnswer } from '#src/model/port.ts';
import { type NewsText, newsTextOf } from './line.ts';
import { Tail } from './tail.ts';
import { type NewsFields, newsSchema } from './wire.ts';

/** So many texts are read at a time, and so many wait: news must not use up the budget of a day at once. */
const AT_ONCE = 20;
const MOST_WAITING = 500;
const LONGEST_TEXT = 2_000;
const ANSWER_TOKENS = 120;
const HOUR_MS = 3_600_000;

/** The text itself was the trouble: asking again would not help. After any other failure it is asked again at the next time. */
const GIVEN_UP: readonly NoAnswer[] = ['malformed', 'refused', 'truncated'];

export interface NewsDeps {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly ids: IdFactory;
  readonly model: Pick<Model, 'ask'>;
  readonly prompt: Prompt;
  readonly settings: { readonly path: string; readonly hours: number };
  /** Symbols of the desk. */
  readonly markets: readonly string[];
}

interface Counts {
  read: number;
  bad: number;
  old: number;
  unread: number;
}

/**
 * Reads texts from outside into a few fields. A model sees each text alone, without tools and without anything else to see, and its answer fits no sentence;
 * so whatever a text says, all that it can become is a market, a topic and two numbers. The text itself is not kept.
 */
export class NewsReader {
  readonly #deps: NewsDeps;
  readonly #tail: Tail;
  #waiting: NewsText[] = [];
  #isReading = false;

  constructor(deps: NewsDeps) {
    this.#deps = deps;
    this.#tail = new Tail(deps.settings.path);
  }

  /** Reads what is new in the file; says what it did, in a few words. */
  async run(): Promise<string> {
    // Market time may run far ahead of the machine.
    if (this.#isReading) return 'the texts before are still being read';
    this.#isReading = true;
    try {
      const counts: Counts = { read: 0, bad: 0, old: 0, unread: 0 };
      if (!this.#gather(counts)) return 'there is no such file';
      const trouble = await this.#readWaiting(counts);
      return wordsOf(counts, this.#waiting.length, trouble);
    } finally {
      this.#isReading = false;
    }
  }

  #gather(counts: Counts): boolean {
    if (this.#waiting.length >= MOST_WAITING) return true;
    const found = this.#tail.read();
    if (found === undefined) return false;
    counts.bad += found.skipped;
    const known = new Set(this.#waiting.map(({ hash }) => hash));
    for (const line of found.lines) {
      const text = newsTextOf(line);
      if (text === undefined) counts.bad++;
      else if (!known.has(text.hash) && !isNewsKnown(this.#deps.ledger, text.hash)) {
        known.add(text.hash);
        this.#waiting.push(text);
      }
    }
    return true;
  }

  /** Returns why it could not go on, where that is so. */
  async #readWaiting(counts: Counts): Promise<string | undefined> {
    const { ledger, clock, settings } = this.#deps;
    for (let asked = 0; asked < AT_ONCE; ) {
      const [text] = this.#waiting;
      if (text === undefined) return undefined;
      if (text.at !== undefined && later(text.at, settings.hours * HOUR_MS) <= clock.now()) {
        counts.old++;
        this.#waiting.shift();
        continue;
      }
      asked++;
      const answered = await this.#ask(text);
      if (!ledger.isOpen) return undefined;
      if (!answered.ok && !GIVEN_UP.includes(answered.why)) return answered.text;
      this.#waiting.shift();
      if (answered.ok) {
        this.#record(text, answered.value);
        counts.read++;
      } else counts.unread++;
    }
    return undefined;
  }

  #ask({ text }: NewsText) {
    const { model, prompt, markets } = this.#deps;
    return model.ask<NewsFields>({
      purpose: 'news',
      prompt: { name: prompt.name, sha256: prompt.sha256 },
      ...prompt.fill({ markets: markets.join(', '), news: canonicalJson({ text: visible(text, LONGEST_TEXT) }) }),
      name: 'news',
      schema: newsSchema(markets),
      maxTokens: ANSWER_TOKENS,
    });
  }

  #record({ source, hash, at }: NewsText, { market, topic, sentiment, confidence }: NewsFields): void {
    const { ledger, clock, ids, settings } = this.#deps;
    const now = clock.now();
    const written = at === undefined || at > now ? now : at;
    const id = ids.next('q');
    ledger.transact((tx) =>
      tx.append({
        kind: 'news.read',
        subject: id,
        actor: 'heron',
        data: {
          id,
          at: toIso(written),
          source,
          market,
          topic,
          sentiment,
          confidence,
          until: toIso(later(written, settings.hours * HOUR_MS)),
          text_hash: hash,
        },
      }),
    );
  }
}

function wordsOf({ read, bad, old, unread }: Counts, waiting: number, trouble: string | undefined): string {
  const parts = [
    `${read} read`,
    bad > 0 ? `${bad} ${bad === 1 ? 'line' : 'lines'} of no use` : '',
    old > 0 ? `${old} too old` : '',
    unread > 0 ? `${unread} without a usable answer` : '',
    waiting > 0 ? `${waiting} waiting` : '',
  ];
  const done = parts.filter((part) => part !== '').join(', ');
  return trouble === undefined ? done : `${done}: ${trouble}`;
}
