import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Unknown } from '#test/fakes/model/body.ts';
import { IDEA, modelStage, question } from '#test/fakes/model/modelStage.ts';
import { type Scripted, times } from '#test/fakes/model/scripted.ts';
import type { ModelSettings } from './client.ts';

interface Case {
  readonly name: string;
  readonly answers: readonly Scripted[];
  readonly unknown?: readonly Unknown[];
  readonly settings?: Partial<ModelSettings>;
  /** `good`, or why there is no answer, with a part of the sentence. */
  readonly ends: 'good' | readonly [why: string, text: string];
  /** Verdict of each request that was made. */
  readonly calls: readonly string[];
}

const good = { json: IDEA };
const twice = (answer: Scripted): Scripted[] => times(2, answer);
const thrice = (answer: Scripted): Scripted[] => times(3, answer);
const CASES: readonly Case[] = [
  { name: 'a good answer', answers: [good], ends: 'good', calls: ['good'] },
  { name: 'a good answer without tokens', answers: [{ ...good, usage: 'none' }], ends: 'good', calls: ['good'] },
  { name: 'tokens that cannot be true', answers: [{ ...good, usage: 'wild' }], ends: 'good', calls: ['good'] },
  { name: 'a wrong enum, mended', answers: [{ json: { ...IDEA, action: 'hodl' } }, good], ends: 'good', calls: ['malformed', 'good'] },
  {
    name: 'a wrong enum twice',
    answers: twice({ json: { ...IDEA, action: 'hodl' } }),
    ends: ['malformed', 'action'],
    calls: ['malformed', 'malformed'],
  },
  {
    name: 'an unknown field',
    answers: twice({ json: { ...IDEA, leverage: 100 } }),
    ends: ['malformed', 'leverage'],
    calls: ['malformed', 'malformed'],
  },
  {
    name: 'another market',
    answers: twice({ json: { ...IDEA, market: 'DOGE/USDT' } }),
    ends: ['malformed', 'market'],
    calls: ['malformed', 'malformed'],
  },
  {
    name: 'a stop below zero',
    answers: twice({ json: { ...IDEA, stop: -64_000 } }),
    ends: ['malformed', 'stop'],
    calls: ['malformed', 'malformed'],
  },
  {
    name: 'units mixed up',
    answers: twice({ json: { ...IDEA, riskPct: 50 } }),
    ends: ['malformed', 'riskPct'],
    calls: ['malformed', 'malformed'],
  },
  {
    name: 'a number in quotes',
    answers: twice({ json: { ...IDEA, stop: '64000' } }),
    ends: ['malformed', 'stop'],
    calls: ['malformed', 'malformed'],
  },
  {
    name: 'a number beyond all numbers',
    answers: twice(JSON.stringify(IDEA).replace('64000', '1e999')),
    ends: ['malformed', 'stop'],
    calls: ['malformed', 'malformed'],
  },
  {
    name: 'a huge number',
    answers: twice({ json: { ...IDEA, stop: 1e300 } }),
    ends: ['malformed', 'stop'],
    calls: ['malformed', 'malformed'],
  },
  {
    name: 'NaN',
    answers: twice(JSON.stringify(IDEA).replace('64000', 'NaN')),
    ends: ['malformed', 'not JSON'],
    calls: ['malformed', 'malformed'],
  },
  {
    name: 'a prototype as a field',
    answers: twice(`{"__proto__":{},${JSON.stringify(IDEA).slice(1)}`),
    ends: ['malformed', '__proto__'],
    calls: ['malformed', 'malformed'],
  },
  {
    name: 'a cut-off answer',
    answers: [{ text: '{"market":"BTC', finish: 'length' }],
    ends: ['truncated', 'cut off'],
    calls: ['truncated'],
  },
  { name: 'a refusal', answers: [{ refusal: 'I cannot help with that.' }], ends: ['refused', 'I cannot help'], calls: ['refused'] },
  { name: 'a filter', answers: [{ text: '', finish: 'content_filter' }], ends: ['refused', 'held the answer back'], calls: ['refused'] },
  { name: 'no JSON', answers: ['I think you should buy.', good], ends: 'good', calls: ['malformed', 'good'] },
  { name: 'no JSON twice', answers: twice('Buy!'), ends: ['malformed', 'no JSON object'], calls: ['malformed', 'malformed'] },
  { name: 'an empty answer', answers: twice(''), ends: ['malformed', 'no JSON object'], calls: ['malformed', 'malformed'] },
  { name: 'prose around JSON', answers: [`Here you are:\n${JSON.stringify(IDEA)}\nGood luck!`], ends: 'good', calls: ['good'] },
  { name: 'a code fence', answers: [`\`\`\`json\n${JSON.stringify(IDEA, null, 2)}\n\`\`\``], ends: 'good', calls: ['good'] },
  {
    name: 'two objects',
    answers: twice(`${JSON.stringify(IDEA)} or ${JSON.stringify({ ...IDEA, action: 'sell' })}`),
    ends: ['malformed', 'more than one'],
    calls: ['malformed', 'malformed'],
  },
  { name: '400 on json_schema', answers: [good], unknown: ['json_schema'], ends: 'good', calls: ['failed', 'good'] },
  {
    name: '400 on json_object too',
    answers: [good],
    unknown: ['json_schema', 'json_object'],
    ends: 'good',
    calls: ['failed', 'failed', 'good'],
  },
  { name: '400 on max_tokens', answers: [good], unknown: ['max_tokens'], ends: 'good', calls: ['failed', 'good'] },
  {
    name: '400 whatever is asked',
    answers: times(9, { status: 400, message: 'no' }),
    ends: ['failed', '(400): no'],
    calls: ['failed', 'failed', 'failed'],
  },
  {
    name: 'a question that is too long',
    answers: [{ status: 400, code: 'context_length_exceeded', message: 'too long' }],
    ends: ['failed', 'too long'],
    calls: ['failed'],
  },
  { name: '429 with a short wait', answers: [{ status: 429, retryAfter: 1 }, good], ends: 'good', calls: ['failed', 'good'] },
  {
    name: '429 with a wait that is too long',
    answers: [{ status: 429, retryAfter: 61 }, good],
    ends: ['failed', 'too often'],
    calls: ['failed'],
  },
  {
    name: '429 with a wait beyond the time-out',
    settings: { timeoutSeconds: 30 },
    answers: [{ status: 429, retryAfter: 31 }, good],
    ends: ['failed', 'too often'],
    calls: ['failed'],
  },
  {
    name: '429 because the money is gone',
    answers: [{ status: 429, code: 'insufficient_quota' }, good],
    ends: ['failed', 'no money left'],
    calls: ['failed'],
  },
  { name: 'one 500', answers: [{ status: 500 }, good], ends: 'good', calls: ['failed', 'good'] },
  {
    name: '500 three times',
    answers: thrice({ status: 503 }),
    ends: ['failed', 'error of its own (503)'],
    calls: ['failed', 'failed', 'failed'],
  },
  { name: 'a wrong key', answers: [{ status: 401 }], ends: ['failed', 'model.token'], calls: ['failed'] },
  {
    name: 'an unknown model',
    answers: [{ status: 404, code: 'model_not_found' }],
    ends: ['failed', 'does not know thinker-1'],
    calls: ['failed'],
  },
  {
    name: 'a hang',
    answers: [{ fault: 'hang' }],
    settings: { timeoutSeconds: 3 },
    ends: ['timeout', 'within 3 seconds'],
    calls: ['timeout'],
  },
  {
    name: 'a body that stalls',
    answers: [{ fault: 'stall' }],
    settings: { timeoutSeconds: 3 },
    ends: ['timeout', 'within 3 seconds'],
    calls: ['timeout'],
  },
  { name: 'a hang-up', answers: [{ fault: 'hangup' }, good], ends: 'good', calls: ['failed', 'good'] },
  { name: 'hang-ups', answers: thrice({ fault: 'hangup' }), ends: ['failed', 'not reachable'], calls: ['failed', 'failed', 'failed'] },
  { name: 'a cut body', answers: [{ fault: 'cut' }, good], ends: 'good', calls: ['failed', 'good'] },
  { name: 'cut bodies', answers: thrice({ fault: 'cut' }), ends: ['failed', 'cut off'], calls: ['failed', 'failed', 'failed'] },
  {
    name: 'a page of a proxy',
    answers: thrice({ fault: 'garbage' }),
    ends: ['failed', 'no answer of a model'],
    calls: ['failed', 'failed', 'failed'],
  },
  {
    name: 'no choices',
    answers: thrice({ fault: 'empty' }),
    ends: ['failed', 'no answer of a model'],
    calls: ['failed', 'failed', 'failed'],
  },
  { name: 'a redirect', answers: [{ fault: 'redirect' }], ends: ['failed', 'redirects are not followed'], calls: ['failed'] },
  {
    name: 'an answer beyond all bounds',
    answers: twice({ text: `{"market":"${'x'.repeat(200_000)}"}` }),
    ends: ['malformed', 'does not end'],
    calls: ['malformed', 'malformed'],
  },
  {
    name: 'a tool that nobody offered',
    answers: twice({ calls: [{ name: 'buy', args: {} }] }),
    ends: ['malformed', 'no JSON object'],
    calls: ['malformed', 'malformed'],
  },
];

const escaped: unknown[] = [];
const onEscape = (error: unknown): void => void escaped.push(error);
beforeAll(() => void process.on('unhandledRejection', onEscape));
afterAll(() => void process.off('unhandledRejection', onEscape));

describe('whatever a server does, a question ends in a value or in the reason why there is none', () => {
  it.each(CASES)('$name', async ({ answers, unknown, settings, ends, calls }) => {
    await using stage = await modelStage({ answers, ...(unknown ? { unknown } : {}) }, settings);
    const answered = await stage.model.ask(question());
    await new Promise((wake) => setTimeout(wake, 5));
    if (ends === 'good') expect(answered).toEqual({ ok: true, value: IDEA });
    else expect(answered).toEqual({ ok: false, why: ends[0], text: expect.stringContaining(ends[1]) });
    expect(stage.verdicts()).toEqual(calls);
    expect(stage.fake.arrived.length).toBe(calls.length);
    expect(stage.calls.map(({ attempt }) => attempt)).toEqual(calls.map((_, index) => index + 1));
    for (const call of stage.calls) {
      for (const figure of [call.tokensIn, call.tokensOut, call.latencyMs]) expect(Number.isSafeInteger(figure) && figure >= 0).toBe(true);
      expect(call.reason === undefined).toBe(call.verdict === 'good');
      expect(call.answer.length).toBeLessThanOrEqual(20_000);
    }
    const shown = JSON.stringify([answered, stage.calls, stage.told, stage.model.state()]);
    for (const secret of [stage.fake.key, 'Bearer', 'http', 'authorization']) expect(shown).not.toContain(secret);
    expect(escaped).toEqual([]);
  });

  it('also where nobody listens', async () => {
    await using stage = await modelStage({});
    await stage.fake.close();
    expect(await stage.model.ask(question())).toEqual({
      ok: false,
      why: 'failed',
      text: 'The server of the model (127.0.0.1) was not reachable.',
    });
    expect(stage.verdicts()).toEqual(['failed', 'failed', 'failed']);
  });

  it('also where the server repeats the key in what it says', async () => {
    const key = 'sk-fake-4f9a1c77b2e84d60a5d3c8e1';
    const said = `Key ${key} (Bearer ${key}) may not use http://10.0.0.7/v1; sk-fa***********c8e1 neither.`;
    await using stage = await modelStage({
      answers: [...times(3, { status: 422, message: said }), { text: `no: ${key}` }, { refusal: said }],
    });
    const first = await stage.model.ask(question());
    const second = await stage.model.ask(question());
    const shown = JSON.stringify([first, second, stage.calls, stage.model.state()]);
    expect(shown).toContain('may not use [removed]');
    for (const secret of [key, 'c8e1', '10.0.0.7', 'Bearer']) expect(shown).not.toContain(secret);
  });
});
