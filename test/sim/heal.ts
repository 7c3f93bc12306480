import { isInDoubt } from '#src/domain/order.ts';
import { pendingChannels } from '#src/ledger/outbox.ts';
import { Refused } from '#test/fakes/venue/refusal.ts';
import { text } from '#test/fakes/venue/units.ts';
import { differences } from './checks/books.ts';
import type { SimMarket } from './market.ts';
import type { World } from './world.ts';

/**
 * Counted from healing, or from what came last: an order that was decided, an execution (that of a stop shows only then what somebody's trades by hand had
 * changed of the entry price), or what somebody did at the venue because a card asked for it.
 */
const LONGEST_MS = 600_000;
/** What cannot be decided, because somebody moved the account meanwhile, is a person's question after a quarter of an hour. */
const LONGEST_IN_ALL_MS = 2_400_000;
const LOOK_EVERY_MS = 1_000;
const CARE_EVERY_MS = 5_000;
/** How long a card stands before somebody does something about it. */
const CARD_READ_MS = 15_000;
/** A world is at rest when nothing was left to do for so long. */
const REST_MS = 20_000;
const LAST_WORD_MS = 60_000;

/**
 * Everything that goes wrong ends, and ten minutes or more pass until the world is at rest. Whoever reads the cards does what they ask for, truthfully.
 * Measures how long it takes until both books agree, or a difference is shown to people.
 */
export async function heal(world: World, market: SimMarket): Promise<void> {
  const { scheduler } = world;
  clear(world);
  market.goal = undefined;
  const began = scheduler.now;
  let seen: ReadonlyMap<string, number> = new Map();
  let restless = began;
  let moved = began;
  const isTime = (): boolean => {
    moved = isInQuestion(world) ? scheduler.now : Math.max(moved, world.actedByHandAt, world.venue.exchange.fills().at(-1)?.at ?? 0);
    return scheduler.now - moved < LONGEST_MS && scheduler.now - began < LONGEST_IN_ALL_MS;
  };
  do {
    for (let at = LOOK_EVERY_MS; isTime() && scheduler.now - restless < REST_MS; at += LOOK_EVERY_MS) {
      await world.pass(LOOK_EVERY_MS);
      const isCare = at % CARE_EVERY_MS === 0;
      if (world.convergedMs !== undefined && !isCare) continue;
      const left = differences(world);
      const isShown = left.length > 0 && (world.running?.app.ledger.memory.findings.size ?? 0) > 0;
      if (world.convergedMs === undefined && (left.length === 0 || isShown)) world.convergedMs = scheduler.now - began;
      if (left.length > 0 || !isAtRest(world)) restless = scheduler.now;
      if (isCare) seen = takeCare(world, seen);
    }
    // Something may have been under way at the very end.
    for (let left = 0; left < LAST_WORD_MS && isUnderWay(world); left += LOOK_EVERY_MS) await world.pass(LOOK_EVERY_MS);
    restless = scheduler.now;
  } while (isUnderWay(world) && isTime());
}

const isUnderWay = (world: World): boolean =>
  differences(world).length > 0 || (world.running !== undefined && pendingChannels(world.running.app.ledger).length > 0);

function clear(world: World): void {
  world.tell('everything that went wrong has ended');
  const { venue, chats } = world;
  world.isHealed = true;
  world.aheadMs = 0;
  venue.net.downUntil = 0;
  venue.frozenUntil = 0;
  Object.assign(chats.downUntil, { telegram: 0, discord: 0 });
  venue.exchange.change(venue.kind.market.symbol, { status: 'trading' });
  world.goesOn();
}

const isInQuestion = ({ running }: World): boolean =>
  [...(running?.app.ledger.memory.orders.values() ?? [])].some(({ order }) => order.status === 'submitting' || isInDoubt(order.status));

/** Nothing is in doubt, under way, stands as a difference or waits to be said: of an entry people are told when all of it is there. */
function isAtRest(world: World): boolean {
  const { running } = world;
  if (running === undefined) return false;
  const { ledger } = running.app;
  const isBusy = [...ledger.memory.orders.values()].some(({ order }) => order.type !== 'stop');
  return !isInQuestion(world) && !isBusy && ledger.memory.findings.size === 0 && pendingChannels(ledger).length === 0;
}

/** Does about one card after the other what a person would do who looks at the venue: takes over what is so, says what is there, closes by hand what nobody wants. */
export function takeCare(world: World, seen: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const { running, venue, scheduler } = world;
  const now = new Map<string, number>();
  if (running === undefined) return now;
  const { memory } = running.app.ledger;
  const isDue = (id: string): boolean => {
    now.set(id, seen.get(id) ?? scheduler.now);
    return scheduler.now - (now.get(id) ?? 0) >= CARD_READ_MS;
  };
  const doubtful = [...memory.orders.values()].filter(({ order }) => order.status === 'needs_human' && isDue(order.id));
  const due = [...memory.findings.values()].filter(({ id, status }) => status === 'open' && isDue(id));
  const [first] = doubtful;
  if (first !== undefined) {
    const { order } = first;
    const there = venue.exchange.orders().find(({ clientOrderId }) => venue.ours(clientOrderId) === order.clientOrderId);
    world.saysAtMachine(there === undefined ? `/settle ${order.id} absent sure` : `/settle ${order.id} found ${there.id}`);
    return now;
  }
  for (const { id, invariant } of due) {
    if (invariant === 'RECON-GHOST') flattenByHand(world);
    const plan = running.app.reconciler?.plan(id);
    if (plan?.ok !== true) continue;
    world.saysAtMachine(`/adopt ${id} ${plan.hash}`);
    // Somebody in a hurry taps one card after the other, before Heron has looked again.
    if (world.plan.rates.people === 0) break;
  }
  return now;
}

function flattenByHand(world: World): void {
  const { exchange, kind } = world.venue;
  const { symbol } = kind.market;
  const position = exchange.position(symbol);
  if (position === undefined) return;
  const side = position.amount > 0n ? 'sell' : 'buy';
  const amount = text(position.amount > 0n ? position.amount : -position.amount);
  try {
    exchange.byHand({ market: symbol, side, type: 'market', amount, reduceOnly: true });
    world.actedByHandAt = world.scheduler.now;
  } catch (error) {
    // A market that is halted, say: they come back to it.
    if (!(error instanceof Refused)) throw error;
  }
}
