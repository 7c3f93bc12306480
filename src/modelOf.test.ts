import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadSettings } from '#src/config/load.ts';
import { parseInstant, VirtualClock } from '#src/domain/clock.ts';
import { Ledger } from '#src/ledger/ledger.ts';
import { recentLlmCalls, spentSince } from '#src/ledger/llmCalls.ts';
import type { Model } from '#src/model/port.ts';
import { type FakeModel, type FakeModelOptions, fakeModel } from '#test/fakes/model/fakeModel.ts';
import { hurriedClock } from '#test/fakes/model/hurriedClock.ts';
import { IDEA, question } from '#test/fakes/model/modelStage.ts';
import { times } from '#test/fakes/model/scripted.ts';
import { type ModelOfParts, modelOf } from './modelOf.ts';

let folder = '';
let ledgers = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'heron-model-of-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const good = { json: IDEA, usage: { in: 1_000, out: 100 } };
const ASKED = { purpose: 'strategist', prompt: 'strategist', model: 'thinker-1', server: '127.0.0.1' };

class Stage implements AsyncDisposable {
  readonly clock = new VirtualClock(parseInstant('2026-01-05T21:30:00Z'));
  readonly faults: unknown[] = [];
  readonly fake: FakeModel;
  readonly #path = join(folder, `${++ledgers}.db`);
  readonly #sets: readonly string[];
  readonly #more: Partial<ModelOfParts>;
  ledger: Ledger;
  model: Model;

  constructor(fake: FakeModel, sets: readonly string[], more: Partial<ModelOfParts>) {
    this.fake = fake;
    this.#sets = sets;
    this.#more = more;
    [this.ledger, this.model] = this.#open();
  }

  #open(): [Ledger, Model] {
    const given = ['model.name=thinker-1', `model.baseUrl=${this.fake.url}`, `model.token=${this.fake.key}`, 'owner.zone=Europe/Berlin'];
    const { values: settings } = loadSettings({ env: {}, folder: '/nowhere', sets: [...given, ...this.#sets] });
    const ledger = new Ledger({ path: this.#path, clock: this.clock });
    const report = (fault: unknown): void => void this.faults.push(fault);
    const model = modelOf({
      settings,
      ledger,
      clock: this.clock,
      wall: { ...hurriedClock(20), now: () => this.clock.now() },
      report,
      ...this.#more,
    });
    if (model === undefined) throw new Error('no model');
    return [ledger, model];
  }

  restart(): void {
    this.ledger.close();
    [this.ledger, this.model] = this.#open();
  }

  /** How a question about this ends. */
  async asks(user: string): Promise<string> {
    const answered = await this.model.ask(question({ user }));
    return answered.ok ? 'good' : answered.why;
  }

  at(iso: string): void {
    this.clock.advanceTo(parseInstant(iso));
  }

  told(): unknown[] {
    return this.ledger
      .all<{ kind: string; subject: string; data: string }>(
        "select kind, subject, data from event where kind <> 'model.called' order by seq",
      )
      .map(({ kind, subject, data }) => [kind, subject, JSON.parse(data)]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.ledger.isOpen) this.ledger.close();
    await this.fake[Symbol.asyncDispose]();
  }
}

const stageOf = async (fake: FakeModelOptions, sets: readonly string[] = [], more: Partial<ModelOfParts> = {}): Promise<Stage> =>
  new Stage(await fakeModel(fake), sets, more);

describe('the model of a running Heron', () => {
  it('is none where none is named', () => {
    const { values: settings } = loadSettings({ env: {}, folder: '/nowhere', sets: [] });
    const clock = new VirtualClock(parseInstant('2026-01-05T08:00:00Z'));
    const ledger = new Ledger({ path: ':memory:', clock });
    expect(modelOf({ settings, ledger, clock, wall: clock, report: () => undefined })).toBeUndefined();
    ledger.close();
  });

  it('writes every exchange into the ledger, good or not, and counts on after a restart', async () => {
    await using stage = await stageOf({ answers: [{ status: 500 }, 'hm', good, { refusal: 'No.' }, good] }, [
      'model.inputPerMillion="2"',
      'model.outputPerMillion="8"',
    ]);
    expect([await stage.asks('a'), await stage.asks('b')]).toEqual(['good', 'refused']);
    stage.restart();
    expect(await stage.asks('c')).toBe('good');
    const rows = recentLlmCalls(stage.ledger, 9).toReversed();
    expect(rows.map(({ id, attempt, verdict, tokens_in, cost }) => [id, attempt, verdict, tokens_in > 0, cost])).toEqual([
      ['m1', 1, 'failed', false, '0'],
      ['m2', 2, 'malformed', true, expect.any(String)],
      ['m3', 3, 'good', true, '0.0028'],
      ['m4', 1, 'refused', true, expect.any(String)],
      ['m5', 1, 'good', true, '0.0028'],
    ]);
    expect(rows[2]).toMatchObject({
      ...ASKED,
      at: '2026-01-05T21:30:00.000Z',
      answer: JSON.stringify(IDEA),
      reason: null,
      source: 'model',
    });
    expect(rows[0]?.reason).toContain('(500)');
    const everything = JSON.stringify(stage.ledger.all('select * from event'));
    for (const secret of [stage.fake.key, 'Bearer', '/v1']) expect(everything).not.toContain(secret);
  });

  it('spends no more tokens than the day has, says so once a day, and begins anew at midnight of the owner', async () => {
    await using stage = await stageOf({ answers: times(9, good) }, ['model.tokensPerDay=2500']);
    const day = async (): Promise<string[]> => [await stage.asks('a'), await stage.asks('b'), await stage.asks('c'), await stage.asks('d')];
    expect(await day()).toEqual(['good', 'good', 'budget', 'budget']);
    stage.restart();
    expect(await stage.asks('e')).toBe('budget');
    expect(stage.told()).toEqual([
      ['budget.spent', 'tokens', { what: 'tokens', spent: '2200', limit: '2500', until: '2026-01-05T23:00:00.000Z' }],
    ]);
    stage.at('2026-01-05T22:59:59Z');
    expect(await stage.asks('f')).toBe('budget');
    stage.at('2026-01-05T23:00:00Z');
    expect(await day()).toEqual(['good', 'good', 'budget', 'budget']);
    expect(stage.told().length).toBe(2);
    expect(stage.fake.asked.length).toBe(4);
    expect(spentSince(stage.ledger, '2026-01-01').tokens).toBe(4_400);
  });

  it('spends no more money than the day has', async () => {
    const prices = ['model.inputPerMillion="100"', 'model.outputPerMillion="1000"', 'model.moneyPerDay="0.45"'];
    await using stage = await stageOf({ answers: times(9, good) }, prices);
    // 1,000 tokens in and 100 out are 0.2 USD; a question may cost 0.2 for its answer alone.
    expect([await stage.asks('a'), await stage.asks('b'), await stage.asks('c')]).toEqual(['good', 'good', 'budget']);
    expect(stage.told()).toMatchObject([['budget.spent', 'money', { what: 'money', spent: '0.4', limit: '0.45' }]]);
  });

  it('takes an answer to the same question again while it is fresh, for nothing, and after a restart', async () => {
    await using stage = await stageOf({ answers: times(2, good) }, ['model.cacheMinutes=10']);
    await stage.asks('a');
    stage.at('2026-01-05T21:36:00Z');
    await stage.asks('a');
    stage.restart();
    stage.at('2026-01-05T21:39:59Z');
    await stage.asks('a');
    // It is as old as it was when it was given, however often it was taken.
    stage.at('2026-01-05T21:40:00Z');
    await stage.asks('a');
    expect(recentLlmCalls(stage.ledger, 9).map(({ source }) => source)).toEqual(['model', 'cache', 'cache', 'model']);
    expect([spentSince(stage.ledger, '2026-01-01').calls, stage.fake.asked.length]).toEqual([2, 2]);
  });

  it('says when the model is left alone, until when, and when it answers again', async () => {
    await using stage = await stageOf({ answers: [{ status: 401 }, { status: 401 }, { status: 401 }, good] });
    for (const user of ['a', 'b', 'c']) await stage.asks(user);
    expect(await stage.asks('d')).toBe('safe_mode');
    stage.at('2026-01-05T21:45:00Z');
    expect(await stage.asks('d')).toBe('good');
    const reason = 'The server of the model does not accept the key in model.token.';
    expect(stage.told()).toEqual([
      ['model.down', 'model', { reason, until: '2026-01-05T21:45:00.000Z' }],
      ['model.up', 'model', { reason: 'thinker-1 answered.' }],
    ]);
  });

  it('writes nothing more once the ledger is closed, and asks nothing more', async () => {
    await using stage = await stageOf({ answers: [{ ...good, afterMs: 50 }, good] });
    const answer = stage.asks('a');
    await stage.fake.until(() => stage.fake.asked.length === 1);
    stage.ledger.close();
    expect([await answer, await stage.asks('b')]).toEqual(['good', 'budget']);
    expect([stage.faults, stage.fake.asked.length]).toEqual([[], 1]);
  });

  it('reports an exchange that cannot be written down, and answers all the same', async () => {
    await using stage = await stageOf({ answers: [good] });
    stage.ledger.within(() => {
      throw new Error('disk full');
    });
    expect(await stage.asks('a')).toBe('good');
    expect(stage.faults.map(String)).toEqual(['Error: disk full']);
  });

  it('answers from a recording with the same rows each time, and costs the budget nothing', async () => {
    const path = join(folder, 'recording.jsonl');
    const prices = ['model.inputPerMillion="2"', 'model.outputPerMillion="8"'];
    await using asking = await stageOf({ answers: [good] }, prices, { recording: { source: { path }, asks: true } });
    expect([await asking.asks('a'), await asking.asks('a')]).toEqual(['good', 'good']);
    const rowsOf = async (): Promise<unknown[]> => {
      await using offline = await stageOf({}, [...prices, 'model.tokensPerDay=0'], { recording: { source: { path }, asks: false } });
      expect([await offline.asks('a'), await offline.asks('z')]).toEqual(['good', 'not_recorded']);
      expect(spentSince(offline.ledger, '2026-01-01')).toEqual({ tokens: 0, cost: '0', calls: 0 });
      return [recentLlmCalls(offline.ledger, 9), offline.ledger.head.hash];
    };
    const first = await rowsOf();
    expect(await rowsOf()).toEqual(first);
    expect(first[0]).toMatchObject([
      { ...ASKED, server: 'recording', source: 'recorded', tokens_in: 1_000, tokens_out: 100, cost: '0.0028' },
    ]);
  });
});
