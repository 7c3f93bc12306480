import { describe, expect, it } from 'vitest';
import { text } from '#test/fakes/venue/units.ts';
import { agrees, closes, compares, enters, heldAt, opens, ordersOf, rests, STOP, stopsAt, TRIGGERED, waits } from './acts.ts';
import type { LiveWorld } from './liveWorld.ts';

const PRICE = String(TRIGGERED + 0.5);
const filledOf = (live: LiveWorld): string[] => live.world.events('fill.recorded').map(({ data }) => data.amount);
const cancels = ({ server }: LiveWorld): number => server.requests.filter(({ kind }) => kind === 'cancel').length;

/** An entry rests, and is asked to be canceled because Heron is halted; the request stands at the door of the venue. */
async function isBeingCanceled(live: LiveWorld): Promise<{ readonly clientOrderId: string }> {
  const name = await rests(live);
  await waits(live, 1);
  live.server.faults.plan('hold', { kind: 'cancel' });
  await live.world.says('/halt');
  await live.settled();
  expect(live.server.faults.held).toBe(1);
  return name;
}

async function isLetThrough(live: LiveWorld): Promise<void> {
  live.server.faults.release();
  await live.settled();
  for (let i = 0; i < 4; i++) await waits(live, 2);
}

describe('an entry that is filled in part', () => {
  it('FI-20: and then ended by the venue keeps what was filled: the stop is that, less the fee that was taken from it', async () => {
    await using live = await opens('binance');
    const name = await rests(live, '0.005');
    await waits(live, 4);
    expect(stopsAt(live)).toEqual([`sell 0.00499 at ${STOP}`]);
    live.exchange.end(name, 'expired');
    for (let i = 0; i < 3; i++) await waits(live, 4);
    expect(ordersOf(live)).toEqual(['entry expired', 'stop open']);
    expect(live.world.heard().join('\n')).toMatch(/t1 is open[\s\S]*0\.004995/);
    await closes(live);
    expect(heldAt(live)).toBe('0.000005');
    await agrees(live);
  });

  it('FI-20: with less than the venue takes for a stop is named after thirty seconds, and nothing is tried again and again', async () => {
    await using live = await opens('binance');
    const name = await rests(live, '0.00007');
    await waits(live, 4);
    live.exchange.end(name, 'canceled');
    for (let i = 0; i < 10; i++) await waits(live, 4);
    expect(live.server.createsOf()).toBe(1);
    expect(live.world.events('position.naked')).toMatchObject([{ subject: 't1' }]);
    expect(live.world.heard().join('\n')).toMatch(/dust/);
    await agrees(live, ['RECON-NAKED']);
  });

  it('FI-21: while it is being canceled: that much is kept and protected, the rest is canceled', async () => {
    await using live = await opens('kraken');
    const name = await isBeingCanceled(live);
    live.exchange.execute(name, '0.004', PRICE);
    await isLetThrough(live);
    expect(ordersOf(live)).toEqual(['entry canceled', 'stop open']);
    expect(stopsAt(live)).toEqual([`sell 0.004 at ${STOP}`]);
    await agrees(live);
  });

  it('FI-22: whole while it is being canceled: filled wins, and the position is managed', async () => {
    await using live = await opens('binance');
    const name = await isBeingCanceled(live);
    live.exchange.execute(name, '1', PRICE);
    await isLetThrough(live);
    expect(ordersOf(live)).toEqual(['entry filled', 'stop open']);
    await agrees(live);
  });

  it('FI-29: and then shown as it was before, unfilled, stays filled as far as it was', async () => {
    await using live = await opens('binanceusdm');
    const name = await rests(live, '0.004');
    await waits(live, 4);
    live.server.faults.plan({ stale: 60_000 }, { kind: 'read', times: Number.POSITIVE_INFINITY });
    for (let i = 0; i < 4; i++) await waits(live, 4);
    expect(filledOf(live)).toEqual(['0.004']);
    expect(ordersOf(live)).toEqual(['entry open', 'stop open']);
    live.server.faults.clear();
    live.exchange.execute(name, '1', PRICE);
    for (let i = 0; i < 3; i++) await waits(live, 4);
    expect(ordersOf(live)[0]).toBe('entry filled');
    await agrees(live);
  });

  it('FI-30: is found within a minute although the venue pushes nothing any more', async () => {
    await using live = await opens('binanceusdm');
    const name = await rests(live);
    await waits(live, 4);
    live.server.sockets.freeze();
    live.exchange.execute(name, '1', PRICE);
    const from = live.world.now;
    while (ordersOf(live)[0] !== 'entry filled' && live.world.now < from + 60_000) await waits(live, 2);
    expect(live.world.now - from).toBeLessThanOrEqual(60_000);
    expect(ordersOf(live)[0]).toBe('entry filled');
    await agrees(live);
  });

  it('FI-31: is booked once, in pages that repeat themselves, before the order itself was acknowledged', async () => {
    await using live = await opens('kraken');
    live.server.faults.plan('duplicatePage', { kind: 'read', times: Number.POSITIVE_INFINITY });
    live.server.faults.plan('holdAnswer', { kind: 'create' });
    const name = await rests(live, '0.004');
    for (let i = 0; i < 2; i++) await waits(live, 2);
    live.exchange.execute(name, '0.001', PRICE);
    live.server.faults.release();
    await live.settled();
    for (let i = 0; i < 3; i++) await waits(live, 4);
    expect(filledOf(live)).toEqual(['0.004', '0.001']);
    live.exchange.execute(name, '1', PRICE);
    for (let i = 0; i < 3; i++) await waits(live, 4);
    await agrees(live);
  });
});

describe('an entry that is to be canceled', () => {
  it('FI-26: and cannot be before Heron ends is still listed after a restart, is not placed anew, and is canceled then', async () => {
    await using live = await opens('binance');
    await rests(live);
    await waits(live, 1);
    live.server.faults.plan('lostBefore', { kind: 'cancel', times: Number.POSITIVE_INFINITY });
    await live.world.says('/halt');
    await live.settled();
    await live.restart(false);
    await waits(live, 1);
    expect(await live.world.says('/orders')).toContain('o1');
    expect(ordersOf(live)).toEqual(['entry open']);
    live.server.faults.clear();
    for (let i = 0; i < 4; i++) await waits(live, 3);
    expect(ordersOf(live)).toEqual(['entry canceled']);
    expect(live.server.createsOf()).toBe(1);
    await agrees(live);
  });
});

describe('an order that makes room for another', () => {
  it('FI-23: whose successor is in doubt: both are followed, nothing is sold twice, and one stop rests in the end', async () => {
    await using live = await opens('binance');
    await enters(live);
    live.server.faults.plan('lostAfter', { kind: 'create', skip: 1 });
    for (let i = 0; i < 8; i++) await live.seconds(2, 66_010);
    expect(live.world.events('order.unknown')).toHaveLength(1);
    expect(stopsAt(live)).toHaveLength(1);
    expect(live.world.events('target.reached')).toHaveLength(1);
    await agrees(live);
  });

  it('FI-24: whose cancel was lost is asked again, and asking twice changes nothing', async () => {
    await using live = await opens('kraken');
    await rests(live);
    await waits(live, 1);
    live.server.faults.plan('lostBefore', { kind: 'cancel' });
    live.server.faults.plan('lostAfter', { kind: 'cancel' });
    await live.world.says('/halt');
    await live.settled();
    for (let i = 0; i < 6; i++) await waits(live, 3);
    expect(ordersOf(live)).toEqual(['entry canceled']);
    expect(cancels(live)).toBeGreaterThanOrEqual(2);
    await compares(live);
    expect(live.world.events('order.canceled')).toHaveLength(1);
    await agrees(live);
  });

  it('FI-25: after it was filled in part is followed by one for what is left, counted from its fills', async () => {
    await using live = await opens('binance');
    live.exchange.profile = { ...live.exchange.profile, marketRest: 'waits' };
    await enters(live);
    await waits(live, 1, 66_010);
    for (let i = 0; i < 3; i++) await waits(live, 2, 65_900);
    const selling = live.exchange.orders().find(({ side, state }) => side === 'sell' && state === 'open');
    expect(text(selling?.amount ?? 0n)).toBe('0.00637');
    const name = { clientOrderId: selling?.clientOrderId ?? '' };
    live.exchange.execute(name, '0.002', '66000');
    live.exchange.end(name, 'canceled');
    for (let i = 0; i < 4; i++) await waits(live, 3, 65_900);
    expect(stopsAt(live)).toEqual([`sell 0.01075 at ${STOP}`]);
    expect(live.world.events('target.reached')).toHaveLength(0);
    for (let i = 0; i < 4; i++) await live.seconds(2, 66_010);
    const sold = live.exchange.orders().filter(({ side, type, state }) => side === 'sell' && type === 'market' && state === 'filled');
    expect(sold.map(({ amount }) => text(amount))).toEqual(['0.00437']);
    expect(live.world.events('target.reached')).toHaveLength(1);
    expect(heldAt(live)).toBe('0.00638723');
    for (let i = 0; i < 6; i++) await live.seconds(2, 68_100);
    expect(Number(heldAt(live))).toBeLessThan(0.00001);
    await agrees(live);
  });
});
