import type { Clock, Instant } from '#src/domain/clock.ts';
import { Breaker } from './breaker.ts';
import { ChatServer } from './chatServer.ts';
import type { ExchangeParts, Outcome } from './exchange.ts';
import { inquireOne } from './inquiry.ts';
import { readAnswer } from './judge.ts';
import type { Answered, Inquiry, Model, ModelCall, NoAnswer, Question } from './port.ts';
import { askOne } from './question.ts';
import { inquiryHashOf, questionHashOf } from './questionHash.ts';
import { KnownQuirks } from './quirks.ts';
import { type MaySpend, type Prices, Spending } from './spending.ts';

/** Settings of the model; see `model` in config/default.yaml. */
export interface ModelSettings extends Prices {
  readonly token: string;
  readonly baseUrl: string;
  readonly name: string;
  readonly fallback: string;
  readonly timeoutSeconds: number;
  readonly retries: number;
  readonly breakerFailures: number;
  readonly safeModeMinutes: number;
}

export interface ClientParts {
  readonly settings: ModelSettings;
  /** The app's: how long safe mode lasts. */
  readonly clock: Clock;
  /** The machine's: time-outs, waits, latency. */
  readonly wall: Clock;
  /** Hears of every exchange, good or not. */
  record(call: ModelCall): void;
  /** Is asked before each request. Undefined: go ahead; else the sentence that says which budget is spent. */
  readonly maySpend: MaySpend;
  /** Text of an answer to the same question that still counts. */
  known(questionHash: string): string | undefined;
  down(reason: string, until: Instant): void;
  up(reason: string): void;
}

/** After these the second model is asked; a refusal is an answer. */
const FALLS_BACK: ReadonlySet<NoAnswer> = new Set(['failed', 'timeout', 'malformed', 'truncated']);

/** A model at a server that speaks Chat Completions. */
export class ModelClient implements Model {
  readonly name: string;
  readonly #parts: ClientParts;
  readonly #exchange: ExchangeParts;
  readonly #breaker: Breaker;

  constructor(parts: ClientParts) {
    const { settings, clock, wall } = parts;
    this.name = settings.name;
    this.#parts = parts;
    this.#exchange = {
      server: new ChatServer({ token: settings.token, baseUrl: settings.baseUrl, wall }),
      wall,
      spending: new Spending(parts.maySpend, settings),
      quirks: new KnownQuirks(),
      settings,
      record: (call) => parts.record(call),
    };
    this.#breaker = new Breaker({
      failures: settings.breakerFailures,
      safeModeMs: settings.safeModeMinutes * 60_000,
      clock,
      down: (reason, until) => parts.down(reason, until),
      up: (reason) => parts.up(reason),
    });
  }

  async ask<T>(question: Question<T>): Promise<Answered<T>> {
    const hash = questionHashOf(this.name, question);
    const known = this.#fromCache(question, hash);
    if (known !== undefined) return known;
    return this.#guarded((model, turn) => askOne(this.#exchange, model, question, hash, turn));
  }

  async inquire(inquiry: Inquiry): Promise<Answered<string>> {
    const hash = inquiryHashOf(this.name, inquiry);
    return this.#guarded((model, turn) => inquireOne(this.#exchange, model, inquiry, hash, turn));
  }

  state(): ReturnType<Model['state']> {
    return this.#breaker.state();
  }

  stop(): void {
    this.#exchange.server.stop();
  }

  #fromCache<T>({ purpose, prompt, schema }: Question<T>, questionHash: string): Answered<T> | undefined {
    const answer = this.#parts.known(questionHash);
    const read = answer === undefined ? undefined : readAnswer(answer, schema);
    if (answer === undefined || !read?.ok) return undefined;
    const { server, quirks } = this.#exchange;
    const { rung } = quirks.of(this.name);
    const free = { tokensIn: 0, tokensOut: 0, cost: '0', latencyMs: 0 };
    const call = { purpose, prompt, questionHash, model: this.name, server: server.host, rung, attempt: 1, ...free, answer };
    this.#parts.record({ ...call, verdict: 'good', reason: undefined, source: 'cache' });
    return { ok: true, value: read.value };
  }

  async #guarded<T>(run: (model: string, turn: { attempt: number }) => Promise<Outcome<T>>): Promise<Answered<T>> {
    const entered = this.#breaker.enter();
    if (typeof entered === 'object') return { ok: false, why: 'safe_mode', text: entered.text };
    let outcome: Outcome<T> | undefined;
    let model = this.name;
    try {
      const turn = { attempt: 0 };
      outcome = await run(model, turn);
      const { fallback } = this.#parts.settings;
      if (!outcome.ok && outcome.counts && FALLS_BACK.has(outcome.why) && fallback !== '' && fallback !== model) {
        const second = await run(fallback, turn);
        // What the first one failed of says more than that the second one could not be paid.
        if (second.ok || second.why !== 'budget') [outcome, model] = [second, fallback];
      }
    } finally {
      if (outcome?.ok) this.#breaker.leave(entered, 'good', `${model} answered.`);
      else this.#breaker.leave(entered, outcome?.counts ? 'bad' : 'neither', outcome?.text ?? '');
    }
    return outcome.ok ? outcome : { ok: false, why: outcome.why, text: outcome.text };
  }
}
