import { describe, expect, it } from 'vitest';
import { rOf } from '#src/domain/trade.ts';
import { openWorld } from '#test/harness.ts';
import { openLedgerWorld, playHistory } from '#test/ledgerWorld.ts';
import { joined, scorecards } from './scorecard.ts';
import { tradesInOrder } from './trades.ts';

describe('a scorecard', () => {
  it('counts every trade of a history once, with its mean and spread', async () => {
    const world = openLedgerWorld({ seed: 5, batch: 500 });
    playHistory(world, 60, 2);
    const cards = await scorecards(world.ledger);
    const all = cards.map(({ results }) => joined(results.people, results.policy)).reduce(joined);
    const results = tradesInOrder(world.ledger).map(({ trade }) => rOf(trade));
    const mean = results.reduce((sum, r) => sum + r, 0) / results.length;
    expect(results.length).toBeGreaterThan(20);
    expect([all.trades, all.wins]).toEqual([results.length, results.filter((r) => r > 0).length]);
    expect(all.meanR).toBeCloseTo(mean, 9);
    expect(all.m2).toBeCloseTo(
      results.reduce((sum, r) => sum + (r - mean) ** 2, 0),
      6,
    );
    const { n } = world.ledger.get<{ n: number }>('select count(*) as n from condition') as { n: number };
    expect(cards.reduce((sum, { proposals }) => sum + proposals, 0)).toBe(n);
  });

  it('goes on counting where it stopped: the same as counted anew', async () => {
    const world = openLedgerWorld({ seed: 6, batch: 1 });
    const anew = async () =>
      structuredClone(
        await scorecards({
          get: world.ledger.get.bind(world.ledger),
          all: world.ledger.all.bind(world.ledger),
          memory: structuredClone({}) as never,
        }),
      );
    for (let part = 0; part < 4; part++) {
      playHistory(world, 8, 1);
      // Two at once must not count the same twice.
      const [one, other] = await Promise.all([scorecards(world.ledger), scorecards(world.ledger)]);
      expect(one).toEqual(other);
      expect(withoutRounding(one)).toEqual(withoutRounding(await anew()));
    }
  });

  it('says who said yes, who said no, and which guard', async () => {
    await using world = await openWorld({ prices: { 'BTC/USDT': 63_800 } });
    const idea = {
      entry: 64_000,
      stop: 62_900,
      targets: [
        [65_500, 50],
        [67_000, 50],
      ] as [number, number][],
    };
    await world.proposes(idea);
    await world.says('/reject c1');
    await world.proposes({ ...idea, hours: 1 });
    await scorecards(world.ledger);
    await world.minutes(61);
    await world.proposes({ ...idea, riskPct: 0.2 });
    await world.price('BTC/USDT', 64_010, { spreadBps: 60 });
    await world.price('BTC/USDT', 63_800);
    await world.proposes({ ...idea, hours: 1 });
    await world.says('/approve c4');
    await world.minutes(61);
    await world.proposes(idea);
    const [card] = await scorecards(world.ledger);
    expect(card).toMatchObject({
      deskId: 'main',
      strategist: 'smc',
      proposals: 5,
      waiting: 1,
      approved: { people: 1, policy: 1 },
      rejected: { people: 1, policy: 0 },
      expired: 1,
      lapsed: 1,
      triggered: 1,
    });
    expect([...(card?.denied ?? [])]).toEqual([['spread', 1]]);
  });
});

/** Means that were added up in another order differ in the last digits. */
const withoutRounding = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, one: unknown) => (typeof one === 'number' ? Number(one.toPrecision(9)) : one)));
