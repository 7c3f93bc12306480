import { describe, expect, it } from 'vitest';
import type { Order } from '#src/domain/order.ts';
import { text } from '#test/fakes/venue/units.ts';
import { agrees, arms, CALM, enters, heldAt, opens, ordersOf, rests, STOP, stopsAt, TRIGGERED, waits } from './acts.ts';
import type { LiveWorld } from './liveWorld.ts';

/** The process ends between the written row and the socket: what is named never leaves. */
function neverLeaves({ world }: LiveWorld, is: (order: Order) => boolean): void {
  const { venue } = world.app;
  const submit = venue.submit.bind(venue);
  venue.submit = (order) => {
    if (!is(order)) submit(order);
  };
}

/** What can be sold of what is held: steps of the market. */
const heldOf = (live: LiveWorld): string => {
  const [stop] = live.exchange.orders().filter(({ state }) => state === 'waiting');
  const held = Number(heldAt(live));
  expect(held - Number(text(stop?.amount ?? 0n))).toBeLessThan(Number(live.exchange.market(live.market).step));
  return text(stop?.amount ?? 0n);
};

describe('killed', () => {
  it.each(['kraken', 'krakenfutures'])(
    'FI-05: at %s between the written row and the socket: unknown, then proven absent (or asked about), never sent again',
    async (id) => {
      await using live = await opens(id);
      neverLeaves(live, () => true);
      await arms(live);
      await live.price(TRIGGERED);
      expect(ordersOf(live)).toEqual(['entry submitting']);
      await live.restart(true);
      expect(ordersOf(live)).toEqual(['entry unknown']);
      await live.minutes(1);
      expect(ordersOf(live)).toEqual([id === 'krakenfutures' ? 'entry needs_human' : 'entry absent']);
      if (id === 'krakenfutures') await live.world.says('/settle o1 absent sure');
      await live.minutes(1);
      expect(live.server.createsOf()).toBe(0);
      expect(ordersOf(live)).toEqual(['entry absent']);
      await agrees(live);
    },
  );

  it.each(['binance', 'krakenfutures'])(
    'FI-06, FI-07: at %s after the venue took an entry and before that was written: adopted as it is, one order, with its stop',
    async (id) => {
      await using live = await opens(id);
      live.server.faults.plan('holdAnswer', { kind: 'create' });
      await arms(live);
      await live.price(TRIGGERED);
      expect(ordersOf(live)).toEqual(['entry submitting']);
      await live.restart(true);
      live.server.faults.release();
      for (let i = 0; i < 4; i++) await live.seconds(1);
      expect(ordersOf(live)).toEqual(['entry filled', 'stop open']);
      await agrees(live);
    },
  );

  it.each(['binance', 'krakenfutures'])(
    'FI-09: at %s after the fill and before its stop was sent: one stop rests within thirty seconds',
    async (id) => {
      await using live = await opens(id);
      neverLeaves(live, ({ type }) => type === 'stop');
      await enters(live);
      expect(stopsAt(live)).toEqual([]);
      await live.restart(true);
      for (let i = 0; i < 30; i++) await live.seconds(1);
      expect(stopsAt(live)).toEqual([`sell ${heldOf(live)} at ${STOP}`]);
      await live.minutes(1);
      expect(stopsAt(live)).toHaveLength(1);
      // Where orders have no deadline, only a person can say that the first one is not there.
      if (id === 'krakenfutures') await live.world.says('/settle o2 absent sure');
      await agrees(live);
    },
  );

  it('FI-69: at kraken while its switch is set, and the entry is filled meanwhile: it is taken off at the start, and the new stop stays', async () => {
    await using live = await opens('kraken');
    const name = await rests(live);
    for (let i = 0; i < 6; i++) await waits(live, 4);
    live.exchange.execute(name, '1', String(TRIGGERED + 0.5));
    await live.restart(true);
    for (let i = 0; i < 25; i++) await waits(live, 4);
    expect(ordersOf(live)).toEqual(['entry filled', 'stop open']);
    expect(stopsAt(live)).toHaveLength(1);
    await agrees(live);
  });

  it.each(['binanceusdm', 'kraken'])(
    'FI-10: at %s after the venue took the stop and before that was written: it is found, and there is no second one',
    async (id) => {
      await using live = await opens(id);
      live.server.faults.plan('holdAnswer', { kind: 'create', skip: 1 });
      // Nor has anybody read of it.
      live.world.ledger.listen(({ kind }) => {
        if (kind === 'order.submitted' && ordersOf(live).length > 1) live.server.faults.plan({ stale: 5_000 }, { kind: 'read', times: 9 });
      });
      await arms(live);
      await live.price(TRIGGERED);
      for (let i = 0; i < 4 && ordersOf(live).length < 2; i++) await live.seconds(0.4);
      expect(ordersOf(live)).toEqual(['entry filled', 'stop submitting']);
      live.server.faults.clear();
      await live.restart(true);
      live.server.faults.release();
      await live.minutes(1);
      expect(ordersOf(live)).toEqual(['entry filled', 'stop open']);
      expect(stopsAt(live)).toHaveLength(1);
      await agrees(live);
    },
  );

  it('FI-06: while an entry rests unfilled: it is an open order after the restart, and no position', async () => {
    await using live = await opens('binance');
    await rests(live);
    await waits(live, 1);
    expect(ordersOf(live)).toEqual(['entry open']);
    await live.restart(true);
    await waits(live, 5);
    expect(ordersOf(live)).toEqual(['entry open']);
    expect(live.world.ledger.memory.positions.size).toBe(0);
    await live.seconds(5);
    expect(ordersOf(live)).toEqual(['entry filled', 'stop open']);
    await agrees(live);
  });

  it('FI-08: among the fills of one order: each is booked once, those from before and those from while nobody ran', async () => {
    await using live = await opens('binanceusdm');
    const name = await rests(live, '0.004');
    await waits(live, 1);
    await waits(live, 4);
    expect(live.world.events('fill.recorded')).toHaveLength(1);
    live.exchange.execute(name, '0.002', String(TRIGGERED + 0.5));
    await live.restart(true);
    live.exchange.execute(name, '0.003', String(TRIGGERED + 0.5));
    live.server.faults.plan('duplicatePage', { kind: 'read', times: 20 });
    await waits(live, 4);
    await waits(live, 4);
    expect(live.world.events('fill.recorded')).toHaveLength(3);
    await live.seconds(5);
    await live.seconds(5);
    expect(ordersOf(live)[0]).toBe('entry filled');
    expect(stopsAt(live)).toEqual(['sell 0.013 at 62000']);
    await agrees(live);
  });

  it('FI-11: while a cancel is under way: it is asked for again, and the order ends once', async () => {
    await using live = await opens('kraken');
    await rests(live);
    await waits(live, 1);
    live.server.faults.plan('hold', { kind: 'cancel' });
    await live.world.says('/halt');
    await live.settled();
    expect(live.world.events('order.cancel_asked')).toHaveLength(1);
    await live.restart(true);
    for (let i = 0; i < 4; i++) await waits(live, 4);
    expect(ordersOf(live)).toEqual(['entry canceled']);
    expect(live.world.events('order.cancel_asked')).toHaveLength(1);
    await agrees(live);
  });

  it('FI-11: between taking a stop away and selling what it held: the coins are sold once, or protected again', async () => {
    await using live = await opens('binance');
    await enters(live);
    live.server.faults.plan('holdAnswer', { kind: 'cancel' });
    await live.world.says('/close all');
    await live.settled();
    expect(stopsAt(live)).toEqual([]);
    await live.restart(true);
    live.server.faults.release();
    await live.minutes(1, CALM);
    const { positions } = live.world.ledger.memory;
    expect(positions.size).toBe(stopsAt(live).length);
    await agrees(live);
  });
});
