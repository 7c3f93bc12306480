import { asker } from '#src/ask/asker.ts';
import type { AskVerbs } from '#src/ask/verbs.ts';
import type { Clock } from '#src/domain/clock.ts';
import type { Prompt } from '#src/domain/prompt.ts';
import type { Quotes } from '#src/domain/quotes.ts';
import type { Ledger } from '#src/ledger/ledger.ts';
import type { Model } from '#src/model/port.ts';
import type { Settings } from './config/settings.ts';

interface AskParts {
  readonly ledger: Ledger;
  readonly quotes: Quotes;
  readonly clock: Clock;
  readonly settings: Settings;
  readonly model: Model;
  /** Throws where there are no prompts. */
  readonly prompt: (name: string) => Prompt;
}

/** Who answers questions. Of the ledger it gets what reads, and nothing that writes. */
export function askOf({ ledger, quotes, clock, settings: { owner, learning }, model, prompt }: AskParts): AskVerbs {
  const reader = {
    get: ledger.get.bind(ledger),
    all: ledger.all.bind(ledger),
    get memory() {
      return ledger.memory;
    },
  };
  const { intervalPct, priorTrades } = learning;
  const books = { reader, quotes, clock, zone: owner.zone, intervalPct, priorTrades };
  return { ask: (question, onStatement) => asker({ books, model, prompt: prompt('ask') }).ask(question, onStatement) };
}
