import { describe, expect, it } from 'vitest';
import { BINANCE_ANSWERS } from '#test/fakes/venue/binance/answer.ts';
import type { WireAnswer } from '#test/fakes/venue/faults.ts';
import { KRAKEN_ANSWERS } from '#test/fakes/venue/kraken/answers.ts';
import { KRAKEN_FUTURES_ANSWERS } from '#test/fakes/venue/krakenFutures/answers.ts';
import { agrees, arms, closes, enters, heldAt, idsOf, opens, ordersOf, stopsAt, TRIGGERED } from './acts.ts';
import type { LiveWorld } from './liveWorld.ts';
import { LIVE_VENUES } from './venues.ts';

const IDS = LIVE_VENUES.map(({ id }) => id);
const hears = ({ world }: LiveWorld): string => world.heard().join('\n');

/** What each venue says when it does not know itself whether it took an order. */
const UNSURE: Readonly<Record<string, readonly WireAnswer[]>> = {
  binance: [BINANCE_ANSWERS.executionUnknown, BINANCE_ANSWERS.backendTimeout],
  binanceusdm: [BINANCE_ANSWERS.executionUnknown, BINANCE_ANSWERS.backendTimeout],
  kraken: [KRAKEN_ANSWERS.timeout, KRAKEN_ANSWERS.deadlineElapsed],
  krakenfutures: [KRAKEN_FUTURES_ANSWERS.unavailable, KRAKEN_FUTURES_ANSWERS.unknownError],
};

/** Entered, left by hand, and everything of it is known: `entry filled` and its exit, and nothing rests. */
async function goesThrough(live: LiveWorld): Promise<void> {
  const before = ordersOf(live).length;
  await enters(live);
  expect(ordersOf(live).slice(before)).toEqual(['entry filled', 'stop open']);
  expect(stopsAt(live)).toHaveLength(1);
  await closes(live);
  expect(stopsAt(live)).toEqual([]);
}

/** The order of an entry stands at the door of the venue, and nobody waits for it any more. */
async function isHeldUp(live: LiveWorld): Promise<void> {
  live.server.faults.plan('hold', { kind: 'create' });
  await arms(live);
  await live.price(TRIGGERED);
  await live.seconds(3);
  expect(ordersOf(live)).toEqual(['entry unknown']);
}

describe.each(IDS)('at %s the answer to an entry', (id) => {
  it('FI-12: that was lost after the venue took it: the order is adopted, is one order, and has its stop', async () => {
    await using live = await opens(id);
    live.server.faults.plan('lostAfter', { kind: 'create' });
    await enters(live);
    expect(live.world.events('order.unknown')).toHaveLength(1);
    expect(ordersOf(live)).toEqual(['entry filled', 'stop open']);
    expect(stopsAt(live)).toHaveLength(1);
    await agrees(live);
    expect(hears(live)).toMatch(/answer to order o1 is not known[\s\S]*does not send it again[\s\S]*t1 is open/);
  });

  it('FI-13: that was lost, while nothing that is over can be asked for by its id: lists and fills tell of it', async () => {
    await using live = await opens(id);
    live.exchange.profile = { ...live.exchange.profile, lookupMs: 0 };
    live.server.faults.plan('lostAfter', { kind: 'create' });
    await enters(live);
    expect(ordersOf(live)).toEqual(['entry filled', 'stop open']);
    expect(stopsAt(live)).toHaveLength(1);
    await agrees(live);
  });

  it('FI-14: that was lost, while every read lags: unknown the whole time, never refused or absent, and found at last', async () => {
    await using live = await opens(id);
    const lag = 9_000;
    live.exchange.profile = { ...live.exchange.profile, readLag: { orders: lag, fills: lag, positions: lag, balances: lag } };
    live.server.faults.plan('lostAfter', { kind: 'create' });
    await arms(live);
    await live.price(TRIGGERED);
    const seen = new Set<string | undefined>();
    for (let second = 0; second < 8; second++) {
      await live.seconds(1);
      seen.add(ordersOf(live)[0]);
    }
    expect([...seen]).toEqual(['entry unknown']);
    await live.minutes(1);
    expect(ordersOf(live)).toEqual(['entry filled', 'stop open']);
    await agrees(live);
  });

  it('FI-15: that calls its id a duplicate: the order exists, is looked up, and no second one is sent', async () => {
    await using live = await opens(id);
    live.server.faults.plan({ refuse: 'duplicate-client-id', handled: true }, { kind: 'create' });
    await goesThrough(live);
    expect(live.world.events('order.rejected')).toEqual([]);
    await agrees(live);
  });

  it('FI-16: that is a page, nothing or half of an answer is unknown, and the order is adopted', async () => {
    await using live = await opens(id);
    for (const garbage of ['html', 'empty', 'truncated'] as const) {
      live.server.faults.plan({ garbage }, { kind: 'create' });
      await goesThrough(live);
    }
    expect(live.world.events('order.unknown')).toHaveLength(3);
    await agrees(live);
  });

  it('FI-17: that is an HTTP error without a word of the venue is unknown, and is adopted', async () => {
    await using live = await opens(id);
    for (const status of [502, 403]) {
      live.server.faults.plan({ status, handled: true, body: '' }, { kind: 'create' });
      await goesThrough(live);
    }
    expect(live.world.events('order.unknown')).toHaveLength(2);
    expect(live.world.events('order.rejected')).toEqual([]);
    await agrees(live);
  });

  it('FI-18: that says the venue does not know itself is unknown, and is adopted', async () => {
    await using live = await opens(id);
    for (const answer of UNSURE[id] ?? []) {
      live.server.faults.plan({ answer, handled: true }, { kind: 'create' });
      await goesThrough(live);
    }
    expect(live.world.events('order.unknown')).toHaveLength(2);
    await agrees(live);
  });

  it('FI-19: that nobody waits for any more, because the order arrives late but in time: it is adopted where the venue still takes it', async () => {
    await using live = await opens(id);
    await isHeldUp(live);
    await live.seconds(1);
    expect(live.server.faults.release()).toBe(1);
    await live.settled();
    await live.minutes(1);
    // Kraken takes no nonce that is older than one it has seen: lookups have overtaken this order.
    expect(ordersOf(live)).toEqual(id === 'kraken' ? ['entry absent'] : ['entry filled', 'stop open']);
    await agrees(live);
  });
});

describe('an order that arrives after its deadline', () => {
  it.each(['binance', 'binanceusdm', 'kraken'])(
    'FI-19: at %s is refused there; it is absent here, its condition is closed, and nothing follows',
    async (id) => {
      await using live = await opens(id);
      await isHeldUp(live);
      await live.minutes(1);
      expect(ordersOf(live)).toEqual(['entry absent']);
      live.arrivesLater(60_000);
      live.server.faults.release();
      await live.settled();
      live.arrivesLater(0);
      expect(live.exchange.orders()).toEqual([]);
      await live.minutes(1);
      expect(idsOf(live)).toHaveLength(1);
      expect(live.world.ledger.memory.conditions.size).toBe(0);
      await agrees(live);
      expect(hears(live)).toMatch(/o1 never reached/);
    },
  );

  it('FI-19: at krakenfutures, which knows no deadline, is a question to a person; when it comes after all it is adopted, protected and said', async () => {
    await using live = await opens('krakenfutures');
    await isHeldUp(live);
    await live.minutes(1);
    expect(ordersOf(live)).toEqual(['entry needs_human']);
    expect(heldAt(live)).toBe('0');
    expect(hears(live)).toMatch(/o1[\s\S]*\/settle o1/);
    live.server.faults.release();
    await live.settled();
    await live.minutes(2);
    expect(ordersOf(live)).toEqual(['entry filled', 'stop open']);
    await agrees(live);
    expect(hears(live)).toMatch(/t1 is open/);
  });
});
