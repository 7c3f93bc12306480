import { describe, expect, it } from 'vitest';
import { instant } from '#src/domain/clock.ts';
import type { Order } from '#src/domain/order.ts';
import { seededRng } from '#src/domain/rng.ts';
import { refusalAtEgress } from '#src/sniper/egress.ts';
import { size } from '#test/size.ts';
import { BTC, LiveStage } from './liveStage.ts';

const PLACEMENTS = size(10_000, 2_000);

describe('a halt', () => {
  it('INV-4, FI-61: lets no order that adds risk out after its commit, in thousands of random placements, also between the written row and the socket', {
    timeout: 300_000,
  }, async () => {
    await using stage = await LiveStage.open();
    stage.reconciler.stop();
    const { sniper, ledger, venue } = stage;
    const rng = seededRng(20261121);
    // Orders wait here as they wait for their turn in the venue's own queue; the socket is asked about right before it is written to.
    const queue: Order[] = [];
    const out: { order: Order; halted: boolean }[] = [];
    venue.submit = (order) => void queue.push(order);
    const socket = (): void => {
      const order = queue.shift();
      if (order === undefined) return;
      const refusal = refusalAtEgress(ledger.memory, order);
      if (refusal !== undefined) sniper.sink.rejected({ clientOrderId: order.clientOrderId, reason: refusal, at: stage.now });
      else out.push({ order, halted: ledger.memory.halt !== undefined });
    };
    let place = 0;
    const reached = new Map<string, number>();
    const halt = (where: string): void => {
      reached.set(where, (reached.get(where) ?? 0) + 1);
      sniper.halt(`placement ${where}`, 'user:terminal');
    };
    ledger.listen(({ kind }) => {
      if (place === 1 && kind === 'condition.triggered') halt('after the trigger is committed');
      if (place === 2 && kind === 'order.submitted') halt('after the row is committed');
    });
    ledger.within((tx, { kind, subject }) => {
      // Somebody else's transaction that holds both: the order is written, and the halt with it.
      if (place === 3 && kind === 'order.submitted' && tx.memory.orders.get(subject)?.order.reduceOnly === false)
        tx.append({ kind: 'halt.set', subject: 'halt', actor: 'user:terminal', data: { reason: 'in the same commit' } });
    });
    for (let i = 0; i < PLACEMENTS; i++) {
      place = Math.floor(rng.next() * 7);
      stage.quote(BTC, 64_000);
      stage.arms();
      if (place === 0) halt('before the trigger');
      stage.quote(BTC, 64_110 + Math.floor(rng.next() * 10));
      if (place === 4) halt('while the order waits for the socket');
      socket();
      if (place === 5) halt('after the socket');
      socket();
      // Whatever is left ends, and the next one begins.
      for (const { order } of [...ledger.memory.orders.values()])
        sniper.sink.canceled({ clientOrderId: order.clientOrderId, reason: 'the next placement', at: stage.now });
      for (const one of [...ledger.memory.conditions.values()]) if (one.status === 'armed') sniper.disarm(one.id, 'user:terminal');
      if (ledger.memory.halt !== undefined) sniper.resume('the next placement', 'user:terminal');
      if (i % 200 === 0) {
        // Rates are counted by the minute.
        stage.clock.advanceTo(instant(stage.now + 61_000));
      }
    }
    expect(out.filter(({ order, halted }) => halted && !order.reduceOnly)).toEqual([]);
    expect(out.length).toBeGreaterThan(PLACEMENTS / 10);
    expect([...reached.keys()].sort()).toEqual([
      'after the row is committed',
      'after the socket',
      'after the trigger is committed',
      'before the trigger',
      'while the order waits for the socket',
    ]);
    const absent = stage.events('order.absent').map(({ data }) => data.reason);
    expect(absent.length).toBeGreaterThan(PLACEMENTS / 10);
    expect(new Set(absent.map((one) => one.split(' (')[0]))).toEqual(new Set(['Heron was halted before it was sent']));
    expect(stage.events('order.rejected')).toEqual([]);
  });

  it('cancels entries at work, keeps stops, lets exits out, and survives a restart', async () => {
    await using stage = await LiveStage.open(({ venue }) => {
      venue.fillShare = 0.5;
    });
    const trade = await stage.enters({}, 5);
    stage.venue.cancelTravel = 'lostBefore';
    stage.sniper.halt('a test', 'user:terminal');
    stage.venue.cancelTravel = 'through';
    await stage.restart(2);
    await stage.seconds(10);
    expect(stage.ledger.memory.halt).toBeDefined();
    expect(stage.ordersOf(trade)).toEqual(['entry canceled', 'stop open']);
    stage.venue.fillShare = 1;
    expect(stage.sniper.flatten('user:terminal')).toMatchObject([{ ok: true }]);
    await stage.seconds(20);
    expect(stage.ledger.memory.positions.size).toBe(0);
    expect(stage.books().ledger).toEqual(stage.books().venue);
  });

  it('does not revive an entry that arrives late: it is adopted, and what is left of it is canceled', async () => {
    await using stage = await LiveStage.open(({ venue }) => {
      venue.fillShare = 0.5;
    });
    stage.venue.nextTravels.push({ late: 5_000 });
    const trade = await stage.enters({}, 0.2);
    stage.sniper.halt('a test', 'user:terminal');
    await stage.seconds(40);
    expect(stage.ordersOf(trade)).toEqual(['entry canceled', 'stop open']);
  });
});

describe('/flatten', () => {
  it('cancels what is left of entries and closes every position by orders that can only reduce', async () => {
    await using stage = await LiveStage.open(({ venue }) => {
      venue.fillShare = 0.5;
    });
    const trade = await stage.enters({}, 5);
    stage.venue.fillShare = 1;
    const said = stage.sniper.flatten('user:terminal');
    expect(said.map(({ ok }) => ok)).toEqual([true, true]);
    await stage.seconds(20);
    expect(stage.ordersOf(trade)[0]).toBe('entry canceled');
    expect(stage.ledger.memory.positions.size).toBe(0);
    expect(stage.venue.sent.filter(({ order }) => order.purpose === 'manual').every(({ order }) => order.reduceOnly)).toBe(true);
    expect(stage.sniper.flatten('user:terminal')).toEqual([]);
  });
});

describe('an order', () => {
  it('MODE-2: cannot name an account of the other mode', async () => {
    await using stage = await LiveStage.open();
    stage.ledger.transact((tx) => {
      tx.append({
        kind: 'account.opened',
        subject: 'paper',
        actor: 'heron',
        data: { id: 'paper', venue: 'held', mode: 'paper', quote: 'USDT' },
      });
      const data = { account_id: 'paper', desk_id: 'main', asset: 'USDT', amount: '100000' };
      tx.append({ kind: 'capital.deposited', subject: 'paper', actor: 'heron', data });
    });
    stage.quote(BTC, 64_000);
    stage.arms({}, 'paper');
    stage.quote(BTC, 64_110);
    await stage.seconds(2);
    expect(stage.events('condition.denied').map(({ data }) => data.guard)).toEqual(['accountMode']);
    expect(stage.venue.sent).toEqual([]);
  });
});
