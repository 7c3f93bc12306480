import { describe, expect, it } from 'vitest';
import { inquiry, modelStage } from '#test/fakes/model/modelStage.ts';
import { type Scripted, times } from '#test/fakes/model/scripted.ts';

const asks = (name: string, args: unknown): Scripted => ({ calls: [{ name, args }] });
const btc = asks('trades', { market: 'BTC/USDT' });

describe('a question with tools', () => {
  it('is answered after the model has looked things up', async () => {
    await using stage = await modelStage({ answers: [btc, 'One trade, 12.5 [t1]'] });
    expect(await stage.model.inquire(inquiry())).toEqual({ ok: true, value: 'One trade, 12.5 [t1]' });
    const [first, second] = stage.fake.asked;
    expect(first?.tools).toMatchObject([{ function: { name: 'trades', parameters: { type: 'object', additionalProperties: false } } }]);
    expect(second?.messages.slice(2)).toEqual([
      { role: 'assistant', content: '', tool_calls: [expect.objectContaining({ id: 'call_1' })] },
      { role: 'tool', tool_call_id: 'call_1', content: '[{"id":"t1","market":"BTC/USDT","pnl":"12.5"}]' },
    ]);
    expect(stage.calls).toMatchObject([
      {
        rung: 'tools',
        attempt: 1,
        verdict: 'good',
        answer: '{"text":"","calls":[{"name":"trades","args":"{\\"market\\":\\"BTC/USDT\\"}"}]}',
      },
      { rung: 'tools', attempt: 2, verdict: 'good', answer: 'One trade, 12.5 [t1]' },
    ]);
  });

  it.each<[string, Scripted, string]>([
    ['a tool that there is not', asks('buy', {}), 'There is no tool called buy. There are: trades.'],
    ['arguments that are no JSON', asks('trades', '{"market":'), 'The arguments are not JSON.'],
    ['an argument that does not fit', asks('trades', { market: 'DOGE/USDT' }), 'market'],
    ['an argument that nobody knows', asks('trades', { market: 'BTC/USDT', sql: 'drop' }), 'sql'],
    ['arguments that make no sense', asks('trades', { market: 'ETH/USDT' }), 'ETH/USDT was never traded.'],
  ])('tells the model about %s, and goes on', async (_, wrong, told) => {
    await using stage = await modelStage({ answers: [wrong, 'Nothing.'] });
    expect(await stage.model.inquire(inquiry())).toEqual({ ok: true, value: 'Nothing.' });
    const { content } = stage.fake.asked[1]?.messages.at(-1) ?? {};
    expect(JSON.parse(content ?? '')).toEqual({ error: expect.stringContaining(told) });
  });

  it('ends after its rounds, the last of which has no tools to ask for', async () => {
    await using stage = await modelStage({ answers: [btc, btc, btc, 'Enough.', btc, btc, btc, btc] });
    expect(await stage.model.inquire(inquiry())).toEqual({ ok: true, value: 'Enough.' });
    expect(stage.fake.arrived.map(({ body }) => JSON.parse(body).tool_choice)).toEqual([undefined, undefined, undefined, 'none']);
    expect(await stage.model.inquire(inquiry())).toMatchObject({ ok: false, why: 'malformed', text: expect.stringContaining('went on') });
    expect(stage.fake.asked.length).toBe(8);
  });

  it('runs only so many tools of one round', async () => {
    const calls = Array.from({ length: 12 }, (_, index) => ({ name: 'trades', args: { market: 'BTC/USDT' }, id: `c${index}` }));
    await using stage = await modelStage({ answers: [{ calls }, 'Done.'] });
    await stage.model.inquire(inquiry());
    const told = stage.fake.asked[1]?.messages.filter(({ role }) => role === 'tool').map(({ content }) => content?.includes('error'));
    expect(told).toEqual([...Array(8).fill(false), ...Array(4).fill(true)]);
  });

  it.each<[string, Scripted[], string, number]>([
    ['an empty answer', [''], 'malformed', 1],
    ['a refusal', [{ refusal: 'No.' }], 'refused', 1],
    ['an answer that is too long', [{ text: 'and so', finish: 'length' }], 'truncated', 1],
    ['an error in the second round', [btc, { status: 401 }], 'failed', 2],
    ['a cut connection', times(3, { fault: 'cut' }), 'failed', 3],
  ])('ends with a reason after %s', async (_, answers, why, calls) => {
    for (const streams of [false, true]) {
      await using stage = await modelStage({ answers });
      expect(await stage.model.inquire(inquiry(streams ? { onText: () => undefined } : {}))).toMatchObject({ ok: false, why });
      expect(stage.calls.length).toBe(calls);
    }
  });
});

describe('a stream', () => {
  it('is heard as it grows, with calls of tools put together from their pieces, and tokens at the end', async () => {
    const text = 'One trade was closed, with 12.5 net [t1]';
    await using stage = await modelStage({ answers: [btc, { text, usage: { in: 90, out: 11 } }] });
    const heard: string[] = [];
    expect(await stage.model.inquire(inquiry({ onText: (soFar) => heard.push(soFar) }))).toEqual({ ok: true, value: text });
    expect(heard.length).toBeGreaterThan(2);
    expect(heard.every((one, index) => text.startsWith(one) && one.length > (heard[index - 1]?.length ?? 0))).toBe(true);
    expect(heard.at(-1)).toBe(text);
    expect(stage.calls.at(-1)).toMatchObject({ tokensIn: 90, tokensOut: 11, answer: text });
  });

  it('is begun again when it was cut in the middle', async () => {
    await using stage = await modelStage({ answers: [{ fault: 'cut' }, 'Whole.'] });
    const heard: string[] = [];
    expect(await stage.model.inquire(inquiry({ onText: (soFar) => heard.push(soFar) }))).toEqual({ ok: true, value: 'Whole.' });
    expect([stage.verdicts(), heard.at(-1)]).toEqual([['failed', 'good'], 'Whole.']);
  });

  it('that stalls ends with the time', async () => {
    await using stage = await modelStage({ answers: [{ fault: 'stall' }] }, { timeoutSeconds: 3 });
    expect(await stage.model.inquire(inquiry({ onText: () => undefined }))).toMatchObject({ why: 'timeout' });
    expect(stage.verdicts()).toEqual(['timeout']);
  });

  it('is not asked for again where a server knows none', async () => {
    await using stage = await modelStage({ answers: ['One.', 'Two.'], unknown: ['stream_options'] });
    for (const value of ['One.', 'Two.'])
      expect(await stage.model.inquire(inquiry({ onText: () => undefined }))).toEqual({ ok: true, value });
    expect(stage.fake.arrived.map(({ body }) => JSON.parse(body).stream)).toEqual([true, undefined, undefined]);
  });
});
