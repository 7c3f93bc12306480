import { expect, it } from 'vitest';
import { seededRng } from '#src/domain/rng.ts';
import { booksOfExchange, booksOfLedger } from './books.ts';
import { LiveWorld } from './liveWorld.ts';
import { LIVE_VENUES } from './venues.ts';

const LONG = process.env.TEST_LONG === '1';
/** Of 25 minutes each; all of a day where there is time for it. */
const HOURS = LONG ? 58 : 3;
const FAULTS = {
  lostBefore: 0.06,
  lostAfter: 0.1,
  late: 0.05,
  lateMs: 30,
  garbage: 0.04,
  serverError: 0.04,
  stale: 0.08,
  staleMs: 8_000,
  duplicatePage: 0.1,
};

/** A venue without deadlines can prove nothing: there somebody looks, and says so. */
async function looks({ world, exchange }: LiveWorld): Promise<void> {
  for (const { order } of [...world.ledger.memory.orders.values()])
    if (order.status === 'needs_human' && exchange.find({ clientOrderId: order.clientOrderId }) === undefined)
      expect(await world.says(`/settle ${order.id} absent sure`)).toContain('never reached');
}

/** Hours in which the price goes far enough each way that conditions trigger, targets are reached and stops are hit; money comes and goes by hand too. */
async function lives(live: LiveWorld, seed: number): Promise<void> {
  const { world, market } = live;
  const rng = seededRng(seed);
  const isPerpetual = market.includes(':');
  for (let hour = 0; hour < HOURS; hour++) {
    const price = world.feed.last(market) as number;
    const short = isPerpetual && rng.next() < 0.4;
    const sign = short ? -1 : 1;
    const { outcome } = await world.suggests({
      market,
      side: short ? 'short' : 'long',
      entry: Math.round(price * (1 + 0.002 * sign)),
      stop: Math.round(price * (1 - 0.03 * sign)),
      targets: [
        [Math.round(price * (1 + 0.05 * sign)), 50],
        [Math.round(price * (1 + 0.09 * sign)), 50],
      ],
      riskPct: 0.3,
      hours: 3,
    });
    if (outcome === 'proposed') await world.says(`/approve ${world.events('condition.proposed').at(-1)?.subject}`);
    await live.minutes(3, price * (1 + 0.004 * sign));
    if (rng.next() < 0.3) await live.restart(rng.next() < 0.5);
    if (isPerpetual && rng.next() < 0.5) live.exchange.payFunding(market, rng.next() < 0.5 ? '0.0001' : '-0.00007');
    if (rng.next() < 0.2) live.exchange.deposit(live.quote, '12.34567');
    await live.minutes(12, price * (1 + (rng.next() < 0.5 ? 0.06 : -0.04) * sign));
    if (rng.next() < 0.3) await world.says('/close all');
    await live.minutes(10, price * (1 + (rng.next() < 0.5 ? 0.1 : -0.02) * sign));
    await looks(live);
  }
}

it.each(LIVE_VENUES)('a day at $id with faults on ends with the books of the exchange, to the last digit', async (venue) => {
  await using live = await LiveWorld.open(venue, 64_000, [
    'guards.wideCostPctOfRisk=100',
    'guards.feeEdge=0',
    'condition.minRewardRisk=0.2',
  ]);
  const opening = booksOfExchange(live.exchange, '').transfers[0] ?? '';
  live.server.faults.swarm(FAULTS, 7);
  await lives(live, 11);
  live.server.faults.clear();
  await live.minutes(20);
  await looks(live);
  await live.minutes(2);
  expect(
    [...live.world.ledger.memory.findings.values()].map(({ invariant, row, expected, found }) => ({ invariant, row, expected, found })),
  ).toEqual([]);
  expect(booksOfLedger(live.world.ledger)).toEqual(booksOfExchange(live.exchange, opening));
  const twice = live.exchange
    .orders()
    .map(({ clientOrderId }) => clientOrderId)
    .filter((id, index, all) => id !== undefined && all.indexOf(id) !== index);
  expect(twice).toEqual([]);
  for (const { client_order_id: id } of live.world.ledger.all<{ client_order_id: string }>('select client_order_id from "order"'))
    expect(live.server.createsOf(id), id).toBeLessThanOrEqual(1);
  expect(live.exchange.fills().length).toBeGreaterThan(2);
  expect([...live.server.faults.counts.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThan(50);
});
