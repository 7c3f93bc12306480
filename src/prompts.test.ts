import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadSettings } from '#src/config/load.ts';
import { readPrompts } from '#src/config/prompt.ts';
import { sha256 } from '#src/domain/hash.ts';
import { openSimulation, type Simulation } from '#src/shell/simulated.ts';
import { FAKE_KEY, fakeModel } from '#test/fakes/model/fakeModel.ts';
import { IDEA, question } from '#test/fakes/model/modelStage.ts';
import { openWorld } from '#test/harness.ts';
import { recordPrompts } from './prompts.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'heron-prompt-record-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const started = (name: string, ...sets: readonly string[]): Promise<Simulation> =>
  openSimulation({
    settings: loadSettings({ env: {}, folder: '/nowhere', sets: ['simulated.historyDays=1', ...sets] }),
    ledgerPath: join(folder, `${name}.db`),
  });
const recorded = ({ app }: Simulation): string[] =>
  app.ledger.all<{ subject: string }>("select subject from event where kind = 'prompt.changed' order by seq").map(({ subject }) => subject);

describe('the prompts of a running Heron', () => {
  it('are written down at its first start with a model, and not again while they stay the same', async () => {
    await using fake = await fakeModel({ answers: [{ json: IDEA }] });
    const sets = ['model.name=thinker-1', `model.baseUrl=${fake.url}`, `model.token=${FAKE_KEY}`];
    for (let start = 0; start < 2; start++) {
      const simulation = await started('same', ...sets);
      expect(recorded(simulation)).toEqual([...readPrompts().keys()]);
      if (start === 1) {
        expect(await simulation.app.model?.ask(question())).toEqual({ ok: true, value: IDEA });
        expect(simulation.app.ledger.get<{ n: number }>('select count(*) as n from llm_call')?.n).toBe(1);
      }
      await simulation.app.stop('a test');
    }
  });

  it('are no matter without a model, and there is none', async () => {
    const simulation = await started('none');
    expect([recorded(simulation), simulation.app.model]).toEqual([[], undefined]);
    await simulation.app.stop('a test');
  });
});

const promptAs = (text: string) => ({ name: 'ask', sha256: sha256(text), text });

describe('a prompt that was changed', () => {
  it('is written down with the text before it, and shown as a difference; a new one is not shown', async () => {
    await using world = await openWorld({ prices: { 'BTC/USDT': 63_900 } });
    const shown = world.shown.length;
    recordPrompts(world.ledger, [promptAs('Be brief.\nBe kind.')]);
    await world.minutes(1);
    expect(world.shown.length).toBe(shown);
    recordPrompts(world.ledger, [promptAs('Be brief.\nBe exact.')]);
    recordPrompts(world.ledger, [promptAs('Be brief.\nBe exact.')]);
    await world.minutes(1);
    expect(world.events('prompt.changed').map(({ subject, data }) => [subject, data.before, data.text])).toEqual([
      ['ask', null, 'Be brief.\nBe kind.'],
      ['ask', 'Be brief.\nBe kind.', 'Be brief.\nBe exact.'],
    ]);
    expect(world.shown.length).toBe(shown + 1);
    expect(JSON.stringify(world.shown.at(-1))).toMatch(/prompt ask was changed.*- Be kind\..*\+ Be exact\./s);
    expect(world.ledger.memory.prompts.get('ask')?.text).toBe('Be brief.\nBe exact.');
  });
});
