import { expect } from 'vitest';
import type { Report } from '#src/reconcile/compare.ts';
import type { ListedMarket } from '#test/fakes/venue/record.ts';
import { text } from '#test/fakes/venue/units.ts';
import type { Idea } from '#test/scriptedStrategist.ts';
import { booksOfExchange, booksOfLedger } from './books.ts';
import { LiveWorld } from './liveWorld.ts';
import { LIVE_VENUES, type OpenVenue } from './venues.ts';

/** Where prices begin, and where what `arms` arms has been triggered. */
export const CALM = 64_000;
export const TRIGGERED = 64_150;
export const STOP = 62_000;

/** Long enough that one step of time is no reason to give up an answer: half as much again, of the world's own time. */
const PATIENT_MS = 2_000;

const SETS = ['guards.wideCostPctOfRisk=100', 'guards.feeEdge=0', 'condition.minRewardRisk=0.2'];

/** A live Heron at a venue of that name, whose market may have other rules than usual, with a price and nothing else; nothing of what it said so far is heard again. */
export async function opens(id: string, rules: Partial<Omit<ListedMarket, 'symbol'>> = {}): Promise<LiveWorld> {
  const venue = LIVE_VENUES.find((one) => one.id === id);
  if (venue === undefined) throw new Error(`no venue ${id}`);
  const open = async (now: () => number): Promise<OpenVenue> => {
    const fake = await venue.open(now);
    fake.exchange.change(venue.market, rules);
    return fake;
  };
  const live = await LiveWorld.open({ ...venue, open }, CALM, SETS, { timeoutMs: PATIENT_MS });
  live.world.heard();
  return live;
}

/** A long that is entered above 64,100 is proposed and approved; returns its id. */
export async function arms(live: LiveWorld, different: Idea = {}): Promise<string> {
  const { world, market } = live;
  if ((world.feed.last(market) ?? 0) > CALM) await live.price(CALM);
  const targets = [
    [66_000, 50],
    [68_000, 50],
  ] as const;
  const id = await world.proposes({ market, entry: 64_100, stop: STOP, targets, riskPct: 0.3, hours: 3, ...different });
  if (world.condition(id)?.status === 'proposed') await world.says(`/approve ${id}`);
  world.heard();
  return id;
}

/** A long is entered, or its order is at least on its way; with a moment in which fills are read and a stop is placed. */
export async function enters(live: LiveWorld, different: Idea = {}): Promise<void> {
  await arms(live, different);
  await live.price(TRIGGERED);
  for (let i = 0; i < 3; i++) await live.seconds(1);
}

/** An entry rests at the venue, of which so much is offered; returns its client order id. */
export async function rests(live: LiveWorld, offered: number | string = 0): Promise<{ readonly clientOrderId: string }> {
  const { exchange, market, world } = live;
  exchange.profile = { ...exchange.profile, marketRest: 'waits' };
  await arms(live);
  exchange.quote(market, TRIGGERED - 0.5, TRIGGERED + 0.5, { last: TRIGGERED, askSize: offered });
  await world.price(market, TRIGGERED);
  return { clientOrderId: idsOf(live).at(-1) ?? '' };
}

/** Time passes at a price at which nothing (more) is offered or asked for. */
export async function waits({ exchange, market, world }: LiveWorld, seconds: number, last = TRIGGERED): Promise<void> {
  exchange.quote(market, last - 0.5, last + 0.5, { last, askSize: 0, bidSize: 0 });
  await world.price(market, last, { afterSeconds: seconds });
}

/** Everything is closed by hand. */
export async function closes(live: LiveWorld): Promise<void> {
  await live.world.says('/close all');
  await live.settled();
  for (let i = 0; i < 6; i++) await live.seconds(1);
}

/** `entry filled`, in the order in which they were written. */
export const ordersOf = ({ world }: LiveWorld): string[] =>
  world.ledger
    .all<{ purpose: string; status: string }>('select purpose, status from "order" order by seq')
    .map(({ purpose, status }) => `${purpose} ${status}`);

/** Client order ids in the order in which they were written. */
export const idsOf = ({ world }: LiveWorld): string[] => world.events('order.submitted').map(({ data }) => data.client_order_id);

/** Stops that wait at the exchange: `sell 0.0127 at 62000`. */
export const stopsAt = ({ exchange }: LiveWorld): string[] =>
  exchange
    .orders()
    .flatMap(({ state, side, amount, stopPrice }) => (state === 'waiting' ? [`${side} ${text(amount)} at ${text(stopPrice ?? 0n)}`] : []));

/** What the exchange says is held: coins on spot, contracts of a perpetual. */
export const heldAt = ({ exchange, market }: LiveWorld): string =>
  market.includes(':') ? text(exchange.position(market)?.amount ?? 0n) : text(exchange.holding(market.split('/')[0] ?? '').total);

/** Two looks, far enough apart to be sure. */
export async function compares(live: LiveWorld): Promise<Report> {
  const { reconciler } = live.world.app;
  if (reconciler === undefined) throw new Error('nothing is compared here');
  await reconciler.now();
  await live.settled();
  await live.seconds(12);
  const report = await reconciler.now();
  await live.settled();
  return report;
}

/** At the end of each story: no other difference stands, both books are the same to the last digit, and nothing was sent twice. */
export async function agrees(live: LiveWorld, standing: readonly string[] = []): Promise<void> {
  const { world, exchange, server, quote } = live;
  server.faults.clear();
  const { complete, findings } = await compares(live);
  expect({ complete, findings: findings.map(({ invariant }) => invariant) }).toEqual({ complete: true, findings: standing });
  expect(booksOfLedger(world.ledger)).toEqual(booksOfExchange(exchange, `${quote} 10000`));
  for (const id of idsOf(live)) expect(server.createsOf(id), id).toBeLessThanOrEqual(1);
}
