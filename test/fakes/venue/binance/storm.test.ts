import { describe, expect, test } from 'vitest';
import { seededRandom } from '../random.ts';
import { text, units } from '../units.ts';
import { errorOf, stage } from './ccxtStage.ts';

const VENUES = [
  ['binance', 'BTC/USDT'],
  ['binanceusdm', 'BTC/USDT:USDT'],
] as const;
const CALLS = 120;

describe.each(VENUES)('a storm over %s', (venue, market) => {
  test('leaves books that every read agrees with, and takes nothing twice', async () => {
    await using world = await stage(venue);
    const { ccxt, exchange, fake } = world;
    const spot = venue === 'binance';
    await ccxt.loadMarkets();
    if (spot) exchange.deposit('BTC', '5');
    fake.faults.swarm(
      { lostBefore: 0.1, lostAfter: 0.15, garbage: 0.1, serverError: 0.1, tooMany: 0.05, stale: 0.2, duplicatePage: 0.2 },
      11,
    );
    const random = seededRandom(3);
    const failures: string[] = [];
    for (let index = 0; index < CALLS; index++) {
      const price = (95 + random() * 10).toFixed(1);
      exchange.quote(market, price, (Number(price) + 0.1).toFixed(1), { askSize: '0.3', bidSize: '0.3' });
      const type = random() < 0.4 ? 'market' : 'limit';
      const clientOrderId = index.toString(16).padStart(32, '0');
      const side = random() < 0.5 ? 'buy' : 'sell';
      failures.push(await errorOf(ccxt.createOrder(market, type, side, '0.25', type === 'limit' ? price : undefined, { clientOrderId })));
      if (random() < 0.3) failures.push(await errorOf(ccxt.cancelOrder(undefined, market, { clientOrderId })));
    }
    fake.faults.clear();
    expect(failures.filter((failure) => failure !== 'no error').length).toBeGreaterThan(20);
    const read = await ccxt.fetchOrders(market, undefined, 1_000);
    const wire = (state: string) => ({ filled: 'closed', canceled: 'canceled', expired: 'expired', open: 'open' })[state];
    expect(
      read.map(({ id, clientOrderId, status, filled }: Record<string, string>) => [id, clientOrderId, status, text(units(filled ?? ''))]),
    ).toEqual(exchange.orders().map(({ id, clientOrderId, state, filled }) => [id, clientOrderId, wire(state), text(filled)]));
    const trades = await ccxt.fetchMyTrades(market, undefined, 1_000);
    expect(
      trades.map(({ id, order, fee }: { id: string; order: string; fee: { cost: string } }) => [id, order, text(units(fee.cost))]),
    ).toEqual(exchange.fills().map(({ id, orderId, fee }) => [id, orderId, text(fee)]));
    const ids = exchange.orders().map(({ clientOrderId }) => clientOrderId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => fake.server.createsOf(id) === 1)).toBe(true);
    expect(fake.server.createsOf()).toBe(CALLS);
    expect(wealth(exchange, market, spot)).toEqual(Object.fromEntries(exchange.balances()));
  });
});

/** What the account must own, from its transfers and fills alone; with a perpetual open, its cost is still in the wallet. */
function wealth(exchange: Awaited<ReturnType<typeof stage>>['exchange'], market: string, spot: boolean): Record<string, string> {
  const owned = new Map<string, bigint>();
  const move = (asset: string, amount: bigint) => owned.set(asset, (owned.get(asset) ?? 0n) + amount);
  for (const { kind, asset, amount } of exchange.transfers()) move(asset, kind === 'deposit' ? amount : -amount);
  for (const { side, amount, cost, fee, feeAsset } of exchange.fills()) {
    const sign = side === 'buy' ? 1n : -1n;
    if (spot) move('BTC', sign * amount);
    move('USDT', -sign * cost);
    move(feeAsset, -fee);
  }
  move('USDT', exchange.position(market)?.cost ?? 0n);
  return Object.fromEntries([...owned].map(([asset, amount]) => [asset, text(amount)]));
}
