import { describe, expect, it } from 'vitest';
import type { Opinion } from '#src/ledger/opinions.ts';
import { lastTrace } from '#src/ledger/traces.ts';
import { openWorld, type World, type WorldOptions } from '#test/harness.ts';
import { draftOf, type Idea } from '#test/scriptedStrategist.ts';
import type { Decision, MarketScene, Strategist } from './port.ts';

const BTC = 'BTC/USDT';
const ETH = 'ETH/USDT';
const PRICES = { [BTC]: 64_000, [ETH]: 3_000 };

type Answer = ReadonlyMap<string, Decision>;

/** A strategist that has to be waited for; `answer` is what it says to the next questions. */
class Slow implements Strategist {
  readonly name = 'llm';
  readonly asked: (readonly MarketScene[])[] = [];
  answer: (scenes: readonly MarketScene[]) => Promise<Answer> | Answer = () => new Map();

  forMarket(): ReturnType<Strategist['forMarket']> {
    return { timeframes: ['1h'], asks: '1h', candle: () => undefined, bias: () => 'neutral' };
  }

  async decideAll(scenes: readonly MarketScene[]): Promise<Answer> {
    this.asked.push(scenes);
    return this.answer(scenes);
  }
}

const proposes = (...ideas: readonly Idea[]): Slow['answer'] => {
  return (scenes) =>
    new Map(
      scenes.map(({ market, context }): [string, Decision] => {
        const drafts = ideas
          .filter((idea) => (idea.market ?? BTC) === market.symbol)
          .map((idea) => draftOf({ market: market.symbol, ...idea }, context.price, context.now));
        return [market.symbol, { outcome: drafts.length > 0 ? 'proposed' : 'nothing', reasons: ['a fresh break holds'], drafts }];
      }),
    );
};

async function slowWorld(options: WorldOptions = {}): Promise<{ world: World; slow: Slow }> {
  const slow = new Slow();
  const world = await openWorld({
    ...options,
    sets: ['desk.markets=[BTC/USDT, ETH/USDT]', ...(options.sets ?? [])],
    prices: PRICES,
    parts: () => ({ strategist: slow }),
  });
  // The opening ended an hour; what was asked because of it is not counted.
  await world.minutes(1);
  slow.asked.length = 0;
  return { world, slow };
}

const lastOutcome = ({ ledger }: World, market: string) => {
  const trace = lastTrace(ledger, market);
  return { outcome: trace?.outcome, reasons: JSON.parse(trace?.reasons ?? '[]') as string[] };
};

describe('a strategist that has to be waited for', () => {
  it('is asked once about all markets whose candles closed together, and what it says is proposed', async () => {
    const { world, slow } = await slowWorld();
    await using _ = world;
    slow.answer = proposes({ market: BTC }, { market: ETH, side: 'long' });
    await world.minutes(60);
    expect(slow.asked.map((scenes) => scenes.map(({ market }) => market.symbol))).toEqual([[BTC, ETH]]);
    expect(world.events('condition.proposed').map(({ data }) => [data.market, data.strategist])).toEqual([
      [BTC, 'llm'],
      [ETH, 'llm'],
    ]);
    expect(lastOutcome(world, ETH)).toMatchObject({ outcome: 'proposed', reasons: { 0: 'a fresh break holds' } });
  });

  it('waits llm.gatherSeconds for further markets', async () => {
    const { world, slow } = await slowWorld({ sets: ['llm.gatherSeconds=30'] });
    await using _ = world;
    await world.minutes(58);
    expect(slow.asked).toHaveLength(0);
    await world.minutes(0.4);
    expect(slow.asked).toHaveLength(0);
    await world.minutes(0.2);
    expect(slow.asked).toHaveLength(1);
  });

  it('is held to the price at which its answer comes, and not to the one that it was shown', async () => {
    const { world, slow } = await slowWorld();
    await using _ = world;
    slow.answer = async (scenes) => {
      await undefined;
      const quote = world.app.quotes.get(BTC);
      if (quote !== undefined) world.app.quotes.put({ ...quote, bid: 80_000, ask: 80_000, last: 80_000 });
      return proposes({ market: BTC })(scenes);
    };
    const [cycle] = await world.app.proposer.now(BTC);
    expect(cycle?.outcome).toBe('refused');
    expect(cycle?.reasons[0]).toMatch(/^refused: the reference price 64000 is not the price, which is 80000/);
    expect(lastOutcome(world, BTC)).toEqual({ outcome: 'refused', reasons: cycle?.reasons });
    expect(world.events('condition.proposed')).toEqual([]);
  });

  it('is refused a second condition beside one that was armed while it thought', async () => {
    const { world, slow } = await slowWorld();
    await using _ = world;
    slow.answer = proposes({ market: BTC });
    await world.app.proposer.now(BTC);
    const [first] = world.events('condition.proposed');
    slow.answer = async (scenes) => {
      expect(scenes[0]?.context.busy).toEqual({ long: true, short: false });
      await world.says(`/approve ${first?.subject}`);
      return proposes({ market: BTC, entry: 65_000 })(scenes);
    };
    const [cycle] = await world.app.proposer.now(BTC);
    expect(cycle?.reasons[0]).toBe(`refused: ${first?.subject} is armed for the same market and side`);
    expect(world.condition(first?.subject as string)?.status).toBe('armed');
  });

  it('changes nothing when it fails: what is armed stays armed, and the failure is reported', async () => {
    const { world, slow } = await slowWorld();
    await using _ = world;
    slow.answer = proposes({ market: BTC });
    await world.app.proposer.now(BTC);
    const id = world.events('condition.proposed')[0]?.subject as string;
    await world.says(`/approve ${id}`);
    const before = world.ledger.head;
    slow.answer = () => Promise.reject(new Error('the line is dead'));
    expect(await world.app.proposer.now()).toEqual([
      { market: BTC, outcome: 'waiting', reasons: ['the strategist did not answer; nothing was changed'] },
      { market: ETH, outcome: 'waiting', reasons: ['the strategist did not answer; nothing was changed'] },
    ]);
    expect(world.ledger.head).toEqual(before);
    expect(world.condition(id)?.status).toBe('armed');
    expect(world.bugs.splice(0).map(String)).toEqual(['Error: the line is dead']);
    expect(await world.says('/propose BTC')).toContain('the strategist did not answer; nothing was changed');
    expect(world.bugs.splice(0)).toHaveLength(1);
  });

  it('is dropped when Heron has ended before it answers, in order or not', async () => {
    const { world, slow } = await slowWorld();
    await using _ = world;
    for (const crash of [false, true]) {
      let answer: (decisions: Answer) => void = () => undefined;
      slow.answer = () =>
        new Promise((done) => {
          answer = done;
        });
      const said = world.app.proposer.now(BTC);
      await world.restart({ crash });
      const before = world.ledger.head;
      answer(new Map([[BTC, { outcome: 'proposed', reasons: [], drafts: [draftOf({}, 64_000, world.now)] }]]));
      expect(await said).toEqual([{ market: BTC, outcome: 'waiting', reasons: ['the strategist did not answer; nothing was changed'] }]);
      expect(world.ledger.head).toEqual(before);
      expect(world.events('condition.proposed')).toEqual([]);
      // An orderly end is nothing to report.
      expect(world.bugs.splice(0)).toHaveLength(crash ? 1 : 0);
    }
  });

  it('leaves a trace for a market that its answer does not name', async () => {
    const { world } = await slowWorld();
    await using _ = world;
    await world.app.proposer.now();
    expect(lastOutcome(world, ETH)).toEqual({ outcome: 'nothing', reasons: ['the answer says nothing about this market'] });
  });

  it('proposes at most condition.maxPerCycle in one answer, over all markets, and the rest is named', async () => {
    const { world, slow } = await slowWorld({ sets: ['condition.maxPerCycle=1'] });
    await using _ = world;
    slow.answer = proposes({ market: BTC }, { market: ETH });
    await world.app.proposer.now();
    expect(world.events('condition.proposed').map(({ data }) => data.market)).toEqual([BTC]);
    expect(lastOutcome(world, ETH)).toEqual({
      outcome: 'refused',
      reasons: ['refused: 1 more than condition.maxPerCycle allows', 'a fresh break holds'],
    });
  });

  it('is asked by /propose, whose answer waits for it', async () => {
    const { world, slow } = await slowWorld();
    await using _ = world;
    slow.answer = proposes({ market: ETH });
    expect(await world.says('/propose ETH')).toMatch(/1 proposed/);
    expect(slow.asked.map((scenes) => scenes.map(({ market }) => market.symbol))).toEqual([[ETH]]);
  });
});

describe('an opinion that comes with a decision', () => {
  const up: Opinion = { analyst: 'model', direction: 'up', strength: 0.7, horizonMinutes: 60 };

  it('is written with the price of the moment, and measured at its horizon', async () => {
    const { world, slow } = await slowWorld();
    await using _ = world;
    slow.answer = () => new Map([[BTC, { outcome: 'nothing', reasons: ['nothing stands out'], drafts: [], opinions: [up] }]]);
    await world.app.proposer.now(BTC);
    expect(world.events('opinions.given').map(({ subject, actor, data }) => [subject, actor, data])).toEqual([
      [BTC, 'strategist:llm', { price: 64_000, opinions: [up] }],
    ]);
    await world.minutes(70, { [BTC]: 64_500 });
    await world.app.proposer.now(BTC);
    expect(world.ledger.memory.analysts.get('model')).toMatchObject({ resolved: 1, right_count: 1 });
  });
});
