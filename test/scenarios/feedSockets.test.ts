import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Dialect, pause, RealMarketStage, until } from '#test/realMarketStage.ts';

const DIALECTS: readonly Dialect[] = ['binance', 'kraken'];
const IN_TIME_MS = 12_000;

// One venue after another, because each of these waits for real seconds: dying takes eight of them here.
describe.each(DIALECTS)('prices of %s over sockets', (dialect) => {
  let stage: RealMarketStage;

  beforeAll(async () => {
    stage = await RealMarketStage.open(dialect);
  });

  afterAll(async () => {
    await stage[Symbol.asyncDispose]();
  });

  const drops = (): number => [...(stage.feed.health(stage.market)?.drops.values() ?? [])].reduce((a, b) => a + b, 0);
  /** The venue has one price, and Heron has it. */
  const settleAt = async (price: number): Promise<void> => {
    stage.fake.server.sockets.thaw();
    stage.quotes = true;
    stage.price = price;
    await until(() => stage.last === price, `the price of ${price}`, IN_TIME_MS);
  };

  it('come from the stream, are confirmed by a read, and need no key', async () => {
    await settleAt(100.2);
    expect(stage.fake.server.sockets.opened).toBeGreaterThan(0);
    await until(() => stage.feed.confirmed(stage.market), 'a confirmation');
    expect(stage.fake.server.authenticated()).toEqual([]);
    expect(stage.feed.history(stage.market).length).toBeGreaterThan(600);
    expect(stage.of('feed.died')).toEqual([]);
  });

  it('that cannot be true are dropped and trigger nothing (FI-37)', async () => {
    await settleAt(100.2);
    const id = await stage.arms(101);
    stage.quotes = false;
    const nonsense: [bid: string, ask: string, last: string][] = [
      ['NaN', 'NaN', 'NaN'],
      ['0', '0', '0'],
      ['-1', '-1', '-1'],
      ['Infinity', 'Infinity', 'Infinity'],
      ['1e309', '1e309', '1e309'],
      ['102.00', '101.00', '101.50'],
      ['1001.00', '1003.00', '1002.00'],
    ];
    for (const [bid, ask, last] of nonsense) {
      const before = drops();
      stage.fake.exchange.showNonsense(stage.market, { bid, ask, last });
      await until(() => drops() > before, `dropping ${bid}/${ask}/${last}`);
    }
    await pause(300);
    expect(stage.app.ledger.memory.conditions.get(id)?.status).toBe('armed');
    expect(stage.of('order.submitted')).toEqual([]);
    stage.app.sniper.disarm(id, 'user:terminal');
  });

  it('that the stream has and a read does not trigger nothing; once the read has them too, they do', async () => {
    await settleAt(100.2);
    const id = await stage.arms(100.6);
    await pause(1_500);
    stage.quotes = false;
    const written = stage.events.length;
    const heard: number[] = [];
    for (let i = 0; i < 15; i++) {
      stage.fake.exchange.showNonsense(stage.market, { bid: '100.80', ask: '101.00', last: '100.90' });
      await pause(100);
      heard.push(stage.last ?? 0);
    }
    // The sniper has seen it: without a second source it would have bought.
    expect(heard).toContain(100.9);
    expect(stage.app.ledger.memory.conditions.get(id)?.status).toBe('armed');
    const since = stage.events.slice(written).filter(({ kind }) => kind.startsWith('order.') || kind.startsWith('condition.'));
    expect(since).toEqual([]);
    await settleAt(100.2);
    stage.price = 100.9;
    await until(() => stage.app.ledger.memory.conditions.get(id)?.status !== 'armed', 'the trigger', IN_TIME_MS);
    expect(stage.of('condition.triggered').map(({ subject }) => subject)).toContain(id);
    stage.app.sniper.flatten('user:terminal');
    await until(() => stage.app.ledger.memory.positions.size === 0, 'the end of the position');
  });

  it('of a stream that is open but says nothing are read instead, within ten seconds (FI-36)', async () => {
    await settleAt(100.2);
    stage.fake.server.sockets.freeze();
    stage.price = 100.4;
    expect(await until(() => stage.last === 100.4, 'a read in place of the stream', 10_000)).toBeLessThan(10_000);
    await settleAt(100.3);
  });

  it('that do not come at all stop the market, are reported, and fire nothing that was crossed meanwhile (FI-39)', async () => {
    await settleAt(100.2);
    const id = await stage.arms(101);
    stage.fake.server.sockets.freeze();
    stage.fake.server.faults.plan('maintenance', { kind: 'public', times: Number.POSITIVE_INFINITY });
    const before = stage.of('feed.died').length;
    const tookMs = await until(() => stage.of('feed.died').length > before, 'the death of the feed', IN_TIME_MS);
    expect(tookMs).toBeLessThan(10_500);
    expect(stage.of('feed.died').at(-1)).toMatchObject({ subject: stage.market, actor: 'feed' });
    expect(stage.feed.health(stage.market)?.state).toBe('dead');
    const recovered = stage.of('feed.recovered').length;
    // While nobody can hear it, the price goes past the level, and stays there.
    stage.price = 101.5;
    await pause(1_000);
    stage.fake.server.faults.clear();
    stage.fake.server.sockets.thaw();
    await until(() => stage.of('feed.recovered').length > recovered, 'the recovery', IN_TIME_MS);
    await until(() => stage.last === 101.5, 'the price after it', IN_TIME_MS);
    await pause(600);
    expect(stage.app.ledger.memory.conditions.get(id)?.status).toBe('armed');
    // Below, and across again where somebody hears it: now it is true.
    await settleAt(100.6);
    stage.price = 101.2;
    await until(() => stage.app.ledger.memory.conditions.get(id)?.status !== 'armed', 'the trigger', IN_TIME_MS);
    expect(stage.of('condition.triggered').map(({ subject }) => subject)).toContain(id);
  });

  it('survive fifty lost connections (FI-38)', async () => {
    await settleAt(101.2);
    const died = stage.of('feed.died').length;
    const opened = stage.fake.server.sockets.opened;
    for (let i = 0; i < 50; i++) {
      stage.fake.server.sockets.cut();
      await pause(100);
    }
    await settleAt(101.4);
    await until(() => stage.fake.server.sockets.opened > opened, 'a new connection', 40_000);
    expect(stage.of('feed.died').length).toBe(died);
    // Backing off: far fewer connections than cuts.
    expect(stage.fake.server.sockets.opened - opened).toBeLessThan(50);
  });
});
