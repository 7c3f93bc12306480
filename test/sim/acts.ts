import type { Condition } from '#src/domain/condition.ts';
import { text, units } from '#test/fakes/venue/units.ts';
import { draftOf } from '#test/scriptedStrategist.ts';
import { channelOf, type SimPerson } from './chats.ts';
import type { SimMarket } from './market.ts';
import type { World } from './world.ts';

/** One turn: a proposal where nothing is going on, prices that go somewhere, and what people take into their heads. */
export function act(world: World, market: SimMarket): void {
  const { running, acts, rates } = world;
  const draws = Array.from({ length: 8 }, () => acts.next()) as [number, number, number, number, number, number, number, number];
  const [side, risk, who, when, whim, which, hand, what] = draws;
  if (hand < rates.byHand) byHand(world, what);
  if (world.venue.kind.market.kind === 'perpetual' && which < 0.15) payFunding(world, what);
  if (whim < rates.people) whimOf(world, which);
  if (running === undefined) return;
  const { memory } = running.app.ledger;
  const [position] = memory.positions.values();
  const armed = [...memory.conditions.values()].find(({ status }) => status === 'armed');
  if (position !== undefined) drive(market, what, risk);
  else if (armed !== undefined) trigger(world, market, armed);
  else if (memory.conditions.size === 0) propose(world, market, { isShort: side < 0.4, risk, who, when });
}

function payFunding(world: World, what: number): void {
  const paid = world.venue.exchange.payFunding(world.venue.kind.market.symbol, what < 0.5 ? '0.0001' : '-0.0002');
  if (paid !== undefined) world.tell(`at the venue: funding of ${text(paid.amount)} ${paid.asset}`);
}

function drive(market: SimMarket, what: number, far: number): void {
  const { price } = market;
  market.goal = what < 0.4 ? price * (1 + far * 0.025) : what < 0.8 ? price * (1 - far * 0.025) : undefined;
}

/** The price crosses the level, from wherever it is. */
function trigger(world: World, market: SimMarket, { side, entry }: Condition): void {
  const sign = side === 'long' ? 1 : -1;
  const level = entry.type === 'price' ? Number(entry.level) : market.price;
  const beyond = level * (1 + sign * 0.002);
  if ((market.price - level) * sign < 0) {
    market.goal = beyond;
    return;
  }
  market.goal = level * (1 - sign * 0.001);
  world.scheduler.in(20_000, () => {
    market.goal = beyond;
  });
}

function propose(
  world: World,
  market: SimMarket,
  { isShort, risk, who, when }: { readonly isShort: boolean; readonly risk: number; readonly who: number; readonly when: number },
): void {
  const { running, scheduler, strategist } = world;
  const { symbol, kind } = world.venue.kind.market;
  if (running === undefined) return;
  const sign = isShort && kind === 'perpetual' ? -1 : 1;
  const price = Math.round(market.price);
  const entry = Math.round(price * (1 + sign * 0.0015));
  const target = (pct: number): number => Math.round(entry * (1 + (sign * pct) / 100));
  const ladder =
    risk < 0.5
      ? ([
          [target(0.8), 50],
          [target(1.6), 50],
        ] as const)
      : ([
          [target(0.7), 35],
          [target(1.4), 35],
          [target(2), 30],
        ] as const);
  strategist.drafts = [
    draftOf(
      {
        market: symbol,
        side: sign === 1 ? 'long' : 'short',
        entry,
        stop: target(-1.2),
        targets: ladder,
        riskPct: 0.1 + risk * 0.2,
        hours: 0.3 + who,
      },
      price,
      running.app.clock.now(),
    ),
  ];
  market.goal = price * (1 - sign * 0.001);
  running.life.hears(() => {
    const told = (cycles: readonly { readonly outcome: string; readonly reasons: readonly string[] }[]): void => {
      for (const { outcome, reasons } of cycles) world.tell(`the strategist is asked: ${outcome}, ${reasons[0] ?? ''}`);
    };
    const cycles = running.app.proposer.now(symbol);
    if (cycles instanceof Promise) cycles.then(told, (error: unknown) => world.report(running.life, error));
    else told(cycles);
  });
  const soon = 3_000 + Math.floor(when * 20_000);
  const [first, second] = [someOf(world, who), someOf(world, when)];
  scheduler.in(soon, () => tap(world, first, 'Approve'));
  // Two at once, one twice, or somebody who sees it differently.
  if (when < 0.3) scheduler.in(soon + Math.floor(who * 300), () => tap(world, second, 'Approve'));
  else if (when < 0.5) scheduler.in(soon + 100, () => tap(world, first, 'Approve'));
  else if (when < 0.6) scheduler.in(soon + Math.floor(who * 1_000) - 500, () => tap(world, second, 'Reject'));
  scheduler.in(soon + 10_000, () => {
    const [armed] = [...(world.running?.app.ledger.memory.conditions.values() ?? [])].filter(({ status }) => status === 'armed');
    if (armed !== undefined) trigger(world, market, armed);
  });
}

/** Somebody says something, at a moment at which much may be under way. */
function whimOf(world: World, which: number): void {
  const { chats, scheduler, running } = world;
  const at = Math.floor(which * 40_000);
  const [condition] = running?.app.ledger.memory.conditions.keys() ?? [];
  const words = [
    '/halt it behaves strangely',
    '/close all',
    `/disarm ${condition ?? 'c1'}`,
    '/status',
    '/flatten',
    '/halt',
    '/lockdown the phone is gone',
    '/positions',
    'what is going on',
  ];
  const line = words[Math.floor(which * words.length)] ?? '/status';
  scheduler.in(at, () => {
    const person = someOf(world, which);
    if (person === undefined) {
      world.saysAtMachine(line);
      return;
    }
    world.tell(`${person.name} says ${line}`);
    chats.says(person, { text: line });
  });
  // Whoever halts resumes some time later, at the machine.
  const later = at + 60_000 + Math.floor(which * 200_000);
  if (line.startsWith('/lockdown')) scheduler.in(later - 5_000, () => world.saysAtMachine('/lockdown end'));
  if (/^\/(?:halt|lockdown)/.test(line)) scheduler.in(later, () => world.saysAtMachine('/resume "resume trading"'));
}

/** Somebody trades at the venue itself, or moves money. */
function byHand(world: World, what: number): void {
  const { exchange, kind } = world.venue;
  const { symbol, base, quote, minAmount } = kind.market;
  const order = (side: 'buy' | 'sell', amount: string): void => {
    try {
      exchange.byHand({ market: symbol, side, type: 'market', amount });
      world.counts.byHand = (world.counts.byHand ?? 0) + 1;
      world.tell(`somebody trades by hand: ${side} ${amount}`);
    } catch {
      // The exchange refuses what is not there.
    }
  };
  const held = kind.market.kind === 'spot' ? exchange.holding(base).total : (exchange.position(symbol)?.amount ?? 0n);
  if (what < 0.3) order('buy', '0.005');
  else if (what < 0.6 && held > units(minAmount)) order('sell', text(held > units('0.004') ? units('0.004') : held));
  else if (what < 0.8) {
    exchange.deposit(quote, '250.5');
    world.tell('somebody deposits 250.5');
  } else {
    exchange.withdraw(quote, '120.25');
    world.tell('somebody withdraws 120.25');
  }
}

const someOf = ({ people }: World, draw: number): SimPerson | undefined => people[Math.floor(draw * people.length)];

function tap(world: World, person: SimPerson | undefined, label: 'Approve' | 'Reject'): void {
  if (person === undefined) {
    const [id] = world.running?.app.ledger.memory.conditions.keys() ?? [];
    if (id !== undefined) world.saysAtMachine(`/${label.toLowerCase()} ${id}`);
    return;
  }
  const found = world.chats.button(channelOf(person), label);
  if (found === undefined) return;
  world.tell(`${person.name} taps ${label}`);
  world.chats.says(person, { token: found.tap.token, messageRef: found.messageRef });
}
