import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CannotStart } from '#src/domain/errors.ts';
import { IDEA, inquiry, modelStage, question } from '#test/fakes/model/modelStage.ts';
import { ModelClient } from './client.ts';
import type { Model, ModelCall } from './port.ts';
import { inquiryHashOf, questionHashOf } from './questionHash.ts';
import { recordedModel } from './recorded.ts';
import type { RecordedAnswer } from './recording.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'heron-recorded-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const recordedAs = (questionHash: string, answer: string): RecordedAnswer => ({
  questionHash,
  answer,
  tokensIn: 900,
  tokensOut: 40,
  cost: '0.00265',
  latencyMs: 812,
  model: 'thinker-1',
});

describe('a recorded model', () => {
  it('gives the recorded answer with its tokens, cost and latency, the same each time', async () => {
    const calls: ModelCall[] = [];
    const lines = [
      recordedAs(questionHashOf('thinker-1', question()), JSON.stringify(IDEA)),
      recordedAs(inquiryHashOf('thinker-1', inquiry()), 'Fine [t1]'),
    ];
    const model = recordedModel({ name: 'thinker-1', lines, record: (call) => calls.push(call) });
    const heard: string[] = [];
    for (let count = 0; count < 2; count++) {
      expect(await model.ask(question())).toEqual({ ok: true, value: IDEA });
      expect(await model.inquire(inquiry({ onText: (text) => heard.push(text) }))).toEqual({ ok: true, value: 'Fine [t1]' });
    }
    expect([heard, calls.slice(2)]).toEqual([['Fine [t1]', 'Fine [t1]'], calls.slice(0, 2)]);
    expect(calls[0]).toMatchObject({
      source: 'recorded',
      tokensIn: 900,
      tokensOut: 40,
      cost: '0.00265',
      latencyMs: 812,
      verdict: 'good',
      attempt: 1,
    });
  });

  it('has no answer to what was not recorded, and says so', async () => {
    const calls: ModelCall[] = [];
    const lines = [recordedAs(questionHashOf('thinker-1', question()), JSON.stringify(IDEA))];
    const model = recordedModel({ name: 'thinker-1', lines, record: (call) => calls.push(call) });
    const nothing = { ok: false, why: 'not_recorded', text: expect.stringContaining('no answer to this question') };
    expect(await model.ask(question({ user: 'Another one.' }))).toEqual(nothing);
    expect(await model.inquire(inquiry())).toEqual(nothing);
    expect(calls).toEqual([]);
  });

  it('looks at a recorded answer like at a new one', async () => {
    const calls: ModelCall[] = [];
    const lines = [recordedAs(questionHashOf('thinker-1', question()), JSON.stringify({ ...IDEA, leverage: 9 }))];
    const model = recordedModel({ name: 'thinker-1', lines, record: (call) => calls.push(call) });
    expect(await model.ask(question())).toMatchObject({ ok: false, why: 'malformed', text: expect.stringContaining('leverage') });
    expect(calls).toMatchObject([{ verdict: 'malformed', source: 'recorded', reason: expect.stringContaining('leverage') }]);
  });

  it('asks the model behind it what it does not know, and keeps the answer with all that it cost', async () => {
    const path = join(folder, 'answers.jsonl');
    const answers = [
      'hm',
      { json: IDEA, usage: { in: 500, out: 20 } },
      { calls: [{ name: 'trades', args: { market: 'BTC/USDT' } }] },
      'Fine [t1]',
      { refusal: 'No.' },
    ];
    await using stage = await modelStage({ answers });
    const calls: ModelCall[] = [];
    const open = (wrapped: boolean): Model => {
      const record = (call: ModelCall): void => void calls.push(call);
      return recordedModel({
        name: 'thinker-1',
        path,
        record,
        ...(wrapped ? { wrapped: (to) => new ModelClient({ ...stage.parts, record: to }) } : {}),
      });
    };
    const first = open(true);
    expect(await first.ask(question())).toEqual({ ok: true, value: IDEA });
    expect(await first.inquire(inquiry())).toEqual({ ok: true, value: 'Fine [t1]' });
    expect(await first.ask(question({ user: 'Something else.' }))).toMatchObject({ why: 'refused' });
    expect(calls.map(({ source }) => source)).toEqual(times5('model'));
    await stage.fake.close();
    const second = open(false);
    expect(await second.ask(question())).toEqual({ ok: true, value: IDEA });
    expect(await second.inquire(inquiry())).toEqual({ ok: true, value: 'Fine [t1]' });
    expect(await second.ask(question({ user: 'Something else.' }))).toMatchObject({ why: 'not_recorded' });
    const [asked, repaired] = calls;
    expect(calls[5]).toMatchObject({ source: 'recorded', tokensIn: (asked?.tokensIn ?? 0) + 500, tokensOut: (asked?.tokensOut ?? 0) + 20 });
    expect(repaired?.tokensIn).toBe(500);
    expect(readFileSync(path, 'utf8').trim().split('\n').length).toBe(2);
    expect(readFileSync(path, 'utf8')).not.toContain(stage.fake.key);
  });

  it('does not start from a file with a line that is no answer, and names the line', () => {
    const path = join(folder, 'broken.jsonl');
    writeFileSync(path, `${JSON.stringify(recordedAs('a'.repeat(64), '{}'))}\n\n{"questionHash":"x"}\n`);
    expect(() => recordedModel({ name: 'm', path, record: () => undefined })).toThrow(CannotStart);
    expect(() => recordedModel({ name: 'm', path, record: () => undefined })).toThrow(/^Line 3 of /);
  });
});

const times5 = (word: string): string[] => Array(5).fill(word);
