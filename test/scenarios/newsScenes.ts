import { fileURLToPath } from 'node:url';
import { promptOf } from '#src/config/prompt.ts';
import type { Answered, Model, Question } from '#src/model/port.ts';
import { inWorld, type Scene } from './settingScenes.ts';

const fileOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Two pieces of news, one of them some hours old. */
export const NEWS = fileOf('news.jsonl');
/** Another one. */
export const OTHER_NEWS = fileOf('otherNews.jsonl');

/** A model that makes the same of every text. */
const READING: Model = {
  name: 'reading',
  state: () => ({ state: 'up', reason: '' }),
  ask: async <T>({ schema }: Question<T>): Promise<Answered<T>> => ({
    ok: true,
    value: schema.parse({ market: 'all', topic: 'other', sentiment: 0, confidence: 0.5 }),
  }),
  inquire: async () => ({ ok: false, why: 'off', text: 'Nobody asks freely here.' }),
};

/** The news that count after a few minutes. */
export const newsRead: Scene = inWorld(
  async (world) => {
    await world.minutes(3);
    return {
      news: world.ledger.all('select id, source, until from news order by id'),
      ran: world.ledger.all("select detail from job_run where job = 'news' order by id"),
    };
  },
  { parts: () => ({ model: READING, prompt: promptOf }) },
);
