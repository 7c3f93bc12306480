import { describe, expect, it } from 'vitest';
import { instant } from '#src/domain/clock.ts';
import { IDEA, ideaSchema, inquiry, modelStage, question } from '#test/fakes/model/modelStage.ts';
import { type Scripted, times } from '#test/fakes/model/scripted.ts';
import { questionHashOf } from './questionHash.ts';

const good = { json: IDEA };
const bad = { status: 401 };

describe('a question to the model', () => {
  it('goes out with key, form, limit and both messages, and is written down with tokens and exact cost', async () => {
    await using stage = await modelStage({ answers: [{ ...good, usage: { in: 1_234, out: 57 } }] });
    await stage.model.ask(question());
    const [{ body, headers, path } = { body: '', headers: '', path: '' }] = stage.fake.arrived;
    expect([path, JSON.parse(headers).authorization]).toEqual(['/v1/chat/completions', `Bearer ${stage.fake.key}`]);
    const sent = JSON.parse(body);
    expect(sent).toMatchObject({
      model: 'thinker-1',
      max_tokens: 200,
      response_format: { type: 'json_schema', json_schema: { name: 'idea', strict: true } },
    });
    expect(sent.messages).toEqual([
      { role: 'system', content: 'You propose.' },
      { role: 'user', content: 'BTC/USDT is at 65000.' },
    ]);
    expect(sent.response_format.json_schema.schema).toEqual({
      type: 'object',
      properties: {
        market: { type: 'string', enum: ['BTC/USDT', 'ETH/USDT'] },
        action: { type: 'string', enum: ['buy', 'sell', 'wait'] },
        stop: { anyOf: [{ type: 'number', description: 'at most 1000000; more than 0' }, { type: 'null' }] },
        riskPct: { type: 'number', description: 'at least 0; at most 2' },
      },
      required: ['market', 'action', 'stop', 'riskPct'],
      additionalProperties: false,
    });
    expect(stage.calls).toEqual([
      {
        purpose: 'strategist',
        prompt: { name: 'strategist', sha256: 'a'.repeat(64) },
        questionHash: questionHashOf('thinker-1', question()),
        model: 'thinker-1',
        server: '127.0.0.1',
        rung: 'json_schema',
        attempt: 1,
        tokensIn: 1_234,
        tokensOut: 57,
        cost: '0.003655',
        latencyMs: expect.any(Number),
        answer: JSON.stringify(IDEA),
        verdict: 'good',
        reason: undefined,
        source: 'model',
      },
    ]);
  });

  it('counts four characters as a token where the server does not count', async () => {
    await using stage = await modelStage({ answers: [{ text: JSON.stringify(IDEA), usage: 'none' }, { fault: 'cut' }, good] });
    await stage.model.ask(question());
    await stage.model.ask(question());
    const answer = Math.ceil(JSON.stringify(IDEA).length / 4);
    const [first, cut] = stage.calls;
    expect(first?.tokensOut).toBe(answer);
    expect(first?.tokensIn).toBeGreaterThan(100);
    // What was sent and never answered in full is paid for, as far as anybody here can know.
    expect([cut?.verdict, cut?.tokensIn, cut?.tokensOut]).toEqual(['failed', first?.tokensIn, 0]);
  });

  it('tells the model what was wrong, and shows it what it said', async () => {
    await using stage = await modelStage({ answers: [{ json: { ...IDEA, riskPct: 50 } }, good] });
    await stage.model.ask(question());
    expect(stage.fake.asked[1]?.messages.slice(2)).toEqual([
      { role: 'assistant', content: JSON.stringify({ ...IDEA, riskPct: 50 }) },
      { role: 'user', content: expect.stringMatching(/riskPct[\s\S]*Answer again with the whole JSON object/) },
    ]);
  });

  it('has the same hash when it is the same, and another when anything in it differs', () => {
    const hash = questionHashOf('m', question());
    expect(questionHashOf('m', question({ purpose: 'doctor', prompt: { name: 'x', sha256: 'x' } }))).toBe(hash);
    const others = [
      questionHashOf('n', question()),
      questionHashOf('m', question({ system: 'x' })),
      questionHashOf('m', question({ user: 'x' })),
      questionHashOf('m', question({ name: 'x' })),
      questionHashOf('m', question({ maxTokens: 1 })),
      questionHashOf('m', { ...question(), schema: ideaSchema.partial() as unknown as typeof ideaSchema }),
    ];
    expect(new Set([hash, ...others]).size).toBe(7);
  });
});

describe('the ladder', () => {
  const formsOf = (stage: { fake: { arrived: { body: string }[] } }): (string | undefined)[] =>
    stage.fake.arrived.map(({ body }) => JSON.parse(body).response_format?.type);

  it('is gone down once for a server, and never up again', async () => {
    await using stage = await modelStage({ answers: times(3, good), unknown: ['json_schema', 'json_object', 'max_tokens'] });
    for (let count = 0; count < 3; count++) expect((await stage.model.ask(question())).ok).toBe(true);
    expect(formsOf(stage)).toEqual(['json_schema', 'json_object', undefined, undefined, undefined, undefined]);
    expect(stage.fake.asked.every(({ max_completion_tokens }) => max_completion_tokens === 200)).toBe(true);
    expect(stage.fake.asked[0]?.messages[0]?.content).toMatch(/one JSON object and nothing else[\s\S]*"riskPct"/);
  });

  it('is not gone down for a question that no form would save', async () => {
    await using stage = await modelStage({ answers: [...times(3, { status: 400, message: 'no' }), good] });
    expect((await stage.model.ask(question())).ok).toBe(false);
    expect((await stage.model.ask(question())).ok).toBe(true);
    expect(formsOf(stage)).toEqual(['json_schema', 'json_object', undefined, 'json_schema']);
  });

  it('is gone down where a server takes the schema and does not show it to the model', async () => {
    await using stage = await modelStage({ answers: ['Sure!', good, good] });
    await stage.model.ask(question());
    await stage.model.ask(question());
    expect(formsOf(stage)).toEqual(['json_schema', 'json_object', 'json_object']);
    expect(stage.fake.asked[1]?.messages[0]?.content).toContain('"riskPct"');
  });

  it('is remembered for each model by itself', async () => {
    const refuses = (model: string) => (model === 'thinker-1' ? { status: 401 } : good);
    await using stage = await modelStage({ answers: ({ model }) => refuses(model) }, { fallback: 'thinker-2' });
    await stage.model.ask(question());
    expect(stage.calls.map(({ model, rung, verdict }) => [model, rung, verdict])).toEqual([
      ['thinker-1', 'json_schema', 'failed'],
      ['thinker-2', 'json_schema', 'good'],
    ]);
  });
});

describe('the budget', () => {
  it('is asked before each request with all that it may cost, and nothing is sent when it says no', async () => {
    const asked: [number, string][] = [];
    const maySpend = (tokens: number, cost: string): string | undefined => {
      asked.push([tokens, cost]);
      return asked.length > 1 ? 'Nothing is left.' : undefined;
    };
    await using stage = await modelStage({ answers: [{ status: 500 }, good] }, { fallback: 'thinker-2' }, { maySpend });
    expect(await stage.model.ask(question())).toEqual({ ok: false, why: 'budget', text: 'Nothing is left.' });
    expect(stage.verdicts()).toEqual(['failed']);
    expect(stage.fake.asked.length).toBe(1);
    const [tokens = 0, cost] = asked[0] ?? [];
    expect(tokens).toBeGreaterThan(300);
    // 2.5 USD for a million sent, 10 USD for a million answered, of which there may be 200.
    expect(Number(cost)).toBeCloseTo(((tokens - 200) * 2.5 + 200 * 10) / 1e6, 12);
    expect(stage.model.state().state).toBe('untried');
  });

  it('is asked before a repair, too', async () => {
    let left = 1;
    await using stage = await modelStage({ answers: ['hm', good] }, {}, { maySpend: () => (left-- > 0 ? undefined : 'Nothing is left.') });
    expect(await stage.model.ask(question())).toMatchObject({ ok: false, why: 'budget' });
    expect(stage.fake.asked.length).toBe(1);
  });

  it('counts in what questions that are under way may still spend', async () => {
    const asked: number[] = [];
    await using stage = await modelStage(
      { answers: times(4, { ...good, afterMs: 30 }) },
      {},
      {
        maySpend: (tokens) => {
          asked.push(tokens);
          return undefined;
        },
      },
    );
    await Promise.all([1, 2, 3].map(() => stage.model.ask(question())));
    await stage.model.ask(question());
    const [one = 0] = asked;
    expect(asked).toEqual([one, 2 * one, 3 * one, one]);
  });
});

describe('safe mode', () => {
  it('begins after questions in a row without an answer, and ends with one that is answered', async () => {
    await using stage = await modelStage({ answers: [bad, bad, good, bad, bad, bad, bad, good, good] });
    const ask = async (): Promise<string> => {
      const answered = await stage.model.ask(question());
      return answered.ok ? 'good' : answered.why;
    };
    // An answer in between begins the count again.
    for (const why of ['failed', 'failed', 'good', 'failed', 'failed', 'failed']) expect(await ask()).toBe(why);
    expect(stage.model.state()).toEqual({ state: 'safe_mode', reason: expect.stringContaining('model.token') });
    expect(await stage.model.ask(question())).toEqual({
      ok: false,
      why: 'safe_mode',
      text: 'The model is left alone until 08:15 UTC, because it failed. The server of the model does not accept the key in model.token.',
    });
    expect(await stage.model.inquire(inquiry())).toMatchObject({ why: 'safe_mode' });
    expect(stage.fake.asked.length).toBe(6);
    stage.clock.advanceTo(instant(stage.clock.now() + 15 * 60_000));
    // One question tries it; whoever asks meanwhile is not let through.
    const [trial, meanwhile] = await Promise.all([ask(), ask()]);
    expect([trial, meanwhile, stage.fake.asked.length]).toEqual(['failed', 'safe_mode', 7]);
    stage.clock.advanceTo(instant(stage.clock.now() + 15 * 60_000));
    expect([await ask(), await ask()]).toEqual(['good', 'good']);
    expect(stage.told).toEqual([
      expect.stringMatching(/^down until 08:15: .*model\.token/),
      expect.stringMatching(/^down until 08:30: /),
      'up: thinker-1 answered.',
    ]);
    expect(stage.model.state()).toEqual({ state: 'up', reason: 'thinker-1 answered.' });
  });

  it('does not come of a budget that is spent, or of a server that knows no tools', async () => {
    let left = 2;
    await using stage = await modelStage(
      { unknown: ['tools'] },
      { breakerFailures: 1 },
      { maySpend: () => (left-- > 0 ? undefined : 'spent') },
    );
    expect(await stage.model.inquire(inquiry())).toEqual({
      ok: false,
      why: 'failed',
      text: 'thinker-1 cannot look things up at this server: it does not take tools.',
    });
    await stage.model.inquire(inquiry());
    expect(await stage.model.ask(question())).toMatchObject({ why: 'budget' });
    expect([stage.told, stage.model.state().state]).toEqual([[], 'untried']);
  });
});

describe('the second model', () => {
  const only = (name: string) => ({
    answers: ({ model }: { model: string }) => (model === name ? good : { text: 'hm', finish: 'length' as const }),
  });

  it('is asked when the first one has no usable answer', async () => {
    await using stage = await modelStage(only('thinker-2'), { fallback: 'thinker-2' });
    expect(await stage.model.ask(question())).toEqual({ ok: true, value: IDEA });
    expect(stage.calls.map(({ model, attempt, verdict }) => [model, attempt, verdict])).toEqual([
      ['thinker-1', 1, 'truncated'],
      ['thinker-2', 2, 'good'],
    ]);
    expect(new Set(stage.calls.map(({ questionHash }) => questionHash)).size).toBe(1);
    expect(stage.model.state()).toEqual({ state: 'up', reason: 'thinker-2 answered.' });
  });

  it('has its own time after the first one hung', async () => {
    await using stage = await modelStage(
      { answers: ({ model }) => (model === 'thinker-2' ? good : { fault: 'hang' }) },
      { fallback: 'thinker-2', timeoutSeconds: 30 },
    );
    expect((await stage.model.ask(question())).ok).toBe(true);
    expect(stage.verdicts()).toEqual(['timeout', 'good']);
  });

  it('is not asked what the first one refused', async () => {
    await using stage = await modelStage({ answers: [{ refusal: 'No.' }] }, { fallback: 'thinker-2' });
    expect(await stage.model.ask(question())).toMatchObject({ why: 'refused' });
    expect(stage.fake.asked.length).toBe(1);
  });
});

describe('an end', () => {
  it.each<[string, Scripted]>([
    ['an answer', { fault: 'hang' }],
    ['a stream', { fault: 'stall' }],
    ['the next try', { status: 429, retryAfter: 50 }],
  ])('is not held up by %s, and nothing more is asked after it', async (_, answer) => {
    await using stage = await modelStage({ answers: [answer, good] }, { timeoutSeconds: 600, fallback: 'thinker-2' });
    const under = stage.model.inquire(inquiry({ onText: () => undefined }));
    await stage.fake.until(() => stage.fake.asked.length === 1);
    await new Promise((wake) => setTimeout(wake, 20));
    stage.model.stop();
    const text = expect.stringMatching(/Heron is stopping|asked too often/);
    expect(await under).toEqual({ ok: false, why: 'failed', text });
    expect(await stage.model.ask(question())).toEqual({ ok: false, why: 'failed', text });
    expect([stage.fake.asked.length, stage.told, stage.model.state().state]).toEqual([1, [], 'untried']);
  });
});

describe('an answer that is known', () => {
  it('is taken again for nothing, after it was looked at like a new one', async () => {
    const answers = new Map([[questionHashOf('thinker-1', question()), JSON.stringify(IDEA)]]);
    await using stage = await modelStage({ answers: [good] }, {}, { known: (hash) => answers.get(hash) });
    expect(await stage.model.ask(question())).toEqual({ ok: true, value: IDEA });
    expect(stage.calls).toMatchObject([
      { source: 'cache', tokensIn: 0, tokensOut: 0, cost: '0', verdict: 'good', answer: JSON.stringify(IDEA) },
    ]);
    expect(stage.fake.asked.length).toBe(0);
    expect((await stage.model.ask(question({ user: 'ETH/USDT is at 3000.' }))).ok).toBe(true);
    expect(stage.fake.asked.length).toBe(1);
  });

  it('is asked for anew when it does not fit any more', async () => {
    await using stage = await modelStage({ answers: [good] }, {}, { known: () => '{"market":"DOGE/USDT"}' });
    expect(await stage.model.ask(question())).toEqual({ ok: true, value: IDEA });
    expect(stage.calls.map(({ source }) => source)).toEqual(['model']);
  });
});
