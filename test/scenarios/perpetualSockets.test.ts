import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Dialect, pause, RealMarketStage, until } from '#test/realMarketStage.ts';

const DIALECTS: readonly Dialect[] = ['binanceusdm', 'krakenfutures'];
const IN_TIME_MS = 12_000;

describe.each(DIALECTS)('a perpetual of %s over sockets', (dialect) => {
  let stage: RealMarketStage;

  beforeAll(async () => {
    stage = await RealMarketStage.open(dialect);
  });

  afterAll(async () => {
    await stage[Symbol.asyncDispose]();
  });

  const settleAt = async (price: number): Promise<void> => {
    stage.quotes = true;
    stage.price = price;
    await until(() => stage.last === price, `the price of ${price}`, IN_TIME_MS);
  };

  it('has prices from the stream that a read confirms, and history, without a key', async () => {
    await settleAt(100.2);
    expect(stage.fake.server.sockets.opened).toBeGreaterThan(0);
    await until(() => stage.feed.confirmed(stage.market), 'a confirmation');
    expect(stage.fake.server.authenticated()).toEqual([]);
    expect(stage.feed.history(stage.market).length).toBeGreaterThan(600);
    expect(stage.of('feed.died')).toEqual([]);
  });

  it('triggers nothing on a price that only the stream has', async () => {
    await settleAt(100.2);
    const id = await stage.arms(100.6);
    await pause(1_500);
    stage.quotes = false;
    const heard: number[] = [];
    for (let i = 0; i < 15; i++) {
      stage.fake.exchange.showNonsense(stage.market, { bid: '100.80', ask: '101.00', last: '100.90' });
      await pause(100);
      heard.push(stage.last ?? 0);
    }
    expect(heard).toContain(100.9);
    expect(stage.app.ledger.memory.conditions.get(id)?.status).toBe('armed');
    await settleAt(100.2);
    stage.app.sniper.disarm(id, 'user:terminal');
  });

  it('is held against the index that the venue tells, so that an entry is not denied for want of it', async () => {
    await settleAt(100.2);
    await until(() => stage.feed.basisPct(stage.market) !== undefined, 'an index');
    expect(Math.abs(stage.feed.basisPct(stage.market) ?? Number.NaN)).toBeLessThan(0.5);
    const id = await stage.arms(100.5);
    stage.price = 100.7;
    await until(() => stage.app.ledger.memory.conditions.get(id)?.status !== 'armed', 'the trigger', IN_TIME_MS);
    expect(stage.of('condition.denied').map(({ data }) => data.text)).toEqual([]);
    expect(stage.of('condition.triggered').map(({ subject }) => subject)).toEqual([id]);
    await until(() => stage.app.ledger.memory.positions.size === 1, 'the position');
    stage.app.sniper.flatten('user:terminal');
    await until(() => stage.app.ledger.memory.positions.size === 0, 'the end of the position');
  });

  it('whose stream says nothing is read instead, and dies when it is not answered', async () => {
    await settleAt(100.7);
    stage.fake.server.sockets.freeze();
    stage.price = 100.9;
    await until(() => stage.last === 100.9, 'a read in place of the stream', 10_000);
    stage.fake.server.faults.plan('maintenance', { kind: 'public', times: Number.POSITIVE_INFINITY });
    expect(await until(() => stage.of('feed.died').length > 0, 'the death of the feed', IN_TIME_MS)).toBeLessThan(10_500);
    stage.fake.server.faults.clear();
    stage.fake.server.sockets.thaw();
    await until(() => stage.of('feed.recovered').length > 0, 'the recovery', 30_000);
  });
});
