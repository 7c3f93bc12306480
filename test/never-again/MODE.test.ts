import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commands } from '#commands/index.ts';
import { loadSettings } from '#src/config/load.ts';
import { decimal } from '#src/domain/decimal.ts';
import { OutsideError } from '#src/domain/errors.ts';
import type { OrderIntent } from '#src/domain/order.ts';
import { GUARDS } from '#src/guards/index.ts';
import { review } from '#src/guards/review.ts';
import { SAMPLE_INTENT, SAMPLE_LIMITS, sampleContext } from '#src/guards/sample.ts';
import type { AccountRow } from '#src/ledger/accounts.ts';
import { TASKS } from '#src/schedule/tasks.ts';
import { openWorld } from '#test/harness.ts';
import { LiveWorld } from '#test/live/liveWorld.ts';
import { LIVE_VENUES, type LiveVenue } from '#test/live/venues.ts';
import { RealMarketStage, until } from '#test/realMarketStage.ts';
import { draftOf } from '#test/scriptedStrategist.ts';

const mode = fc.constantFrom('paper' as const, 'live' as const);

const BINANCE = LIVE_VENUES.find(({ id }) => id === 'binance') as LiveVenue;
const EASY = ['guards.wideCostPctOfRisk=100', 'guards.feeEdge=0'];
/** A live Heron at a fake venue; unlocked where nothing else is said. */
const liveAt = (price: number, { sets = [], unlocked = true }: { sets?: readonly string[]; unlocked?: boolean } = {}): Promise<LiveWorld> =>
  LiveWorld.open(BINANCE, price, [...EASY, ...sets], { unlocked, timeoutMs: 5_000 });

describe('MODE-1', () => {
  it('MODE-1: what a schedule does, it does in the mode of its Heron: a proposal names the account of that mode, and a locked one sends nothing', async () => {
    await using live = await liveAt(64_000, { unlocked: false });
    const { world } = live;
    for (const task of Object.keys(TASKS)) await world.says(`/schedule add ${task} every 1h`);
    const now = world.clock.now();
    world.strategist.drafts = [draftOf({ market: live.market, entry: 64_300, stop: 63_000, riskPct: 0.3 }, 64_000, now)];
    await live.minutes(61);
    const [proposed] = world.events('condition.proposed');
    expect(proposed?.data).toMatchObject({ account_id: 'live' });
    await world.says(`/approve ${proposed?.subject}`);
    await live.minutes(2, 64_500);
    expect(world.events('condition.denied').map(({ data }) => data.guard)).toEqual(['liveLocked']);
    expect(live.server.createsOf()).toBe(0);
    expect(world.ledger.all('select distinct account_id from condition')).toEqual([{ account_id: 'live' }]);
  });

  it.each([
    ['binance', 'BTC/USDT', 'USDT'],
    ['kraken', 'BTC/USD', 'USD'],
  ] as const)(
    'MODE-1: a Heron on paper at %s trades at its prices and makes no call with a key (INV-14)',
    async (source, market, quote) => {
      const stage = await RealMarketStage.open(source);
      try {
        await until(() => stage.last !== undefined, 'a price');
        await stage.arms(100.5, { stop: 98, targets: [[106, 100]] });
        await until(() => stage.app.quotes.get(market) !== undefined, 'a quote');
        // Kraken allows a call a second: right after a start a step may fall into a pause of its prices, and what nobody saw crosses nothing.
        const isDecided = (): boolean => stage.of('condition.triggered').length + stage.of('condition.denied').length > 0;
        for (let steps = 0; steps < 20 && !isDecided(); steps++) {
          stage.price = steps % 2 === 0 ? 101 : 100;
          await until(isDecided, 'the trigger', 4_000).catch(() => undefined);
        }
        expect(isDecided()).toBe(true);
        expect(stage.app.ledger.all('select distinct mode, quote from account')).toEqual([{ mode: 'paper', quote }]);
        expect(stage.fake.server.requests.length).toBeGreaterThan(0);
        expect(stage.fake.server.authenticated()).toEqual([]);
        expect(stage.fake.server.createsOf()).toBe(0);
      } finally {
        await stage[Symbol.asyncDispose]();
      }
    },
  );
});

describe('MODE-2', () => {
  it('MODE-2: an order never passes into an account of the other mode, whatever it is and whatever the limits say', () => {
    const intent = fc.record({
      side: fc.constantFrom('buy' as const, 'sell' as const),
      type: fc.constantFrom('market' as const, 'limit' as const, 'stop' as const),
      reduceOnly: fc.boolean(),
      amount: fc.integer({ min: 1, max: 30 }).map((n) => decimal(`0.00${n}`)),
    });
    fc.assert(
      fc.property(intent, mode, mode, (changes, here, there) => {
        const order: OrderIntent = { ...SAMPLE_INTENT, ...changes };
        const answer = review(order, sampleContext({ intent: order, mode: here, accountMode: there }), SAMPLE_LIMITS);
        if (here === there) return;
        expect(answer).toMatchObject({ denied: { figure: there, limit: here } });
        expect('denied' in answer && answer.denied.text).toMatch(/paper|live/);
      }),
    );
    expect('cleared' in review(SAMPLE_INTENT, sampleContext(), SAMPLE_LIMITS)).toBe(true);
  });

  it('MODE-2: a mode that nobody knows is denied too, for exits as for entries', () => {
    for (const unknown of [undefined, '', 'PAPER', 'both', null]) {
      for (const changes of [{ mode: unknown }, { accountMode: unknown }, { mode: unknown, accountMode: unknown }]) {
        for (const reduceOnly of [false, true]) {
          const order: OrderIntent = { ...SAMPLE_INTENT, reduceOnly };
          expect('denied' in review(order, sampleContext({ ...(changes as object), intent: order }), SAMPLE_LIMITS)).toBe(true);
        }
      }
    }
    expect(GUARDS.find(({ name }) => name === 'accountMode')?.alsoExits).toBe(true);
  });

  it('MODE-2: at the moment of the trigger the account in the ledger counts: one that became live gets no paper order', async () => {
    await using world = await openWorld({ sets: ['policy.autopilot=true'] });
    await world.price('BTC/USDT', 63_800);
    await world.proposes({ entry: 64_000, stop: 62_900 });
    const { accounts } = world.ledger.memory;
    const account = accounts.get('paper') as AccountRow;
    accounts.set('paper', { ...account, mode: 'live' });
    await world.price('BTC/USDT', 64_010);
    expect(world.events('order.submitted')).toEqual([]);
    expect(world.events('condition.denied').map(({ data }) => data)).toMatchObject([
      { guard: 'accountMode', figure: 'live', limit: 'paper' },
    ]);
    accounts.set('paper', account);
  });

  it('MODE-2: an order for an account that is not in the ledger is denied', async () => {
    await using world = await openWorld({ sets: ['policy.autopilot=true'] });
    await world.price('BTC/USDT', 63_800);
    await world.proposes({ entry: 64_000, stop: 62_900 });
    const { accounts } = world.ledger.memory;
    const account = accounts.get('paper') as AccountRow;
    accounts.delete('paper');
    await world.price('BTC/USDT', 64_010);
    expect(world.events('order.submitted')).toEqual([]);
    accounts.set('paper', account);
  });

  it('MODE-2: the ledger takes no third mode, and an account keeps the one that it was opened with', async () => {
    await using world = await openWorld();
    const { ledger } = world;
    const open = (id: string, mode_: string) =>
      ledger.transact((tx) =>
        tx.append({
          kind: 'account.opened',
          subject: id,
          actor: 'test',
          data: { id, venue: 'paper', mode: mode_ as 'paper', quote: 'USDT' },
        }),
      );
    expect(() => open('odd', 'demo')).toThrow(/CHECK/);
    expect(() => open('paper', 'live')).toThrow(/UNIQUE/);
    expect(ledger.all('select id, mode from account')).toEqual([{ id: 'paper', mode: 'paper' }]);
    expect([...ledger.memory.accounts.values()].map(({ mode: kept }) => kept)).toEqual(['paper']);
  });
});

describe('MODE-3', () => {
  it('MODE-3: locking, unlocking and restarts take nothing away: every event, the position and its stop stay, and exits go on', async () => {
    await using live = await liveAt(64_000);
    const { world } = live;
    const history = () => world.ledger.all<{ hash: string }>('select hash from event order by seq').map(({ hash }) => hash);
    await world.suggests({ market: live.market, entry: 64_300, stop: 63_000, riskPct: 0.3 });
    await world.says(`/approve ${world.events('condition.proposed').at(-1)?.subject}`);
    await live.minutes(3, 64_400);
    const [position] = [...world.ledger.memory.positions.values()];
    expect(position).toBeDefined();
    const stopsThere = () => live.exchange.orders().filter(({ type, state }) => type === 'stop' && state === 'waiting').length;
    expect(stopsThere()).toBe(1);
    for (const happens of [
      () => world.says('/paper'),
      () => live.restart(true),
      () => world.says('/live'),
      () => live.restart(false),
      () => world.says('/halt'),
      () => world.says('/resume "resume trading"'),
    ]) {
      const before = history();
      await happens();
      await live.minutes(1);
      expect(history().slice(0, before.length)).toEqual(before);
      expect([...world.ledger.memory.positions.values()].map(({ tradeId, amount }) => [tradeId, amount])).toEqual([
        [position?.tradeId, position?.amount],
      ]);
      expect(stopsThere()).toBe(1);
    }
    expect(world.ledger.memory.live).toBeUndefined();
    await world.says('/close all');
    await live.minutes(3);
    expect(world.events('trade.closed')).toHaveLength(1);
    expect(stopsThere()).toBe(0);
  });
});

describe('MODE-4', () => {
  it('MODE-4: the mode is one fact, set once for the whole Heron: in the account, in each start and on each card', async () => {
    await using paper = await openWorld({ prices: { 'BTC/USDT': 63_800 }, simulated: false });
    await using live = await liveAt(64_000, { unlocked: false });
    for (const [world, name] of [
      [paper, 'paper'],
      [live.world, 'live'],
    ] as const) {
      const other = name === 'paper' ? 'LIVE' : 'PAPER';
      expect(world.app.mode).toBe(name);
      expect(world.app.venue.mode).toBe(name);
      expect([...world.ledger.memory.accounts.values()].map(({ id, mode: of }) => [id, of])).toEqual([[name, name]]);
      expect(world.events('app.started').map(({ data }) => data.mode)).toEqual([name]);
      for (const line of ['/status', '/balance', '/positions', '/risk', '/version', '/pnl day', '/halt', '/resume'])
        expect(await world.says(line), line).toMatch(name === 'paper' ? /PAPER/ : /LIVE/);
      for (const { examples } of commands)
        expect(await world.says(examples[0] as string), examples[0]).not.toMatch(new RegExp(`· ${other}\\b`));
    }
  });

  it('MODE-4: there are two modes, and a setting that names a third starts nothing', () => {
    for (const other of ['test', 'PAPER', 'both', '', 'live ', 'system'])
      expect(() => loadSettings({ env: { HERON_MODE: other }, folder: '/nowhere', sets: [] }), other).toThrow(OutsideError);
  });

  it('MODE-4: live needs a venue: on the simulated market it does not start', () => {
    expect(() => loadSettings({ env: {}, folder: '/nowhere', sets: ['mode=live'] })).toThrow(/feed\.source/);
  });
});
