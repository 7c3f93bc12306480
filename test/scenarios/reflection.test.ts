import { describe, expect, it } from 'vitest';
import { commands } from '#commands/index.ts';
import { createDispatch } from '#src/chat/dispatch.ts';
import { toPlainText } from '#src/chat/plainText.ts';
import { createRegistry } from '#src/chat/registry.ts';
import type { Reply } from '#src/chat/reply.ts';
import type { Answered, Model, Question } from '#src/model/port.ts';
import { type Plan, planThat } from '#test/learning/plan.ts';
import { type PlannedOptions, PlannedWorld } from '#test/learning/plannedWorld.ts';
import { coin, told, twoPlanted } from './reflectionScenes.ts';

/** A model that says what a test tells it to say. */
class SaidModel implements Model {
  readonly name = 'said';
  readonly asked: string[] = [];
  readonly #says: unknown;

  /** An error is thrown, as no model may; undefined is no answer. */
  constructor(says: unknown) {
    this.#says = says;
  }

  async ask<T>({ user, schema }: Question<T>): Promise<Answered<T>> {
    this.asked.push(user);
    if (this.#says instanceof Error) throw this.#says;
    const parsed = schema.safeParse(this.#says);
    return parsed.success ? { ok: true, value: parsed.data } : { ok: false, why: 'malformed', text: 'It was no answer.' };
  }

  inquire(): Promise<Answered<string>> {
    return Promise.resolve({ ok: false, why: 'off', text: 'Nobody asks it that.' });
  }

  state(): ReturnType<Model['state']> {
    return { state: 'up', reason: '' };
  }
}

const prompt = (name: string) => ({
  name,
  sha256: 'a hash',
  fill: (values: Readonly<Record<string, string>>) => ({ system: 'Look back.', user: Object.values(values).join('\n') }),
});

const SETS = ['reflection.everyTrades=1000', 'reflection.autoApply=false'];

/** A desk that has lived through a plan and reflects only when it is asked to, but for `everyTrades` and the evening when they are wanted. */
async function lived(
  plan: Plan,
  { evenings = false, ...options }: PlannedOptions & { readonly evenings?: boolean } = {},
): Promise<PlannedWorld> {
  const world = await PlannedWorld.open(plan, { withShadows: false, ...options, sets: [...SETS, ...(options.sets ?? [])] });
  if (!evenings) world.app.schedules.remove('s2', 'user:test');
  await world.playAll();
  return world;
}

let said = 0;

/** Says something at the terminal. */
async function asks(world: PlannedWorld, line: string): Promise<Reply> {
  const bugs: unknown[] = [];
  const dispatch = createDispatch({ app: world.app, commands: createRegistry(commands), report: ({ error }) => void bugs.push(error) });
  const updateId = String(++said);
  const user = { actor: 'user:terminal', role: 'owner' as const };
  const reply = await dispatch({ platform: 'terminal', updateId, chat: 'terminal', user, text: line });
  if (bugs.length > 0 || reply === undefined) throw new AggregateError(bugs, line);
  return reply;
}

describe('a reflection', () => {
  it('finds what was planted, proposes what follows, and asks nothing twice', async () => {
    await using world = await lived(twoPlanted(28));
    const reply = await asks(world, '/reflect');
    expect(toPlainText(reply)).toContain('2 new insights, 2 changes proposed.');
    expect(told(world, 'insight.found').map(({ data }) => data.text)).toEqual([
      expect.stringMatching(/^ETH\/USDT: 28 trades brought -1\.\d+ R each on average, the other 56 \+?-?0?\.?\d*/),
      expect.stringMatching(/^Pattern gap fill: 28 trades brought -1\.\d+ R each on average/),
    ]);
    expect(told(world, 'adaptation.proposed').map(({ data }) => data.target)).toEqual(['market ETH/USDT', 'pattern gap_fill']);
    const again = await asks(world, '/reflect');
    expect(toPlainText(again)).toContain('Nothing new stands out: what is there may be chance.');
    expect(told(world, 'reflection.finished').map(({ data }) => data.trades)).toEqual([84, 0]);
    expect(told(world, 'insight.found')).toHaveLength(2);
  });

  it('finds nothing in a coin, and says so', async () => {
    await using world = await lived(coin(80));
    expect(toPlainText(await asks(world, '/reflect'))).toContain('Nothing new stands out: what is there may be chance.');
    expect(toPlainText(await asks(world, '/insights'))).toContain('Nothing was learned yet that chance does not explain');
    expect(told(world, 'adaptation.proposed')).toEqual([]);
  });

  it('tells figures that SQL on the facts tells too: /insights, /patterns and /coins', async () => {
    await using world = await lived(twoPlanted(28));
    await asks(world, '/reflect');
    const { ledger } = world;
    const r = 'cast(pnl as real) / cast(planned_risk as real)';
    const bare = (where: string) =>
      ledger.get<{ n: number; mean: number }>(`select count(*) as n, avg(${r}) as mean from trade where ${where}`);
    const [market, pattern] = (await asks(world, '/insights')).data as { n: number; meanR: number; restN: number; restMeanR: number }[];
    for (const [said, where] of [
      [market, "market = 'ETH/USDT'"],
      [pattern, "pattern = 'gap_fill'"],
    ] as const) {
      const [group, rest] = [bare(where), bare(`not (${where})`)];
      expect(said).toMatchObject({ n: group?.n, restN: rest?.n });
      expect(said?.meanR).toBeCloseTo(group?.mean as number, 4);
      expect(said?.restMeanR).toBeCloseTo(rest?.mean as number, 4);
    }
    for (const [line, column] of [
      ['/patterns', 'pattern'],
      ['/coins', 'market'],
    ] as const) {
      const said = (
        (await asks(world, line)).data as { key: string; trades: number; wins: number; pnl: string; lowR?: number; highR?: number }[]
      )
        .map(({ key, trades, wins, pnl }) => ({ key, trades, wins, pnl }))
        .sort((a, b) => (a.key < b.key ? -1 : 1));
      const facts = ledger.all(
        `select ${column} as key, count(*) as trades, sum(pnl not like '-%' and pnl <> '0') as wins, decimal_sum(pnl) as pnl from trade group by 1 order by 1`,
      );
      expect(said).toEqual(facts);
    }
    expect(toPlainText(await asks(world, '/patterns'))).toMatch(
      /Expectancy with 80 % certainty; grades go by it\n· momentum breakout: .* R to .* R/,
    );
  });

  it('drops an insight that newer trades no longer bear out', async () => {
    const bad = Array.from({ length: 14 }, () => [{ pattern: 'gap_fill', wins: false }, { wins: true }]).flat();
    const good = Array.from({ length: 40 }, () => [{ pattern: 'gap_fill', wins: true }, { wins: false }]).flat();
    const plan = planThat([...bad, ...good]);
    await using world = await PlannedWorld.open(plan, { withShadows: false, sets: SETS });
    world.app.schedules.remove('s2', 'user:test');
    for (const slot of plan.slots.slice(0, bad.length)) await world.play(slot);
    await world.app.learning.reflect('user:test');
    expect([...world.ledger.memory.insights.keys()]).toEqual(['i1']);
    for (const slot of plan.slots.slice(bad.length)) await world.play(slot);
    await world.app.learning.reflect('user:test');
    expect(told(world, 'insight.dropped')).toMatchObject([
      { subject: 'i1', data: { reason: expect.stringMatching(/^54 trades now bring \+/) } },
    ]);
    expect(world.ledger.memory.insights.has('i1')).toBe(false);
  });

  it('is one at a time: who asks for another gets the one under way', async () => {
    await using world = await lived(twoPlanted(28));
    const [first, second] = await Promise.all([world.app.learning.reflect('user:a'), world.app.learning.reflect('user:b')]);
    expect(second).toBe(first);
    expect(told(world, 'reflection.finished')).toHaveLength(1);
  });
});

describe('a model that phrases', () => {
  const claim = (said: object) => ({ dimension: 'market', key: 'ETH/USDT', direction: 'worse', ...said });
  const answer = (said: object) => ({ claims: [], changes: [], summary: '', ...said });
  const reflectWith = async (says: unknown): Promise<{ world: PlannedWorld; model: SaidModel }> => {
    const model = new SaidModel(says);
    const world = await lived(twoPlanted(28), { model, prompt });
    await world.app.learning.reflect('user:test');
    return { world, model };
  };

  it('is shown figures and names only, and its words are taken where their numbers are the facts', async () => {
    const { world, model } = await reflectWith(
      answer({
        claims: [
          claim({ text: 'ETH cost you money in all 28 trades; the others did better.' }),
          claim({ dimension: 'pattern', key: 'gap_fill', text: 'Gap fills lost 3.7 R each.' }),
        ],
        summary: 'Leave ETH alone for a while.',
      }),
    );
    await using _ = world;
    expect(model.asked).toHaveLength(1);
    expect(model.asked[0]).toMatch(/market ETH\/USDT: 28 trades -1\.\d+ R; others 56 .* R; p .*; holds worse/);
    expect(told(world, 'insight.found').map(({ data }) => [data.source, data.text])).toEqual([
      ['model', 'ETH cost you money in all 28 trades; the others did better.'],
      ['template', expect.stringContaining('Pattern gap fill: 28 trades')],
    ]);
    expect(told(world, 'reflection.finished')[0]?.data).toMatchObject({
      source: 'model',
      dropped: 0,
      note: 'Leave ETH alone for a while.',
    });
  });

  it('cannot make something true by saying it: claims that do not hold are dropped and counted, and no change follows from them', async () => {
    const { world } = await reflectWith(
      answer({
        claims: [claim({ key: 'BTC/USDT', text: 'BTC loses.' }), claim({ dimension: 'hour', key: '09', text: 'Nine is bad.' })],
        changes: [
          { action: 'bench_market', dimension: 'market', key: 'BTC/USDT', parameter: null, after: null },
          { action: 'favor_market', dimension: 'market', key: 'ETH/USDT', parameter: null, after: null },
          { action: 'parameter', dimension: null, key: null, parameter: 'smc.targets.firstR', after: 9 },
        ],
        summary: 'You will make 500 % next week.',
      }),
    );
    await using _ = world;
    expect(told(world, 'reflection.finished')[0]?.data).toMatchObject({ dropped: 2, note: '' });
    expect(told(world, 'adaptation.proposed').map(({ data }) => [data.target, data.proposed_by])).toEqual([
      ['market ETH/USDT', 'rules'],
      ['pattern gap_fill', 'rules'],
    ]);
  });

  it.each([
    ['that answers in no form', { claims: 'all of them' }],
    ['that throws', new Error('the server is gone')],
  ])('%s leaves the templates to speak', async (_, says) => {
    const { world } = await reflectWith(says);
    await using _world = world;
    expect(told(world, 'reflection.finished')[0]?.data).toMatchObject({ source: 'template', dropped: 0 });
    expect(told(world, 'insight.found')).toHaveLength(2);
  });
});

describe('when it reflects', () => {
  it('is after so many closed trades, by itself', async () => {
    await using world = await lived(coin(84), { sets: ['reflection.everyTrades=40'] });
    expect(told(world, 'reflection.finished').map(({ actor, data }) => [actor, data.trades])).toEqual([
      ['heron', 40],
      ['heron', 40],
    ]);
  });

  it('is every evening at 23:30, which tells what was learned and what was changed', async () => {
    await using world = await lived(twoPlanted(28), { evenings: true, sets: ['reflection.autoApply=true'] });
    expect(told(world, 'reflection.finished').map(({ actor, at }) => [actor, at.slice(11, 15)])).toEqual([
      ['schedule', '23:3'],
      ['schedule', '23:3'],
    ]);
    const [first, second] = told(world, 'summary.written')
      .filter(({ subject }) => subject === 'reflection')
      .map(({ data }) => toPlainText(JSON.parse(data.reply) as Reply));
    expect(first).toContain('31 trades');
    expect(second).toMatch(/What follows from them\n· i\d: .* trades brought/);
    expect(second).toMatch(/· e\d applied: .*: usual size → not traded\./);
    expect(second).not.toContain('The model was asked');
  });

  it('tells each thing in one evening only', async () => {
    await using world = await lived(twoPlanted(28), { evenings: true });
    const tellings = told(world, 'summary.written').filter(({ subject }) => subject === 'reflection');
    const lines = tellings.flatMap(({ data }) => toPlainText(JSON.parse(data.reply) as Reply).match(/^· i\d: .*/gm) ?? []);
    expect(lines.length).toBeGreaterThan(0);
    expect(new Set(lines).size).toBe(lines.length);
  });
});
