import { describe, expect, it } from 'vitest';
import { agrees, arms, CALM, closes, compares, enters, heldAt, opens, ordersOf, STOP, stopsAt, TRIGGERED } from './acts.ts';
import { booksOfExchange, booksOfLedger } from './books.ts';
import type { LiveWorld } from './liveWorld.ts';

const hears = ({ world }: LiveWorld): string => world.heard().join('\n');
const namesOf = async (live: LiveWorld): Promise<string[]> => (await compares(live)).findings.map(({ invariant }) => invariant).sort();

/** Money and positions are the same on both sides, whoever moved them. */
function moneyAgrees({ world, exchange }: LiveWorld): void {
  const [ours, theirs] = [booksOfLedger(world.ledger), booksOfExchange(exchange, '')];
  expect({ balances: ours.balances, positions: ours.positions }).toEqual({ balances: theirs.balances, positions: theirs.positions });
}

describe('what the venue shows', () => {
  it('FI-33: of a position ten seconds late is no difference, and no order follows from it', async () => {
    await using live = await opens('binanceusdm');
    live.exchange.profile = { ...live.exchange.profile, readLag: { orders: 0, fills: 0, positions: 10_000, balances: 10_000 } };
    await enters(live);
    const report = await live.world.app.reconciler?.now();
    expect(report?.findings).toEqual([]);
    expect(report?.waiting).toBeGreaterThan(0);
    await live.minutes(1);
    expect(live.server.createsOf()).toBe(2);
    await agrees(live);
  });

  it('FI-34: of a position that nobody here opened is a card with both sides, keeps entries out of its market, and is left alone', async () => {
    await using live = await opens('binanceusdm');
    live.exchange.byHand({ market: live.market, side: 'sell', type: 'market', amount: '0.02' });
    expect(await namesOf(live)).toEqual(['RECON-BALANCE', 'RECON-FILL', 'RECON-GHOST']);
    expect(hears(live)).toMatch(/-0\.02/);
    await arms(live);
    await live.price(TRIGGERED);
    expect(live.world.events('condition.denied')).toHaveLength(1);
    await live.minutes(5);
    expect(live.server.createsOf()).toBe(0);
    expect(heldAt(live)).toBe('-0.02');
  });

  it.each(['binanceusdm', 'krakenfutures'])(
    'FI-34: at %s of a position that it closed by force is the end of the trade, by its name',
    async (id) => {
      await using live = await opens(id);
      await enters(live);
      live.exchange.liquidate(live.market, '63000');
      await live.minutes(1);
      expect(live.world.ledger.memory.positions.size).toBe(0);
      expect(await namesOf(live)).toEqual([]);
      expect(stopsAt(live)).toEqual([]);
      moneyAgrees(live);
      expect(live.world.events('trade.closed').map(({ data }) => data.exit_reason)).toEqual(['liquidated']);
      expect(hears(live)).toMatch(/t1 closed[\s\S]*the venue closed it by force/);
    },
  );

  it('FI-35: is no position where the ledger has one: its market is frozen, a person is asked, and it is never sold again', async () => {
    await using live = await opens('binanceusdm');
    await enters(live);
    const amount = heldAt(live);
    live.exchange.byHand({ market: live.market, side: 'sell', type: 'market', amount, reduceOnly: true });
    expect(await namesOf(live)).toEqual(expect.arrayContaining(['RECON-FILL', 'RECON-ZOMBIE']));
    await live.minutes(3);
    expect(live.exchange.orders().filter(({ type, side, origin }) => type === 'market' && side === 'sell' && origin === 'api')).toEqual([]);
    expect(live.server.createsOf()).toBeLessThan(12);
    expect(heldAt(live)).toBe('0');
    const fill = [...live.world.ledger.memory.findings.values()].find(({ invariant }) => invariant === 'RECON-FILL');
    const shown = await live.world.says(`/adopt ${fill?.id}`);
    await live.world.says(`/adopt ${fill?.id} ${/[0-9a-f]{12}/.exec(shown)?.[0]}`);
    await live.settled();
    await live.minutes(1);
    expect(await namesOf(live)).toEqual([]);
    expect(live.world.ledger.memory.positions.size).toBe(0);
    moneyAgrees(live);
  });
});

describe('a stop that the venue ends by itself', () => {
  it('is not spoken of when its position is closed: there is nothing to do', async () => {
    await using live = await opens('binanceusdm');
    await enters(live);
    hears(live);
    await closes(live);
    expect(ordersOf(live)).toEqual(['entry filled', 'stop expired', 'manual filled']);
    expect(hears(live)).not.toMatch(/o2|expired/);
    await agrees(live);
  });

  it('is placed anew while its position is open, and said', async () => {
    await using live = await opens('binanceusdm');
    await enters(live);
    const [stop] = live.exchange.orders().filter(({ state }) => state === 'waiting');
    live.exchange.end({ clientOrderId: stop?.clientOrderId ?? '' }, 'expired');
    await live.minutes(1);
    expect(ordersOf(live)).toEqual(['entry filled', 'stop expired', 'stop open']);
    expect(stopsAt(live)).toEqual(['sell 0.013 at 62000']);
    expect(hears(live)).toMatch(/Order o2 expired at the venue/);
    await agrees(live);
  });
});

describe('a market that the venue closes', () => {
  it.each(['halted', 'delisted'] as const)(
    'FI-39: (%s) takes no entry: one order, a definite no, and nothing fires when it opens again',
    async (status) => {
      await using live = await opens('binance');
      await arms(live);
      live.exchange.change(live.market, { status });
      await live.price(TRIGGERED);
      await live.minutes(1);
      expect(ordersOf(live)).toEqual(['entry rejected']);
      live.exchange.change(live.market, { status: 'trading' });
      await live.minutes(2, TRIGGERED + 100);
      expect(live.server.createsOf()).toBe(1);
      expect(live.world.ledger.memory.conditions.size).toBe(0);
      expect(hears(live)).toMatch(/o1/);
      await agrees(live);
    },
  );

  it('FI-39: while a position is open: what should leave is asked for patiently, a person is told, and it leaves when it opens again', async () => {
    await using live = await opens('binanceusdm');
    await enters(live);
    live.exchange.change(live.market, { status: 'halted' });
    await live.seconds(1, 66_010);
    await live.minutes(1);
    expect(ordersOf(live)).toContain('target rejected');
    expect(live.server.createsOf()).toBeLessThan(12);
    expect(hears(live)).toMatch(/rejected order o3: Binance USD-M says: Symbol is closed/);
    live.exchange.change(live.market, { status: 'trading' });
    await live.minutes(3);
    expect(ordersOf(live)).toContain('target filled');
    expect(heldAt(live)).toBe('0.007');
    await agrees(live);
  });
});

describe('a close by hand while the market takes no orders', () => {
  it.each(['binance', 'binanceusdm', 'kraken'])(
    'FI-39: at %s is queued with a card, asked for patiently, and done when it takes them again',
    async (id) => {
      const status = id === 'kraken' ? 'cancel-only' : 'halted';
      await using live = await opens(id);
      await enters(live);
      live.exchange.change(live.market, { status });
      const sent = live.server.createsOf();
      await live.world.says('/close t1');
      await live.settled();
      await live.minutes(3);
      expect(live.world.events('close.queued')).toHaveLength(1);
      expect(hears(live)).toMatch(/The close of t1 waits for its market/);
      expect(live.server.createsOf() - sent).toBeGreaterThan(1);
      expect(live.server.createsOf() - sent).toBeLessThan(40);
      expect(heldAt(live)).not.toBe('0');
      live.exchange.change(live.market, { status: 'trading' });
      await live.minutes(6);
      expect(ordersOf(live)).toContain('manual filled');
      expect(live.world.ledger.memory.positions.size).toBe(0);
      await agrees(live);
    },
  );

  it('FI-39: goes on with a person’s word at krakenfutures, where nobody can prove that the first ones are not there', async () => {
    await using live = await opens('krakenfutures');
    await enters(live);
    live.exchange.change(live.market, { status: 'cancel-only' });
    await live.world.says('/close t1');
    await live.settled();
    await live.minutes(20);
    expect(ordersOf(live)).toEqual(['entry filled', 'stop open', ...Array(3).fill('manual needs_human')]);
    live.exchange.change(live.market, { status: 'trading' });
    await live.world.says('/settle o3 absent sure');
    await live.minutes(6);
    expect(ordersOf(live).at(-1)).toBe('manual filled');
    expect(live.world.ledger.memory.positions.size).toBe(0);
    for (const id of ['o4', 'o5']) await live.world.says(`/settle ${id} absent sure`);
    await agrees(live);
  });
});

describe('the clock of this machine', () => {
  it.each([1_500, -1_500])(
    'FI-48: %d ms from the venue’s: no entry goes out, an exit does, and all is well when it is set right',
    async (skew) => {
      await using live = await opens('binance');
      await enters(live);
      live.exchange.time.skew(skew);
      await live.restart(false);
      await closes(live);
      expect(Number(heldAt(live))).toBeLessThan(0.00001);
      const sent = live.server.createsOf();
      await arms(live);
      await live.price(TRIGGERED);
      await live.seconds(1);
      expect(ordersOf(live).at(-1)).toBe('entry rejected');
      expect(live.world.events('order.rejected').at(-1)?.data.reason).toMatch(/clock is 1\.5 s (?:ahead of|behind)/);
      expect(live.server.createsOf()).toBe(sent);
      live.exchange.time.skew(0);
      await live.restart(false);
      await live.price(CALM);
      await enters(live);
      expect(ordersOf(live).slice(-2)).toEqual(['entry filled', 'stop open']);
      expect(stopsAt(live)[0]).toContain(`at ${STOP}`);
      await agrees(live);
    },
  );
});
