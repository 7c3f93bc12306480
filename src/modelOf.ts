import type { Settings } from '#src/config/settings.ts';
import { type Clock, type Instant, later, parseInstant, startOfDay, toIso } from '#src/domain/clock.ts';
import { add, type Decimal, decimal, isMore } from '#src/domain/decimal.ts';
import { countingIds, type IdFactory } from '#src/domain/ids.ts';
import { lastEvent } from '#src/ledger/events.ts';
import { highestIds } from '#src/ledger/highest.ts';
import type { Ledger } from '#src/ledger/ledger.ts';
import { budgetUsedSince, lastAnswerTo } from '#src/ledger/llmCalls.ts';
import { type ClientParts, ModelClient } from '#src/model/client.ts';
import type { Model, ModelCall } from '#src/model/port.ts';
import { recordedModel } from '#src/model/recorded.ts';
import type { RecordingSource } from '#src/model/recording.ts';

const HOUR_MS = 3_600_000;

export interface ModelOfParts {
  readonly settings: Pick<Settings, 'model' | 'owner'>;
  readonly ledger: Ledger;
  /** The app's: age of answers, safe mode. */
  readonly clock: Clock;
  /** The machine's: days of the budget, time-outs, waits, latency. */
  readonly wall: Clock;
  readonly report: (error: unknown) => void;
  /** Answers are taken from here first; what is not there is asked, and added, only where `asks` says so. */
  readonly recording?: { readonly source: RecordingSource; readonly asks: boolean };
}

/** The model that the settings name, with the ledger behind it: every exchange is a row there, and the budget is what its rows leave over. */
export function modelOf(parts: ModelOfParts): Model | undefined {
  const { settings, recording } = parts;
  if (settings.model.name === '') return undefined;
  const behind = new LedgerBehind(parts);
  const record = (call: ModelCall): void => behind.record(call);
  const client = (to: (call: ModelCall) => void): Model => new ModelClient({ ...behind.parts(), record: to });
  if (recording === undefined) return client(record);
  return recordedModel({ ...recording.source, name: settings.model.name, record, ...(recording.asks ? { wrapped: client } : {}) });
}

/** What the client asks and tells the ledger. A ledger that was closed meanwhile hears nothing more. */
class LedgerBehind {
  readonly #parts: ModelOfParts;
  readonly #ids: IdFactory;

  constructor(parts: ModelOfParts) {
    this.#parts = parts;
    this.#ids = countingIds(highestIds(parts.ledger));
  }

  parts(): Omit<ClientParts, 'record'> {
    const { settings, clock, wall } = this.#parts;
    return {
      settings: settings.model,
      clock,
      wall,
      maySpend: (tokens, cost) => this.#maySpend(tokens, decimal(cost)),
      known: (questionHash) => this.#known(questionHash),
      down: (reason, until) => this.#tell('model.down', { reason, until: toIso(until) }),
      up: (reason) => this.#tell('model.up', { reason }),
    };
  }

  record(call: ModelCall): void {
    const { ledger, clock, wall } = this.#parts;
    this.#write(() => {
      const id = this.#ids.next('m');
      const { prompt, questionHash, tokensIn, tokensOut, latencyMs, reason, ...same } = call;
      const data = {
        ...same,
        id,
        at: toIso(clock.now()),
        // A recording says the same whenever it is played.
        asked_at: toIso(call.source === 'model' ? wall.now() : clock.now()),
        prompt: prompt.name,
        prompt_hash: prompt.sha256,
        question_hash: questionHash,
        tokens_in: tokensIn,
        tokens_out: tokensOut,
        latency_ms: latencyMs,
        reason: reason ?? null,
      };
      ledger.transact((tx) => tx.append({ kind: 'model.called', subject: id, actor: 'heron', data }));
    });
  }

  #known(questionHash: string): string | undefined {
    const { ledger, clock, settings } = this.#parts;
    const row = ledger.isOpen ? lastAnswerTo(ledger, questionHash) : undefined;
    const isFresh = row !== undefined && clock.now() < parseInstant(row.at) + settings.model.cacheMinutes * 60_000;
    return isFresh ? row.answer : undefined;
  }

  #maySpend(tokens: number, cost: Decimal): string | undefined {
    const { ledger, wall, settings } = this.#parts;
    if (!ledger.isOpen) return 'Heron is stopping, and asks nothing more.';
    const { tokensPerDay, moneyPerDay } = settings.model;
    const day = startOfDay(wall.now(), settings.owner.zone);
    const spent = budgetUsedSince(ledger, toIso(day));
    if (spent.tokens + tokens > tokensPerDay) return this.#overBudget(day, 'tokens', String(spent.tokens), String(tokensPerDay), 'tokens');
    if (isMore(add(decimal(spent.cost), cost), decimal(moneyPerDay))) return this.#overBudget(day, 'money', spent.cost, moneyPerDay, 'USD');
    return undefined;
  }

  /** The sentence; said aloud once in a day of the owner. */
  #overBudget(day: Instant, what: 'tokens' | 'money', spent: string, limit: string, unit: string): string {
    const last = lastEvent(this.#parts.ledger, 'budget.spent', what);
    // A day has 23 to 25 hours.
    const until = toIso(startOfDay(later(day, 26 * HOUR_MS), this.#parts.settings.owner.zone));
    if (last?.data.until !== until) {
      this.#write(() =>
        this.#parts.ledger.transact((tx) =>
          tx.append({ kind: 'budget.spent', subject: what, actor: 'heron', data: { what, spent, limit, until } }),
        ),
      );
    }
    return `The model's budget for the day does not allow it: ${spent} of ${limit} ${unit} are spent.`;
  }

  #tell(...[kind, data]: ['model.down', { reason: string; until: string }] | ['model.up', { reason: string }]): void {
    this.#write(() => {
      const { ledger } = this.#parts;
      if (kind === 'model.down') ledger.transact((tx) => tx.append({ kind, subject: 'model', actor: 'heron', data }));
      else ledger.transact((tx) => tx.append({ kind, subject: 'model', actor: 'heron', data }));
    });
  }

  /** An answer is not worth less because it could not be written down, and nobody could hear it throw. */
  #write(work: () => void): void {
    if (!this.#parts.ledger.isOpen) return;
    try {
      work();
    } catch (error) {
      this.#parts.report(error);
    }
  }
}
