import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { promptOf, readPrompts } from '#src/config/prompt.ts';
import { modelOf } from '#src/modelOf.ts';
import { type FakeModelOptions, fakeModel } from '#test/fakes/model/fakeModel.ts';
import { hurriedClock } from '#test/fakes/model/hurriedClock.ts';
import type { World, WorldOptions } from '#test/harness.ts';
import { warmHistory } from '#test/scenarios/analystScenes.ts';
import { ScriptedTrials } from '#test/scriptedTrials.ts';

const START = '2026-01-05T15:30:00Z';
const ANSWERS: Readonly<Record<string, unknown>> = {
  news: { market: 'all', topic: 'hack', sentiment: -0.7, confidence: 0.8 },
  reflection: { claims: [], changes: [], summary: '' },
};
const answers: NonNullable<FakeModelOptions['answers']> = ({ response_format }) => ({
  json: ANSWERS[response_format?.json_schema?.name ?? ''] ?? null,
});

/** What a day needs in which a model reads and reflects, news come, and analysts have candles to look at. It is over when it is disposed of. */
export interface Mind extends AsyncDisposable {
  readonly options: WorldOptions & { readonly sets: readonly string[] };
  /** A piece of news comes, and has been read when this returns. */
  hears(world: World, text: string): Promise<void>;
}

export async function openMind(): Promise<Mind> {
  const fake = await fakeModel({ answers });
  const folder = mkdtempSync(join(tmpdir(), 'heron-news-'));
  const path = join(folder, 'news.jsonl');
  writeFileSync(path, '');
  const news = ['news.enabled=true', `news.path=${path}`];
  return {
    options: {
      startAt: START,
      history: warmHistory(START),
      sets: ['model.name=thinker-1', `model.token=${fake.key}`, `model.baseUrl=${fake.url}`, 'analysts.horizonHours=1', ...news],
      parts: ({ ledger, clock, settings }) => {
        const report = (error: unknown): never => {
          throw error;
        };
        const model = modelOf({ settings: settings.values, ledger, clock, wall: hurriedClock(20), report });
        return { model, prompt: promptOf, prompts: readPrompts().values(), trials: new ScriptedTrials() };
      },
    },
    async hears(world, text) {
      appendFileSync(path, `${JSON.stringify({ source: 'wire', text })}\n`);
      await world.minutes(1);
      await vi.waitFor(() => {
        if (world.events('news.read').length === 0) throw new Error('the news have not been read');
      });
    },
    async [Symbol.asyncDispose]() {
      await fake[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
