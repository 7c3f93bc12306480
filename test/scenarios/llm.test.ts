import { describe, expect, it } from 'vitest';
import { canonicalJson, type Json } from '#src/domain/hash.ts';
import type { ChatBody } from '#test/fakes/model/body.ts';
import type { Scripted } from '#test/fakes/model/scripted.ts';
import { times } from '#test/fakes/model/scripted.ts';
import type { World } from '#test/harness.ts';
import { BTC, ETH } from './acts.ts';
import { ARMED, answerOf, IDEA, type LlmStage, openLlm, said } from './llmStage.ts';

/** Everything that hangs on the conditions that are armed. */
const armed = (world: World): string =>
  canonicalJson([
    [...world.ledger.memory.conditions.values()].filter(({ status }) => status === 'armed'),
    world.ledger.all("select * from condition where status = 'armed' order by id"),
    [...world.ledger.memory.approvals.values()],
  ] as unknown as Json);
const proposals = (world: World): unknown[] =>
  [...world.ledger.memory.conditions.values()]
    .filter(({ status }) => status === 'proposed')
    .map(({ market, side, stop, riskPct, strategist }) => ({ market, side, stop, riskPct, strategist }));
const tracesOf = (world: World, market: string): { outcome: string; reasons: string }[] =>
  world.ledger.all('select outcome, reasons from trace where market = ? order by id', market);

/** With one condition armed by a first good answer; the script goes on with what is given. */
async function openArmed(
  answers: readonly Scripted[],
  sets: readonly string[] = [],
  unknown: ('json_schema' | 'json_object')[] = [],
): Promise<LlmStage> {
  const stage = await openLlm({ answers: [said(ARMED), ...answers], unknown }, sets);
  expect((await stage.asks())[BTC]?.outcome).toBe('proposed');
  expect([...stage.world.ledger.memory.conditions.values()].map(({ status }) => status)).toEqual(['armed']);
  return stage;
}

const PROPOSED = { market: ETH, side: 'long', stop: '3120', riskPct: 0.6, strategist: 'llm' };
const wrong = (different: object): string => JSON.stringify({ ...answerOf(), conditions: [{ ...IDEA, ...different }] });

describe('an answer of the model', () => {
  it.each<[string, readonly Scripted[], readonly string[]]>([
    ['that is good', [said(IDEA)], ['good']],
    ['with prose around it', [`Sure! Here is my answer:\n\`\`\`json\n${said(IDEA)}\n\`\`\`\nGood luck.`], ['good']],
    ['with a wrong word, put right when it is asked again', [wrong({ side: 'buy' }), said(IDEA)], ['malformed', 'good']],
    ['with a field that nobody knows, put right', [wrong({ leverage: 50 }), said(IDEA)], ['malformed', 'good']],
    ['that is no JSON, put right', ['I would buy here.', said(IDEA)], ['malformed', 'good']],
    ['after 429 with a time to wait', [{ status: 429, retryAfter: 1 }, said(IDEA)], ['failed', 'good']],
    ['after an error of the server', [{ status: 500 }, { status: 503 }, said(IDEA)], ['failed', 'failed', 'good']],
    ['after a connection that was cut', [{ fault: 'cut' }, said(IDEA)], ['failed', 'good']],
    ['after a connection that was closed', [{ fault: 'hangup' }, said(IDEA)], ['failed', 'good']],
  ])('%s becomes a condition that waits for an answer, and leaves what is armed alone', async (_, answers, verdicts) => {
    await using stage = await openArmed(answers);
    const before = armed(stage.world);
    const { [ETH]: eth } = await stage.asks();
    expect(eth).toMatchObject({
      outcome: 'proposed',
      reasons: ['the model wants long, ETH/USDT crosses below 3,180, stop 3,120', 'its note: Nothing else.'],
    });
    expect(proposals(stage.world)).toEqual([PROPOSED]);
    expect(stage.verdicts()).toEqual(['good', ...verdicts]);
    expect(armed(stage.world)).toBe(before);
  });

  it.each(['json_schema', 'json_object'] as const)('of a server that does not know %s is a condition too', async (form) => {
    await using stage = await openArmed([said(IDEA)], [], form === 'json_schema' ? ['json_schema'] : ['json_schema', 'json_object']);
    await stage.asks();
    expect(proposals(stage.world)).toEqual([PROPOSED]);
    expect(stage.fake.asked.at(-1)?.response_format?.type).toBe(form === 'json_schema' ? 'json_object' : undefined);
    expect(stage.question()).toContain('JSON Schema');
  });

  it.each<[string, readonly Scripted[], string, RegExp]>([
    ['with a wrong word, twice', times(2, wrong({ side: 'buy' })), 'malformed', /side/],
    ['with a field that nobody knows, twice', times(2, wrong({ approve: true })), 'malformed', /approve/],
    ['that is no JSON, twice', times(2, 'I would buy here.'), 'malformed', /./],
    ['with a number that is none', times(2, wrong({ stop: 1 }).replace('"stop":1', '"stop":NaN')), 'malformed', /./],
    ['with an endless number', times(2, wrong({ stop: 1 }).replace('"stop":1', '"stop":1e999')), 'malformed', /./],
    ['with a huge number', times(2, wrong({ stop: 1e300 })), 'malformed', /stop/],
    ['that is cut off', [{ text: said(IDEA).slice(0, 200), finish: 'length' }], 'truncated', /cut off/],
    ['that is a refusal', [{ refusal: 'I cannot give financial advice.' }], 'refused', /refused/],
    ['that is held back', [{ text: '', finish: 'content_filter' }], 'refused', /held/],
    ['that is empty, twice', times(2, ''), 'malformed', /./],
    ['that is an error of the server, again and again', times(3, { status: 500 }), 'failed', /500/],
    ['that never comes', times(3, { fault: 'hang' }), 'timeout', /did not answer within/],
    ['that is cut in the middle, again and again', times(3, { fault: 'cut' }), 'failed', /./],
    ['that stops in the middle', times(3, { fault: 'stall' }), 'timeout', /./],
    ['that is a page of a hotel', times(3, { fault: 'garbage' }), 'failed', /./],
    ['that has nothing in it', times(3, { fault: 'empty' }), 'failed', /./],
    ['that asks too much patience', times(3, { status: 429, retryAfter: 3_000 }), 'failed', /too often/],
    ['that sends elsewhere', [{ fault: 'redirect' }], 'failed', /elsewhere/],
    ['of a server that knows the key no more', [{ status: 401 }], 'failed', /model\.token/],
  ])('%s proposes nothing, is written down with its reason, and leaves what is armed alone', async (_, answers, verdict, why) => {
    await using stage = await openArmed(answers, ['model.timeoutSeconds=30']);
    const { world } = stage;
    const before = armed(world);
    const found = await stage.asks();
    for (const market of [BTC, ETH]) {
      expect(found[market]?.outcome).toBe('waiting');
      expect(found[market]?.reasons[0]).toMatch(/^no answer: ./);
      expect(found[market]?.reasons[0]).toMatch(why);
      const trace = tracesOf(world, market).at(-1);
      expect(trace).toEqual({ outcome: 'waiting', reasons: JSON.stringify(found[market]?.reasons) });
    }
    expect(proposals(world)).toEqual([]);
    const [first, ...after] = stage.verdicts();
    expect(first).toBe('good');
    expect(after.length).toBeGreaterThan(0);
    expect(after.at(-1)).toBe(verdict);
    expect(armed(world)).toBe(before);
    // What is armed still does what it was armed for.
    await world.price(BTC, 64_410);
    expect(world.events('condition.triggered')).toHaveLength(1);
  });

  it.each<[string, object, string, RegExp]>([
    ['a market that nobody asked about', { market: 'DOGE/USDT' }, BTC, /^refused: a condition for a market that was not asked about$/],
    [
      'a market with an order in its name',
      { market: 'ETH/USDT; approve c1' },
      ETH,
      /^refused: a condition for a market that was not asked about$/,
    ],
    ['a stop on the wrong side', { stop: 3_300 }, ETH, /^refused: the stop 3,300 is on the wrong side/],
    ['prices in cents', { entry: { ...IDEA.entry, price: 318_000 } }, ETH, /^refused: .*another unit/],
    ['prices in thousands', { stop: 3.12 }, ETH, /^refused: .*another unit/],
    ['prices of another market', { entry: { ...IDEA.entry, price: 64_000 }, stop: 63_000 }, ETH, /^refused: .*another market/],
    ['a number at the edge of what can be written', { stop: 1e9 }, ETH, /^refused: .*another unit/],
    ['a target on the wrong side', { targets: [{ price: 3_000, sharePct: 100 }] }, ETH, /^refused: the targets do not lie/],
    [
      'targets that take more than there is',
      { targets: IDEA.targets.map((one) => ({ ...one, sharePct: 80 })) },
      ETH,
      /^refused: the targets take 160 %/,
    ],
    ['a stop within the noise', { stop: 3_179.5 }, ETH, /^refused: the stop is .* inside the noise/],
    ['a reward that costs eat', { targets: [{ price: 3_190, sharePct: 100 }] }, ETH, /^refused: reward to risk/],
    ['a trigger far away', { entry: { ...IDEA.entry, price: 2_900 }, stop: 2_800 }, ETH, /^refused: the trigger is more than 5 % away/],
    [
      'a short of a spot market',
      { side: 'short', stop: 3_240, targets: [{ price: 3_000, sharePct: 100 }] },
      ETH,
      /^refused: a spot market cannot be sold short/,
    ],
    ['what is armed already', { ...ARMED, stop: 63_000, pattern: null }, BTC, /^refused: c1 is armed for the same market and side/],
  ])('with %s is refused with a sentence, which the next question tells', async (_, different, market, why) => {
    await using stage = await openArmed([wrong(different), said(), said(IDEA)]);
    const { world } = stage;
    const before = armed(world);
    const found = (await stage.asks())[market];
    expect(found?.outcome).toBe('refused');
    expect(found?.reasons.find((reason) => why.test(reason))).toBeDefined();
    expect(proposals(world)).toEqual([]);
    expect(armed(world)).toBe(before);
    expect(stage.verdicts()).toEqual(['good', 'good']);
    expect(tracesOf(world, market).at(-1)).toMatchObject({ outcome: 'refused' });

    await stage.asks();
    const section = stage.question().split(`## ${market}\n`)[1]?.split('\n## ')[0] ?? '';
    expect(section).toMatch(/^last time refused: /m);
    expect(stage.question()).not.toContain('approve c1');
    // What was wrong once does not stick.
    await world.minutes(1);
    await stage.asks();
    expect(stage.question()).not.toMatch(/^last time/m);
    expect(proposals(world)).toEqual([PROPOSED]);
  });

  it('with the same condition again is merged with what waits already', async () => {
    await using stage = await openArmed([said(IDEA), said(ARMED, IDEA)]);
    await stage.asks();
    const before = armed(stage.world);
    await stage.world.minutes(1);
    const found = await stage.asks();
    expect(found[ETH]?.reasons[0]).toBe('merged: the same as c2');
    expect(found[BTC]?.reasons[0]).toBe('merged: the same as c1');
    expect(stage.world.events('condition.merged').map(({ subject }) => subject)).toEqual(['c1', 'c2']);
    expect(proposals(stage.world)).toEqual([PROPOSED]);
    expect(armed(stage.world)).toBe(before);
  });

  it('that wants more than the desk allows gets what the desk allows', async () => {
    await using stage = await openArmed([said({ ...IDEA, riskPct: 90, expiryHours: 700 })]);
    const found = await stage.asks();
    expect(found[ETH]?.reasons[0]).toContain('a risk of 90 % was asked for and 1 % is taken; 700 h were asked for and 12 h are given');
    const [proposed] = [...stage.world.ledger.memory.conditions.values()].filter(({ status }) => status === 'proposed');
    expect(proposed).toMatchObject({ riskPct: 1, expiresAt: stage.world.now + 12 * 3_600_000 });
  });

  it('leaves an opinion of each market, which is measured like those of the others', async () => {
    await using stage = await openArmed([]);
    expect(
      stage.world.ledger.all("select market, direction, strength, status from opinion where analyst = 'model' order by market"),
    ).toEqual([
      { market: BTC, direction: 'up', strength: 0.6, status: 'open' },
      { market: ETH, direction: 'flat', strength: 0.5, status: 'void' },
    ]);
  });
});

describe('the model', () => {
  it('is asked one question about all markets after each close of its timeframe', async () => {
    await using stage = await openLlm({ answers: times(4, said()) });
    await stage.world.minutes(125);
    expect(stage.fake.asked).toHaveLength(2);
    for (const body of stage.fake.asked) expect(textOf(body)).toMatch(/## BTC\/USDT\n[\s\S]*## ETH\/USDT\n/);
    expect(textOf(stage.fake.asked[0])).toContain('now 2026-01-05T09:00Z');
    expect(tracesOf(stage.world, BTC).at(-1)).toMatchObject({ outcome: 'nothing' });
  });

  it('is asked by /propose, which says what came of it', async () => {
    await using stage = await openLlm({ answers: [said(IDEA)] });
    expect(await stage.world.says('/propose ETH/USDT')).toMatch(/1 proposed[\s\S]*the model wants long/);
    expect(stage.question()).not.toContain('## BTC/USDT');
    expect(await stage.world.says('/why ETH/USDT')).toContain('The model wants long, ETH/USDT crosses below 3,180, stop 3,120');
  });

  it('is not asked when the budget of the day is spent; what is armed stays armed', async () => {
    await using stage = await openLlm({ answers: [said(ARMED), ...times(9, said())] }, ['model.tokensPerDay=10000']);
    const { world, fake } = stage;
    await stage.asks();
    const before = armed(world);
    for (let i = 0; i < 9; i++) {
      await world.minutes(1);
      await stage.asks();
    }
    const { length } = fake.arrived;
    expect(length).toBeLessThan(10);
    await world.minutes(1);
    const found = await stage.asks();
    expect(found[BTC]).toMatchObject({ outcome: 'waiting', reasons: [expect.stringMatching(/^no answer: .*budget/)] });
    expect(fake.arrived).toHaveLength(length);
    expect(world.events('budget.spent')).toHaveLength(1);
    expect(armed(world)).toBe(before);
  });

  it('is left alone after failures in a row, and what is armed survives that and a restart', async () => {
    await using stage = await openArmed([...times(9, { status: 500 }), said(IDEA)], ['model.breakerFailures=3']);
    const { world, fake } = stage;
    const before = armed(world);
    for (let i = 0; i < 3; i++) {
      await world.minutes(1);
      await stage.asks();
    }
    expect(world.events('model.down')).toHaveLength(1);
    const asked = fake.arrived.length;
    expect((await stage.asks())[BTC]?.reasons[0]).toMatch(/^no answer: .*left alone/);
    expect(fake.arrived).toHaveLength(asked);
    expect(armed(world)).toBe(before);
    await world.minutes(16);
    await stage.asks();
    expect(world.events('model.up')).toHaveLength(1);
    expect(proposals(world)).toEqual([PROPOSED]);
    await world.restart({ crash: true });
    expect(armed(world)).toBe(before);
  });

  it('never sees a key, and never more than its question may have', async () => {
    await using stage = await openArmed([]);
    const text = textOf(stage.fake.asked[0]);
    expect(text).not.toContain(stage.fake.key);
    expect(stage.fake.asked[0]?.max_tokens ?? stage.fake.asked[0]?.max_completion_tokens).toBe(800);
    expect(text).toContain('No condition is a good answer');
  });
});

const textOf = (body: ChatBody | undefined): string => body?.messages.map(({ content }) => content).join('\n') ?? '';
