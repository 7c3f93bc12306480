import { describe, expect, it } from 'vitest';
import { agrees, arms, closes, compares, enters, heldAt, opens, ordersOf, rests, stopsAt, TRIGGERED, waits } from './acts.ts';
import type { LiveWorld } from './liveWorld.ts';

const hears = ({ world }: LiveWorld): string => world.heard().join('\n');
const feesOf = ({ world }: LiveWorld): string[] => [
  ...new Set(world.ledger.all<{ fee_asset: string }>('select fee_asset from fill order by seq').map((row) => row.fee_asset)),
];

describe('a fee', () => {
  it('FI-40: in what is bought leaves less than was ordered: the stop and the exit are for what can be sold', async () => {
    await using live = await opens('binance');
    await enters(live);
    expect(feesOf(live)).toEqual(['BTC']);
    expect(heldAt(live)).toBe('0.01275723');
    expect(stopsAt(live)).toEqual(['sell 0.01275 at 62000']);
    await closes(live);
    expect(heldAt(live)).toBe('0.00000723');
    await agrees(live);
  });

  it('FI-40: in a third asset is booked in it, valued at its price, and leaves what was bought whole', async () => {
    await using live = await opens('binance');
    live.exchange.quote('BNB/USDT', 599.5, 600.5);
    live.exchange.deposit('BNB', '1');
    live.exchange.profile = { ...live.exchange.profile, feeIn: 'BNB' };
    await enters(live);
    await closes(live);
    expect(feesOf(live)).toEqual(['BNB']);
    expect(heldAt(live)).toBe('0');
    const [fill] = live.world.events('fill.recorded');
    expect(Number(fill?.data.fee_value)).toBeCloseTo(0.001 * TRIGGERED * Number(fill?.data.amount), 2);
    await agrees(live);
  });

  it.each(['binance', 'binanceusdm', 'krakenfutures'])(
    'FI-40, FI-41: that is given back at %s, a rebate, is money that came',
    async (id) => {
      await using live = await opens(id);
      live.exchange.profile = { ...live.exchange.profile, makerFee: '-0.0001' };
      const name = await rests(live);
      live.exchange.execute(name, '1', String(TRIGGERED));
      for (let i = 0; i < 3; i++) await waits(live, 4);
      expect(ordersOf(live)).toEqual(['entry filled', 'stop open']);
      expect(live.world.events('fill.recorded')[0]?.data.fee).toMatch(/^-0\.\d+$/);
      await agrees(live);
    },
  );

  it('FI-40: is asked for in quote at Kraken, whose trades do not name its asset, also where the account would rather pay in base', async () => {
    await using live = await opens('kraken');
    live.exchange.profile = { ...live.exchange.profile, feeIn: 'base' };
    await enters(live);
    await closes(live);
    expect(ordersOf(live)).toEqual(['entry filled', 'stop canceled', 'manual filled']);
    expect(live.exchange.orders().map(({ note }) => note.oflags)).toEqual(['fciq', 'fciq', 'fciq']);
    expect(feesOf(live)).toEqual(['USD']);
    expect(heldAt(live)).toBe('0');
    await agrees(live);
  });

  it('FI-40: that is told later than its fill is waited for, and the fill is booked with it', async () => {
    await using live = await opens('krakenfutures');
    live.server.faults.plan({ stale: 60_000 }, { path: 'account-log', times: Number.POSITIVE_INFINITY });
    await enters(live);
    expect(live.world.events('fill.recorded')).toEqual([]);
    live.server.faults.clear();
    await live.minutes(1);
    expect(feesOf(live)).toEqual(['USD']);
    expect(stopsAt(live)).toHaveLength(1);
    await agrees(live);
  });
});

describe('funding', () => {
  it('FI-42: told twice, late and while the position is being closed is booked once by its id, and after the trade it leaves the account all the same', async () => {
    await using live = await opens('binanceusdm');
    await enters(live);
    live.server.faults.plan('duplicatePage', { path: 'income', times: 6 });
    live.exchange.payFunding(live.market, '0.0001');
    await compares(live);
    await compares(live);
    expect(live.world.events('funding.recorded')).toHaveLength(1);
    for (let i = 0; i < 4; i++) await live.seconds(2, 66_010);
    live.exchange.payFunding(live.market, '-0.0002');
    await closes(live);
    expect(live.world.events('trade.closed')).toHaveLength(1);
    await agrees(live);
    expect(live.world.events('funding.recorded')).toHaveLength(2);
    await live.restart(true);
    await agrees(live);
    expect(live.world.events('funding.recorded')).toHaveLength(2);
  });
});

describe('what an answer leaves out', () => {
  it('FI-43: an average price is counted from the fills: none is booked at zero', async () => {
    await using live = await opens('binance');
    const body = {
      symbol: 'BTCUSDT',
      orderId: 1001,
      orderListId: -1,
      transactTime: 1_772_438_463_000,
      status: 'FILLED',
      cummulativeQuoteQty: '0',
    };
    live.server.faults.plan({ answer: { status: 200, body }, handled: true }, { kind: 'create' });
    await enters(live);
    expect(ordersOf(live)).toEqual(['entry filled', 'stop open']);
    expect(live.world.events('fill.recorded').map(({ data }) => data.price)).toEqual(['64150.5']);
    await agrees(live);
  });
});

describe('a contract that is not one coin', () => {
  it.each(['0.01', '10'])('FI-44: but %s of them is sized, protected, paid and closed to the last digit', async (contractSize) => {
    const isSmall = contractSize === '0.01';
    await using live = await opens('krakenfutures', { contractSize, step: isSmall ? '1' : '0.0001', minAmount: isSmall ? '1' : '0.0001' });
    await enters(live);
    const coins = Number(heldAt(live)) * Number(contractSize);
    expect(coins).toBeGreaterThan(0.005);
    expect(coins).toBeLessThan(0.015);
    live.exchange.payFunding(live.market, '0.0001');
    for (let i = 0; i < 4; i++) await live.seconds(2, 66_010);
    await closes(live);
    expect(heldAt(live)).toBe('0');
    await agrees(live);
  });
});

describe('what changed between the yes and the order', () => {
  it('FI-46: money that is gone is a definite no: the entry is over, and is not tried again', async () => {
    await using live = await opens('binance');
    await arms(live);
    live.exchange.withdraw('USDT', '9990');
    await live.price(TRIGGERED);
    await live.seconds(1);
    expect(ordersOf(live)).toEqual(['entry rejected']);
    await live.minutes(3);
    expect(live.server.createsOf()).toBe(1);
    expect(live.world.ledger.memory.conditions.size).toBe(0);
    expect(hears(live)).toMatch(/o1: Binance says: .*insufficient balance/i);
    await agrees(live);
  });

  it('FI-47: rules of the market: a definite no at most once, and the next order keeps to the new ones', async () => {
    await using live = await opens('binance');
    await live.minutes(1);
    await arms(live);
    live.exchange.change(live.market, { step: '0.001', minAmount: '0.001', tick: '0.5' });
    await live.price(TRIGGERED);
    await live.seconds(1);
    expect(ordersOf(live)).toEqual(['entry rejected']);
    await live.minutes(3);
    await enters(live);
    expect(ordersOf(live)).toEqual(['entry rejected', 'entry filled', 'stop open']);
    expect(live.server.createsOf()).toBe(3);
    await agrees(live);
  });
});
