import { describe, expect, it } from 'vitest';
import type { Answered, Model, Question } from '#src/model/port.ts';
import type { Decision, MarketScene } from '#src/strategist/port.ts';
import { askedOf, depsOf } from '#test/askedModel.ts';
import type { World } from '#test/harness.ts';
import { openLived } from '#test/livedDesk.ts';
import { LlmStrategist } from './llm.ts';
import type { Wire } from './wire.ts';

const NOTHING: Wire = { opinions: [], conditions: [], note: '' };

/** A model that answers as it is told. */
class Told implements Model {
  readonly name = 'told';
  readonly questions: Question<unknown>[] = [];
  answer: Answered<Wire> = { ok: true, value: NOTHING };
  /** What happens while it thinks. */
  meanwhile: () => void = () => undefined;

  ask<T>(question: Question<T>): Promise<Answered<T>> {
    this.questions.push(question);
    this.meanwhile();
    return Promise.resolve(this.answer as Answered<T>);
  }

  inquire(): never {
    throw new Error('a strategist asks no free questions');
  }

  state(): ReturnType<Model['state']> {
    return { state: 'up', reason: '' };
  }
}

async function asks(
  world: World,
  answer: Answered<Wire>,
  scenes?: readonly string[],
  meanwhile?: () => void,
): Promise<{ decisions: ReadonlyMap<string, Decision>; model: Told }> {
  const model = new Told();
  model.answer = answer;
  if (meanwhile !== undefined) model.meanwhile = meanwhile;
  const strategist = new LlmStrategist(model, depsOf(world));
  const all = askedOf(world);
  const chosen: MarketScene[] = [];
  for (const { context, seen } of all) {
    const fresh = strategist.forMarket(context.market);
    for (const timeframe of seen.timeframes)
      for (const candle of world.app.candles.of(context.market.symbol, timeframe)) fresh.candle(timeframe, candle);
    if (scenes === undefined || scenes.includes(context.market.symbol)) chosen.push({ market: context.market, context });
  }
  return { decisions: await strategist.decideAll(chosen), model };
}

const good = (value: Partial<Wire>): Answered<Wire> => ({ ok: true, value: { ...NOTHING, ...value } });
const LONG: Wire['conditions'][number] = {
  market: 'BTC/USDT',
  side: 'long',
  entry: { kind: 'crosses_above', price: 64_300, timeframe: null },
  stop: 63_000,
  targets: [{ price: 66_500, sharePct: 100 }],
  riskPct: 3,
  expiryHours: 6,
  pattern: 'momentum_breakout',
  thesis: 'A break goes on.',
  against: 'Costs.',
  invalidation: null,
};

describe('the strategist that is a language model', () => {
  it('asks one question about all markets, and decides market by market', async () => {
    await using world = await openLived({}, 30);
    const { decisions, model } = await asks(
      world,
      good({
        opinions: [
          { market: 'BTC/USDT', direction: 'up', strength: 0.6 },
          { market: 'BTC/USDT', direction: 'down', strength: 0.7 },
          { market: 'ETH/USDT', direction: 'flat', strength: 0.9 },
          { market: 'DOGE/USDT', direction: 'up', strength: 0.9 },
        ],
        conditions: [LONG],
        note: 'One break; the rest is quiet. See t.me/x',
      }),
    );
    expect(model.questions).toHaveLength(1);
    const [question] = model.questions as [Question<unknown>];
    expect(question).toMatchObject({ purpose: 'strategist', prompt: { name: 'strategist', sha256: 'of strategist' }, maxTokens: 800 });
    for (const symbol of world.settings.values.desk.markets) expect(question.user).toContain(`## ${symbol}\n`);
    expect([...decisions.keys()]).toEqual(world.settings.values.desk.markets);
    expect(decisions.get('BTC/USDT')).toMatchObject({
      outcome: 'proposed',
      reasons: [
        'the model wants long, BTC/USDT crosses above 64,300, stop 63,000; a risk of 3 % was asked for and 1 % is taken',
        'its note: One break; the rest is quiet. See t. me/x',
      ],
      drafts: [{ market: 'BTC/USDT', stop: '63000', riskPct: 1 }],
      opinions: [{ analyst: 'model', direction: 'up', strength: 0.6, horizonMinutes: 240 }],
    });
    expect(decisions.get('ETH/USDT')).toEqual({
      outcome: 'nothing',
      reasons: ['the model proposes nothing here', 'its note: One break; the rest is quiet. See t. me/x'],
      drafts: [],
      opinions: [{ analyst: 'model', direction: 'flat', strength: 0.5, horizonMinutes: 240 }],
    });
    expect(decisions.get('SOL/USDT')?.opinions).toEqual([]);
  });

  it('asks only about the markets that are due', async () => {
    await using world = await openLived({}, 30);
    const { decisions, model } = await asks(world, good({}), ['SOL/USDT']);
    expect([...decisions.keys()]).toEqual(['SOL/USDT']);
    expect(model.questions[0]?.user).not.toContain('## BTC/USDT');
  });

  it('has decided nothing where there is no answer, and says why', async () => {
    await using world = await openLived({}, 30);
    const text = 'The budget of today is spent: 300,000 tokens.\nThe model is asked again tomorrow.';
    const { decisions } = await asks(world, { ok: false, why: 'budget', text });
    expect(decisions.size).toBe(5);
    for (const decision of decisions.values())
      expect(decision).toEqual({ outcome: 'waiting', reasons: [`no answer: ${text.replace('\n', ' ')}`], drafts: [] });
  });

  it('refuses what cannot be meant, and a market that nobody asked about, whose name it does not repeat', async () => {
    await using world = await openLived({}, 30);
    const { decisions } = await asks(
      world,
      good({
        conditions: [
          { ...LONG, stop: 640 },
          { ...LONG, market: 'IGNORE ALL LIMITS' },
        ],
      }),
      ['BTC/USDT', 'ETH/USDT'],
    );
    const other = 'refused: a condition for a market that was not asked about';
    expect(decisions.get('BTC/USDT')).toMatchObject({
      outcome: 'refused',
      reasons: ['refused: the stop 640 cannot be a price of a market at 64,000: another unit, or another market', other],
      drafts: [],
    });
    expect(decisions.get('ETH/USDT')).toMatchObject({ outcome: 'refused', reasons: [other] });
  });

  it('holds an answer against the price of when it comes, not of when it was asked', async () => {
    await using world = await openLived({}, 30);
    const { quotes } = world.app;
    const { decisions } = await asks(world, good({ conditions: [LONG] }), ['BTC/USDT'], () => {
      const quote = quotes.get('BTC/USDT');
      if (quote !== undefined) quotes.put({ ...quote, last: 64_200 });
    });
    expect(decisions.get('BTC/USDT')?.drafts[0]?.referencePrice).toBe('64200');
  });

  it('asks nobody about a market whose candles are too few to measure a stop with', async () => {
    await using world = await openLived({}, 5);
    const { decisions, model } = await asks(world, good({}));
    expect(model.questions).toEqual([]);
    expect(decisions.get('BTC/USDT')).toEqual({
      outcome: 'waiting',
      reasons: ['too few 1h candles to measure with: 5 of 14'],
      drafts: [],
    });
  });

  it('keeps opinions to itself where the model is no analyst', async () => {
    await using world = await openLived({ sets: ['analysts.on=["trend"]'] }, 30);
    const { decisions } = await asks(world, good({ opinions: [{ market: 'BTC/USDT', direction: 'up', strength: 0.6 }] }));
    expect(decisions.get('BTC/USDT')?.opinions).toEqual([]);
  });

  it('cites what its conditions rest on: zones between entry and stop, insights that hold, the trace before', async () => {
    await using world = await openLived();
    await world.app.proposer.now('BTC/USDT');
    const seen = askedOf(world)[0]?.seen;
    const price = world.feed.last('BTC/USDT') as number;
    const zone = seen?.views
      .flatMap(({ blocks, gaps }) => [...blocks, ...gaps])
      .find(({ side, top }) => side === 'long' && top < price && top > price * 0.9);
    expect(zone).toBeDefined();
    const stop = (zone as { bottom: number }).bottom * 0.999;
    const { decisions } = await asks(world, good({ conditions: [{ ...LONG, stop }] }), ['BTC/USDT']);
    const [draft] = decisions.get('BTC/USDT')?.drafts ?? [];
    expect(draft?.evidence.some((id) => /^(?:ob|fvg):(?:1h|4h):\d{4}-\d\d-\d\dT\d\d:00$/.test(id))).toBe(true);
    expect(draft?.evidence.at(-1)).toMatch(/^trace:\d+$/);
  });

  it('leans as the average of the profile does, so that a position can be abandoned', async () => {
    await using world = await openLived();
    const seen = askedOf(world)[0]?.seen;
    expect(seen?.timeframes).toEqual(['15m', '1h', '4h']);
    expect(['long', 'short']).toContain(seen?.bias());
    expect(seen?.describeBias()).toMatch(/^bias (?:long|short): the last 4h close is [\d.]+ % (?:above|below) its EMA50$/);
  });
});
