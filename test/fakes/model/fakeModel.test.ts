import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import type { FakeModel } from './fakeModel.ts';
import { fakeModel } from './fakeModel.ts';

const clientOf = (fake: FakeModel, apiKey = fake.key): OpenAI => new OpenAI({ apiKey, baseURL: fake.url, maxRetries: 0, timeout: 2_000 });
const messages = [{ role: 'user' as const, content: 'Answer as json.' }];
const schema = { type: 'object', properties: { side: { type: 'string' } }, required: ['side'], additionalProperties: false };
const formOf = (one: Record<string, unknown>) => ({
  response_format: { type: 'json_schema' as const, json_schema: { name: 'idea', strict: true, schema: one } },
});

describe('the fake model server, asked by the real client', () => {
  it('answers from its script, in order, with the tokens that were used', async () => {
    await using fake = await fakeModel({ answers: ['first', { json: { side: 'buy' }, usage: { in: 7, out: 3 } }] });
    const client = clientOf(fake);
    expect((await client.chat.completions.create({ model: 'm', messages })).choices[0]?.message.content).toBe('first');
    const second = await client.chat.completions.create({ model: 'm', messages, ...formOf(schema) });
    expect([second.choices[0]?.message.content, second.usage?.total_tokens]).toEqual(['{"side":"buy"}', 10]);
    await expect(client.chat.completions.create({ model: 'm', messages })).rejects.toMatchObject({ status: 501 });
    expect(fake.asked.map(({ response_format }) => response_format?.type)).toEqual([undefined, 'json_schema', undefined]);
  });

  it('refuses a wrong key, an unknown model and a form that strict mode does not take', async () => {
    await using fake = await fakeModel({ models: ['m'], unknown: ['tools'] });
    const client = clientOf(fake);
    await expect(clientOf(fake, 'sk-other').chat.completions.create({ model: 'm', messages })).rejects.toMatchObject({ status: 401 });
    await expect(client.chat.completions.create({ model: 'x', messages })).rejects.toMatchObject({ code: 'model_not_found' });
    const wrong = [
      { ...schema, additionalProperties: true },
      { ...schema, required: [] },
      { ...schema, properties: { side: { type: 'string', maxLength: 3 } } },
      { anyOf: [schema] },
    ];
    for (const one of wrong) {
      await expect(client.chat.completions.create({ model: 'm', messages, ...formOf(one) })).rejects.toMatchObject({ status: 400 });
    }
    const plain = [{ role: 'user' as const, content: 'Answer.' }];
    await expect(
      client.chat.completions.create({ model: 'm', messages: plain, response_format: { type: 'json_object' } }),
    ).rejects.toMatchObject({ param: 'messages' });
    const tools = [{ type: 'function' as const, function: { name: 'rows', parameters: schema } }];
    await expect(client.chat.completions.create({ model: 'm', messages, tools })).rejects.toMatchObject({ param: 'tools' });
    expect([fake.asked.length, fake.arrived.length]).toEqual([0, 8]);
  });

  it('streams text, calls of tools and the tokens', async () => {
    const calls = [{ name: 'rows', args: { of: 'trade' } }];
    await using fake = await fakeModel({ answers: [{ text: 'a text that takes more than one piece' }, { calls }] });
    const ask = async (): Promise<{ text: string; args: string; tokens: number }> => {
      const stream = await clientOf(fake).chat.completions.create({
        model: 'm',
        messages,
        stream: true,
        stream_options: { include_usage: true },
      });
      const seen = { text: '', args: '', tokens: 0 };
      for await (const { choices, usage } of stream) {
        seen.text += choices[0]?.delta.content ?? '';
        seen.args += choices[0]?.delta.tool_calls?.[0]?.function?.arguments ?? '';
        seen.tokens += usage?.total_tokens ?? 0;
      }
      return seen;
    };
    expect(await ask()).toMatchObject({ text: 'a text that takes more than one piece', tokens: expect.any(Number) });
    expect((await ask()).args).toBe('{"of":"trade"}');
  });

  it('hangs, hangs up, cuts and stalls when told', async () => {
    await using fake = await fakeModel({
      answers: ['hang', 'hangup', 'cut', 'stall', 'cut'].map((fault) => ({ fault }) as { fault: 'cut' }),
    });
    const client = new OpenAI({ apiKey: fake.key, baseURL: fake.url, maxRetries: 0, timeout: 150 });
    for (let count = 0; count < 4; count++) {
      await expect(client.chat.completions.create({ model: 'm', messages }, { signal: AbortSignal.timeout(300) })).rejects.toThrow();
    }
    const stream = await client.chat.completions.create({ model: 'm', messages, stream: true });
    await expect(Array.fromAsync(stream)).rejects.toThrow();
    expect(fake.asked.length).toBe(5);
  });
});
