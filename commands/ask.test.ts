import { describe, expect, it } from 'vitest';
import type { AskVerbs, Statement } from '#src/ask/verbs.ts';
import { toPlainText } from '#src/chat/plainText.ts';
import type { Reply } from '#src/chat/reply.ts';
import type { Inquiry, Model } from '#src/model/port.ts';
import { openWorld, type World, type WorldOptions } from '#test/harness.ts';

/** A model that looks at the conditions and then says what a test says. */
function modelOf(answer: string, asked: Inquiry[] = []): Model {
  return {
    name: 'test',
    state: () => ({ state: 'up', reason: '' }),
    ask: async () => ({ ok: false, why: 'off', text: 'not here' }),
    async inquire(inquiry) {
      asked.push(inquiry);
      inquiry.tools
        .find(({ name }) => name === 'conditions')
        ?.run({ status: null, market: null, strategist: null, since: null, until: null, limit: 5 });
      for (let end = 10; end < answer.length + 10; end += 10) inquiry.onText?.(answer.slice(0, end));
      return { ok: true, value: answer };
    },
  };
}

const prompt = (name: string) => ({
  name,
  sha256: 'c'.repeat(64),
  fill: ({ asked = '' }: Readonly<Record<string, string>>) => ({ system: 'You answer.', user: asked }),
});

async function worldWith(answer: string, asked: Inquiry[] = [], more: WorldOptions = {}): Promise<World> {
  const world = await openWorld({
    prices: { 'BTC/USDT': 63_800 },
    sets: ['policy.autoUpToPct=0'],
    parts: () => ({ model: modelOf(answer, asked), prompt }),
    ...more,
  });
  await world.proposes();
  return world;
}

const ANSWER = 'c1 waits for an answer. [c1]\nI would approve it.\nNothing is open. [c1]\n';

describe('/ask', () => {
  it('without a model says how to get one, and what answers without', async () => {
    await using world = await openWorld();
    const reply = await world.asks('/ask how did it go?');
    expect(toPlainText(reply)).toMatch(/no language model[\s\S]*model\.name[\s\S]*model\.token[\s\S]*\/why[\s\S]*\/scorecard/);
    expect(reply.failed).toBe(true);
  });

  it('answers with statements, their ids, buttons to their stories, and what was looked up', async () => {
    await using world = await worldWith(ANSWER);
    const reply = await world.asks('/ask what waits?');
    expect(toPlainText(reply)).toBe(
      [
        'Answer · PAPER · SIMULATED',
        'c1 waits for an answer. [c1]',
        '',
        'Nothing is open. [c1]',
        '',
        'Looked up: conditions. Left out: 1 sentence that the ledger does not bear out.',
        '',
        '/why c1',
      ].join('\n'),
    );
  });

  it('says so when the ledger does not answer', async () => {
    await using world = await worldWith('It will rain. [c9]');
    expect(await world.says('/ask will it rain?')).toMatch(/^The ledger does not answer that[\s\S]*Left out: 1 sentence/);
  });

  it('says why there is no answer', async () => {
    await using world = await openWorld();
    const asker: AskVerbs = { ask: async () => ({ ok: false, text: 'The budget of today is spent.' }) };
    Object.assign(world.app, { asker });
    expect(await world.says('/ask how was it?')).toBe('! There is no answer now\nThe budget of today is spent.');
  });

  it.each(['approve c1', '/approve c1', 'confirm 123456', 'pair 123456', 'close all'])(
    'does not do, and does not ask about: %s',
    async (line) => {
      const asked: Inquiry[] = [];
      await using world = await worldWith(ANSWER, asked);
      const answer = await world.says(`/ask ${line}`);
      expect(answer).toContain('That is something to do, not a question.');
      expect([asked.length, world.condition('c1')?.status]).toEqual([0, 'proposed']);
    },
  );

  it('is private: what it tells of balances is for the one who asked', async () => {
    await using world = await worldWith(ANSWER);
    const ann = world.person('telegram', '111', 'viewer');
    const answer = await ann.asks('/ask what waits?', { channel: 'telegram:-5' });
    expect(answer?.discreet).toBe(true);
  });

  it('hears free words in a private chat, and there alone', async () => {
    const asked: Inquiry[] = [];
    await using world = await worldWith(ANSWER, asked);
    const ann = world.person('telegram', '111', 'viewer');
    expect(await ann.says('what waits for me?')).toContain('c1 waits for an answer.');
    expect(await ann.says('what waits for me?', { channel: 'telegram:-5' })).not.toContain('c1 waits');
    expect(await world.person('telegram', '666').says('what waits for me?')).toContain('does not know you');
    expect(asked.map(({ user }) => (JSON.parse(user) as { question: string }).question)).toEqual(['what waits for me?']);
  });

  it('leaves free words alone where there is nobody to ask', async () => {
    await using world = await openWorld();
    const ann = world.person('telegram', '111', 'viewer');
    expect(await ann.says('what waits for me?')).toContain('There is no command /what');
  });

  it('shows its statements as they come', async () => {
    await using world = await worldWith(ANSWER);
    const ann = world.person('telegram', '111', 'viewer');
    const parts: Reply[] = [];
    const answer = await world.frontDoor.hear(
      {
        platform: 'telegram',
        updateId: '9001',
        channel: ann.channel,
        chatKind: 'private',
        chatTitle: 'Ann',
        userId: '111',
        userName: 'Ann',
        said: { text: '/ask what waits?' },
      },
      (reply) => parts.push(reply),
    );
    expect(parts.map(({ blocks }) => blocks.length)).toEqual([1, 2]);
    expect(answer?.reply.blocks.slice(0, 2)).toEqual(parts[1]?.blocks);
  });

  it('tells each statement once to whoever listens', async () => {
    await using world = await worldWith(ANSWER);
    const heard: Statement[] = [];
    await world.app.asker?.ask('what waits?', (statement) => heard.push(statement));
    expect(heard.map(({ text }) => text)).toEqual(['c1 waits for an answer.', 'Nothing is open.']);
  });
});
