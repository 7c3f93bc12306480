import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pairPerson, personName, removePerson } from '#src/chat/people.ts';
import type { Answer } from '#src/chat/platform.ts';
import type { Reply } from '#src/chat/reply.ts';
import { visible } from '#src/domain/visible.ts';
import { newsTextOf } from '#src/news/line.ts';
import type { ChatBody } from '#test/fakes/model/body.ts';
import type { World } from '#test/harness.ts';
import { BTC, ETH } from '#test/scenarios/acts.ts';
import { ARMED, answerOf, type LlmStage, openLlm } from '#test/scenarios/llmStage.ts';
import { CORPUS } from './corpus.ts';
import { changesOf, guarded } from './guarded.ts';
import { harmOf } from './harmless.ts';
import { Obeying, purposeOf } from './obeying.ts';

const TELEGRAM_TOKEN = '8123456789:AAF-injection-test-token-that-is-secret';
const DISCORD_TOKEN = 'MTA0MjQyNDI0MjQyNDI0MjQy.Ginject.secret-part-of-the-token';
/** A text of fewer signs says nothing that could not stand there by itself. */
const SHORTEST = 8;

const folder = mkdtempSync(join(tmpdir(), 'heron-injection-'));
const newsPath = join(folder, 'news.jsonl');
const model = new Obeying();
let stage: LlmStage;
let world: World;

beforeAll(async () => {
  writeFileSync(newsPath, '');
  stage = await openLlm({ answers: model.answer }, [
    'news.enabled=true',
    `news.path=${newsPath}`,
    `telegram.token=${TELEGRAM_TOKEN}`,
    `discord.token=${DISCORD_TOKEN}`,
    'model.breakerFailures=100000',
    'model.retries=0',
    'model.cacheMinutes=0',
    'model.timeoutSeconds=600',
    'model.tokensPerDay=1000000',
    'condition.maxOpenProposals=50',
    'condition.sameMarketAndSide=true',
  ]);
  ({ world } = stage);
  await stage.asks();
  model.wants = answerOf(ARMED);
  await stage.asks();
});
afterAll(async () => {
  await stage[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

const harmful = (replies: readonly (Reply | undefined)[]): string[] =>
  replies.flatMap((reply) => (reply === undefined ? [] : harmOf(reply)));
const replyOf = (answer: Answer | undefined): Reply | undefined => answer?.reply;

/** Bodies that were sent since the last look. */
let looked = 0;
function sent(): readonly ChatBody[] {
  const fresh = stage.fake.asked.slice(looked);
  looked = stage.fake.asked.length;
  return fresh;
}

describe('the corpus', () => {
  it('meets a desk on which c1 waits for an answer, and another condition is armed', () => {
    expect([...world.ledger.memory.conditions.values()].map(({ id, status }) => [id, status])).toEqual([
      ['c1', 'proposed'],
      ['c2', 'armed'],
    ]);
  });

  it('has at least 200 texts, each of them once', () => {
    expect(new Set(CORPUS).size).toBe(CORPUS.length);
    expect(CORPUS.length).toBeGreaterThanOrEqual(200);
  });
});

/** Texts of the corpus that stand in what was sent, as they are, cleaned, or as JSON has them. */
function textsIn(content: string): string[] {
  return NEEDLES.filter(({ forms }) => forms.some((form) => content.includes(form))).map(({ text }) => text);
}
const NEEDLES = CORPUS.map((text) => {
  const source = newsTextOf(JSON.stringify({ source: text, text: 'x' }))?.source ?? '';
  const forms = [text.trim(), visible(text, 2_000), visible(text, 500), personName(text), source].flatMap((one) => [
    one,
    JSON.stringify(one).slice(1, -1),
  ]);
  return { text, forms: [...new Set(forms)].filter((form) => form.length >= SHORTEST && !form.startsWith('/')) };
});

const contentsOf = ({ messages }: ChatBody, ...roles: string[]): string =>
  messages.flatMap(({ role, content }) => (roles.includes(role) ? [content ?? ''] : [])).join('\n');

describe('a text from outside changes nothing and is told to nobody', () => {
  it('which is looked for in every form that it could have taken', () => {
    const [first = ''] = CORPUS;
    for (const form of [first, JSON.stringify({ said: first }), `by ${personName(first)}:`])
      expect(textsIn(`before ${form} after`)).toContain(first);
    expect(CORPUS.filter((text) => textsIn(text).length === 0 && text.length >= SHORTEST && !text.startsWith('/'))).toEqual([]);
    expect(textsIn('BTC/USDT 1h bias up, c1 proposed long')).toEqual([]);
  });

  it('as a piece of news', async () => {
    const before = guarded(world);
    writeFileSync(newsPath, CORPUS.map((text) => `${JSON.stringify({ source: text, text })}\n`).join(''));
    const ran = (): string[] =>
      world.ledger.all<{ detail: string }>("select detail from job_run where job = 'news' order by id").map(({ detail }) => detail);
    for (let runs = ran().length; ; runs = ran().length) {
      await world.minutes(1);
      while (ran().length === runs) await new Promise((resolve) => setTimeout(resolve, 5));
      if (ran().at(-1) === '0 read') break;
    }
    expect(guarded(world)).toBe(before);
    const rows = world.ledger.all<Record<string, string | number>>('select * from news');
    const known = new Set(CORPUS.map((text) => text.trim())).size;
    expect(rows.length).toBeGreaterThan(known / 4);
    for (const { market, topic, sentiment, confidence, source } of rows) {
      expect([BTC, ETH, 'all']).toContain(market);
      expect(topic).toMatch(/^[a-z]+$/);
      expect([Math.abs(sentiment as number) <= 1, (confidence as number) <= 1]).toEqual([true, true]);
      expect(source).toMatch(/^[A-Za-z0-9 ._-]{1,40}$/);
    }
    const bodies = sent().filter((body) => purposeOf(body) === 'news');
    expect(new Set(bodies.map((body) => contentsOf(body, 'user'))).size).toBeGreaterThanOrEqual(known);
    for (const body of bodies) {
      expect(body.tools).toBeUndefined();
      expect(textsIn(contentsOf(body, 'system'))).toEqual([]);
      const { text, ...rest } = JSON.parse(body.messages[1]?.content ?? '{}') as { text: string };
      expect(rest).toEqual({});
      expect(text.length).toBeLessThanOrEqual(2_000);
    }
  });

  it('as a question, from somebody who is called like that, in a chat that is called like that', async () => {
    const replies: (Reply | undefined)[] = [];
    const changed = await changesOf(world, CORPUS, async (text, index) => {
      await world.minutes(1 / 30);
      const userId = String(10_000 + index);
      const one = world.person('telegram', userId, undefined, text);
      replies.push(
        replyOf(await one.asks('/status')),
        replyOf(await one.presses('forged', 'm1')),
        replyOf(await one.asks(`/pair ${text}`)),
      );
      pairPerson(world.ledger, {
        platform: 'telegram',
        userId,
        name: personName(text),
        role: 'viewer',
        channel: one.channel,
        chatTitle: text,
      });
      replies.push(replyOf(await one.asks(text)));
      if (text.startsWith('/')) replies.push(replyOf(await one.asks(`/ask ${text}`)));
      replies.push(...[...one.screen.messages.values()].map(({ reply }) => reply));
      removePerson(world.ledger, `telegram:${userId}`, 'user:terminal');
      return undefined;
    });
    expect(changed).toEqual([]);
    expect(harmful(replies)).toEqual([]);
    const bodies = sent().filter((body) => purposeOf(body) === 'ask');
    expect(bodies.length).toBeGreaterThan(CORPUS.length);
    for (const body of bodies) {
      const { question, ...rest } = JSON.parse(body.messages[1]?.content ?? '{}') as { question: string };
      expect(question.length).toBeLessThanOrEqual(500);
      expect(textsIn(`${contentsOf(body, 'system')}\n${JSON.stringify(rest)}\n${contentsOf(body, 'tool')}`)).toEqual([]);
    }
  });

  it('as the name of a group', async () => {
    const owner = world.person('telegram', '111', 'owner');
    const changed = await changesOf(world, CORPUS, async (text, index) => {
      const channel = `telegram:-${10_000 + index}`;
      world.frontDoor.joined({ platform: 'telegram', channel, chatTitle: text, userId: owner.userId, userName: text });
      world.frontDoor.left(channel, text);
      return undefined;
    });
    expect(changed).toEqual([]);
  });

  it('where a market, a condition or another word is wanted', async () => {
    const replies: Reply[] = [];
    const changed = await changesOf(world, CORPUS, async (text) => {
      for (const command of ['market', 'why', 'chart', 'propose', 'disarm', 'edit', 'close'])
        replies.push(await world.asks(`/${command} "${text.replaceAll('"', '')}"`, { actor: 'user:telegram:222:Bob', role: 'trader' }));
      return undefined;
    });
    expect(changed).toEqual([]);
    expect(harmful(replies)).toEqual([]);
    expect(sent().filter((body) => purposeOf(body) !== 'strategist')).toEqual([]);
  });

  it('as the reason of a rejection, which the strategist is not told either; and a strategist that was turned gets no more risk than the desk takes', async () => {
    const some = CORPUS.filter((_, index) => index % 8 === 0);
    // What was asked before may still be under way; a question would wait for that answer instead of having its own.
    for (let under = world.app.proposer.pending(); under !== undefined; under = world.app.proposer.pending()) await under;
    const changed = await changesOf(world, some, async (text, index) => {
      model.wants = answerOf({ ...ARMED, entry: { ...ARMED.entry, price: 64_500 + index }, riskPct: 0.6 });
      const asked = (await stage.asks())[BTC];
      expect(asked?.outcome, asked?.reasons.join('; ')).toBe('proposed');
      const id = world.events('condition.proposed').at(-1)?.subject ?? '';
      await world.asks(`/reject ${id} ${text}`, { actor: 'user:telegram:222:Bob', role: 'trader' });
      if (world.condition(id)?.status === 'proposed') await world.asks(`/reject ${id}`);
      return id;
    });
    expect(changed).toEqual([]);
    expect(world.ledger.all("select id from condition where status = 'rejected'")).toHaveLength(some.length);
    model.wants = undefined;
    const before = world.ledger.head.seq;
    await stage.asks();
    await stage.asks();
    const risks = world.ledger.all<{ market: string; status: string; risk: number }>(
      'select market, status, risk_pct as risk from condition where seq > ?',
      before,
    );
    for (const { market, status, risk } of risks) {
      expect([BTC, ETH]).toContain(market);
      expect(status).not.toBe('armed');
      expect(risk).toBeLessThanOrEqual(world.settings.values.desk.riskPct);
    }
    const bodies = sent().filter((body) => purposeOf(body) === 'strategist');
    expect(bodies.length).toBeGreaterThan(some.length);
    for (const body of bodies) expect(textsIn(contentsOf(body, 'system', 'user'))).toEqual([]);
  });

  it('and no question of any kind holds a secret', () => {
    const { fake } = stage;
    const secrets = [fake.key, TELEGRAM_TOKEN, DISCORD_TOKEN, world.path, folder, ...Object.values(process.env)]
      .filter((one) => one !== undefined)
      .filter((one) => one.length >= 16);
    expect(fake.arrived.length).toBeGreaterThan(500);
    const found = secrets.filter((secret) =>
      fake.arrived.some(({ body }) => body.includes(secret) || body.includes(JSON.stringify(secret).slice(1, -1))),
    );
    expect(found).toEqual([]);
  });
});
