import { describe, expect, it } from 'vitest';
import { FactBook } from '#src/reflection/facts.ts';
import { openWorld, type World } from '#test/harness.ts';
import { BTC, enters, idea } from './acts.ts';

async function trade(world: World, end: number): Promise<void> {
  await world.minutes(3, { [BTC]: 63_900 });
  await enters(world, idea({ targets: [[65_500, 100]], riskPct: 0.2 }));
  await world.minutes(3, { [BTC]: end });
}

const finishes = (world: World, trades: number): number =>
  world.ledger.transact((tx) =>
    tx.append({
      kind: 'reflection.finished',
      subject: 'main',
      actor: 'heron',
      data: { trades, claims: 0, dropped: 0, insights: [], adaptations: [], source: 'template', note: '' },
    }),
  );

describe('the facts that a desk learns from', () => {
  it('are the same, however often they were asked for before', async () => {
    await using world = await openWorld({
      prices: { [BTC]: 63_900 },
      sets: ['guards.lossStreak.tight=99', 'guards.marketLosses.count=99'],
    });
    const book = new FactBook(world.ledger, 'main');
    expect(book.all()).toEqual([]);
    await trade(world, 65_550);
    expect(book.all().map(({ r, isOld }) => [r > 0, isOld])).toEqual([[true, false]]);
    finishes(world, 1);
    await trade(world, 62_950);
    expect(book.all().map(({ r, isOld }) => [r > 0, isOld])).toEqual([
      [true, true],
      [false, false],
    ]);
    expect(book.all()).toEqual(new FactBook(world.ledger, 'main').all());
    expect(book.all()).toHaveLength(2);
  });

  it('are without a trade whose transaction was taken back', async () => {
    await using world = await openWorld({ prices: { [BTC]: 63_900 } });
    const book = new FactBook(world.ledger, 'main');
    await trade(world, 65_550);
    const [row] = world.events('trade.closed');
    const again = row?.data as NonNullable<typeof row>['data'];
    await world.minutes(3, { [BTC]: 63_900 });
    const id = await enters(world, idea({ riskPct: 0.2 }));
    const condition_id = world.ledger.memory.positions.get(id)?.conditionId as string;
    expect(() =>
      world.ledger.transact((tx) => {
        tx.append({ kind: 'trade.closed', subject: id, actor: 'sniper', data: { ...again, id, condition_id } });
        expect(book.all()).toHaveLength(2);
        throw new Error('the disk is full');
      }),
    ).toThrow('the disk is full');
    expect(book.all()).toHaveLength(1);
    expect(book.all()).toEqual(new FactBook(world.ledger, 'main').all());
  });
});
