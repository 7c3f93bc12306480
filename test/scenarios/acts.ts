import { toNumber, toText } from '#src/domain/decimal.ts';
import type { Purpose } from '#src/domain/order.ts';
import type { AnyEvent, EventKind } from '#src/ledger/event.ts';
import { eventBySeq } from '#src/ledger/events.ts';
import { ordersOfTrade } from '#src/ledger/orders.ts';
import type { TradeRow } from '#src/ledger/trades.ts';
import type { World } from '#test/harness.ts';
import type { Idea } from '#test/scriptedStrategist.ts';

export const BTC = 'BTC/USDT';
export const ETH = 'ETH/USDT';
export const PERP = 'BTC/USDT:USDT';

/** A long of 1,000 risk per coin from 64,000 on, half of it left at 1.5 R and half at 3 R; what is given is different. */
export const idea = (different: Idea = {}): Idea => ({
  entry: 64_000,
  stop: 63_000,
  targets: [
    [65_500, 50],
    [67_000, 50],
  ],
  ...different,
});

/** The same for a perpetual; short when asked. */
export const perpIdea = (different: Idea = {}): Idea => idea({ market: PERP, ...different });

/** A long in another market. */
export const ethIdea = (different: Idea = {}): Idea => ({
  market: ETH,
  entry: 3_200,
  stop: 3_150,
  targets: [
    [3_275, 50],
    [3_350, 50],
  ],
  ...different,
});

export const shortIdea = (different: Idea = {}): Idea =>
  perpIdea({
    side: 'short',
    entry: 63_800,
    stop: 64_800,
    targets: [
      [62_300, 50],
      [60_800, 50],
    ],
    ...different,
  });

/** Proposes and says yes, unless policy said it already; returns the id of the condition. */
export async function arms(world: World, what: Idea = idea()): Promise<string> {
  const id = await world.proposes(what);
  if (world.condition(id)?.status === 'proposed') await world.says(`/approve ${id}`);
  const status = world.condition(id)?.status;
  if (status !== 'armed') throw new Error(`${id} is ${status} and not armed`);
  return id;
}

/** Arms and moves the price over the entry; returns the id of the trade that this opened. */
export async function enters(world: World, what: Idea = idea()): Promise<string> {
  await arms(world, what);
  const market = what.market ?? BTC;
  const level = typeof what.entry === 'number' ? what.entry : (world.feed.last(market) as number);
  await world.price(market, what.side === 'short' ? level - 10 : level + 10);
  return openTradeOf(world, market);
}

/** The open trade of a market. */
export function openTradeOf(world: World, market = BTC): string {
  const position = [...world.ledger.memory.positions.values()].findLast((one) => one.market === market);
  if (position === undefined)
    throw new Error(`nothing is open in ${market}: ${JSON.stringify(world.events('condition.denied').at(-1)?.data)}`);
  return position.tradeId;
}

/** The trade as it was closed; throws while it is open. */
export function closed(world: World, tradeId: string): TradeRow {
  const row = world.events('trade.closed').find(({ subject }) => subject === tradeId)?.data;
  if (row === undefined) throw new Error(`${tradeId} is not closed`);
  return row;
}

/** Every order of a trade in the order of writing: `stop canceled`. */
export const ordersOf = (world: World, tradeId: string): string[] =>
  ordersOfTrade(world.ledger, tradeId).map(({ purpose, status }) => `${purpose} ${status}`);

/** What is open of a trade. */
export function openAmount(world: World, tradeId: string): string | undefined {
  const position = world.ledger.memory.positions.get(tradeId);
  return position && toText(position.amount);
}

/** Stop prices that rest at the venue for a trade. */
export const restingStops = (world: World, tradeId: string): number[] =>
  [...world.ledger.memory.orders.values()].flatMap(({ order }) =>
    order.tradeId === tradeId && order.stopPrice !== undefined ? [toNumber(order.stopPrice)] : [],
  );

/** What the ledger was told, in order, from a number on: `order.submitted stop`, … Only these kinds. */
export function storyOf(world: World, kinds: readonly EventKind[], fromSeq = 0): string[] {
  const purposes = new Map<string, Purpose>();
  const lines: string[] = [];
  for (const { seq } of world.ledger.all<{ seq: number }>('select seq from event order by seq')) {
    const event = eventBySeq(world.ledger, seq) as AnyEvent;
    if (event.kind === 'order.submitted') purposes.set(event.subject, event.data.purpose);
    if (event.seq < fromSeq || !kinds.includes(event.kind)) continue;
    const purpose = event.kind === 'fill.recorded' ? event.data.purpose : purposes.get(event.subject);
    lines.push(purpose === undefined ? event.kind : `${event.kind} ${purpose}`);
  }
  return lines;
}

/** Why the newest denied condition was denied. */
export const denial = (world: World) => world.events('condition.denied').at(-1)?.data;
