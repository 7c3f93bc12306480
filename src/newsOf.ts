import type { Clock } from '#src/domain/clock.ts';
import type { IdFactory } from '#src/domain/ids.ts';
import type { Prompt } from '#src/domain/prompt.ts';
import type { Ledger } from '#src/ledger/ledger.ts';
import type { Model } from '#src/model/port.ts';
import { NewsReader } from '#src/news/reader.ts';
import type { Settings } from './config/settings.ts';
import type { Job } from './jobs.ts';

interface NewsParts {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly ids: IdFactory;
  readonly settings: Settings;
  readonly model: Model | undefined;
  /** Throws where there are no prompts. */
  readonly prompt: (name: string) => Prompt;
}

const MINUTE_MS = 60_000;

/** The job that reads news; none unless it is switched on, and then nobody looks at the file either. */
export function newsOf({ ledger, clock, ids, settings: { news, desk }, model, prompt }: NewsParts): Job[] {
  if (!news.enabled || model === undefined) return [];
  const reader = new NewsReader({ ledger, clock, ids, model, prompt: prompt('news'), settings: news, markets: desk.markets });
  return [{ name: 'news', everyMs: MINUTE_MS, run: () => reader.run() }];
}
