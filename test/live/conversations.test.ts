import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Person } from '#test/person.ts';
import { agrees, compares, enters, heldAt, opens, ordersOf, rests, waits } from './acts.ts';
import type { LiveWorld } from './liveWorld.ts';

const GROUP = 'telegram:-5';

let live: LiveWorld;
let ann: Person;
let tom: Person;

/** Ann owns it, Tom trades, and both are in a group. */
async function meets(venue: string): Promise<void> {
  live = await opens(venue);
  ann = live.world.person('telegram', '111', 'owner', 'Ann');
  tom = live.world.person('telegram', '222', 'trader', 'Tom');
  live.world.frontDoor.joined({ platform: 'telegram', channel: GROUP, chatTitle: 'The desk', userId: '111', userName: 'Ann' });
}

/** What somebody is told; the venue has answered everything by then. */
async function says(who: Person, text: string, channel?: string): Promise<string> {
  // A person takes a moment for each line.
  await live.world.price(live.market, live.world.feed.last(live.market) ?? 0, { afterSeconds: 2 });
  const answer = (await who.says(text, channel === undefined ? {} : { channel })) ?? 'nothing';
  await live.settled();
  return answer;
}

async function taps(who: Person, label: string): Promise<string> {
  const answer = await who.taps(label);
  await live.settled();
  return answer?.reply.title ?? 'nothing';
}

/** The owner says something that needs a second step, and takes it at the machine. */
async function confirms(who: Person, line: string): Promise<string> {
  const asked = await says(who, line);
  expect(asked).toMatch(/machine|code/i);
  return says(who, `/confirm ${/\/confirm (\d{6})/.exec(live.world.machine.at(-1) ?? '')?.[1] ?? 'none'}`);
}

const shown = (): string => live.world.heard().join('\n');

afterEach(() => live[Symbol.asyncDispose]());

describe('/drift', () => {
  it('says when the venue was looked at, and how much of it', async () => {
    await meets('binance');
    expect(await says(tom, '/drift')).toMatch(/Nothing drifts[\s\S]*Compared with the venue at \d\d:\d\d UTC: \d+ rows\.$/m);
  });

  it('says so when the venue cannot be read, and that nothing is forgotten because of it', async () => {
    await meets('krakenfutures');
    live.server.faults.plan({ status: 502 }, { kind: 'read', times: Number.POSITIVE_INFINITY });
    for (let i = 0; i < 12; i++) await waits(live, 12);
    expect(await says(tom, '/drift')).toMatch(/The venue could not be read at \d\d:\d\d UTC \(.+\)\. What stood before still stands\./);
  });
});

describe('/settle, about an order that nobody could find out about', () => {
  beforeEach(async () => {
    await meets('krakenfutures');
    live.server.faults.plan('lostBefore', { kind: 'create' });
    await rests(live, 5);
    for (let i = 0; i < 6; i++) await waits(live, 12);
    expect(ordersOf(live)).toEqual(['entry needs_human']);
  });

  it('is asked on a card, and ends it when somebody is sure that it is not there', async () => {
    expect(tom.screen.texts().join('\n')).toMatch(/Please look at krakenfutures: is order o1 there\?/);
    expect(await taps(tom, 'Not there')).toMatch(/Are you sure that krakenfutures does not have o1/);
    expect(ordersOf(live)).toEqual(['entry needs_human']);
    expect(await taps(tom, 'It is not there')).toMatch(/o1 never reached krakenfutures/);
    expect(ordersOf(live)).toEqual(['entry absent']);
    expect(live.world.events('order.absent').map(({ actor }) => actor)).toEqual(['user:telegram:222:Tom']);
    expect(await says(ann, '/settle o1 absent sure')).toMatch(/o1 is absent already/);
    expect(live.world.events('order.absent')).toHaveLength(1);
    await agrees(live);
  });

  it('is not ended by one word, a wrong word, a wrong id or another order', async () => {
    expect(await says(tom, '/settle')).toMatch(/settle/);
    expect(await says(tom, '/settle o99 absent sure')).toMatch(/There is no order o99/);
    expect(await says(tom, '/settle t1 absent sure')).toMatch(/an order is named like o12/);
    expect(await says(tom, '/settle o1')).toMatch(/Is o1 at krakenfutures\?[\s\S]*[0-9a-f]{32}/);
    expect(await says(tom, '/settle o1 perhaps')).toMatch(/found|absent/);
    expect(await says(tom, '/settle o1 absent')).toMatch(/Are you sure/);
    expect(await says(tom, '/settle o1 absent really')).toMatch(/Are you sure/);
    expect(await says(tom, '/settle o1 found')).toMatch(/Under which id does krakenfutures show o1/);
    expect(await says(tom, '/settle o1 found 4711')).toMatch(/does not show an order 4711: nothing was changed/);
    expect(ordersOf(live)).toEqual(['entry needs_human']);
    expect(live.server.createsOf()).toBe(1);
  });

  it('does not take an order of the other side for it', async () => {
    const theirs = live.exchange.byHand({ market: live.market, side: 'sell', type: 'limit', amount: '0.01', price: '70000' });
    const [open] = (await live.world.app.reconciler?.now().then(() => live.world.app.venue?.openOrders?.())) ?? [];
    expect(theirs.side).toBe('sell');
    expect(await says(tom, `/settle o1 found ${open?.venueOrderId}`)).toMatch(/is a sell of .*so it is not o1: nothing was changed/);
    expect(ordersOf(live)).toEqual(['entry needs_human']);
  });

  it('is not heard of strangers and viewers, and is of a trader in a group', async () => {
    const eve = live.world.person('telegram', '666', undefined, 'Eve');
    const vic = live.world.person('telegram', '333', 'viewer', 'Vic');
    expect(await says(eve, '/settle o1 absent sure')).toMatch(/does not know you/);
    expect(await says(eve, '/settle o1 absent sure', GROUP)).toBe('nothing');
    expect(await says(vic, '/settle o1 absent sure')).toMatch(/trader/);
    expect(ordersOf(live)).toEqual(['entry needs_human']);
    expect(await says(tom, '/settle o1 absent sure', GROUP)).toMatch(/o1 never reached krakenfutures/);
    expect(ordersOf(live)).toEqual(['entry absent']);
  });

  it('is settled by nobody once it turned out to be there', async () => {
    const id = live.world.events('order.submitted')[0]?.data.client_order_id;
    live.exchange.profile = { ...live.exchange.profile, marketRest: 'expires' };
    live.exchange.place({ market: live.market, side: 'buy', type: 'market', amount: '0.004', clientOrderId: id });
    for (let i = 0; i < 4; i++) await live.seconds(20);
    expect(ordersOf(live)[0]).not.toBe('entry needs_human');
    expect(await says(tom, '/settle o1 absent sure')).toMatch(/o1 is (?:filled|expired|canceled|open)/);
    expect(ordersOf(live)[0]).not.toBe('entry absent');
  });
});

describe('/adopt, of what the venue shows and the ledger does not', () => {
  beforeEach(async () => {
    await meets('binanceusdm');
    await enters(live);
    live.exchange.byHand({ market: live.market, side: 'sell', type: 'market', amount: heldAt(live), reduceOnly: true });
    await compares(live);
    expect(zombie()).not.toBe('');
  });

  const zombie = (): string =>
    [...live.world.ledger.memory.findings.values()].find(({ invariant }) => invariant === 'RECON-ZOMBIE')?.id ?? '';
  const hashIn = (reply: string): string => /[0-9a-f]{12}/.exec(reply)?.[0] ?? '';

  it('shows the owner what would be booked, and books exactly that with a second step', async () => {
    const plan = await says(ann, `/adopt ${zombie()}`);
    expect(plan).toMatch(/Book this for d\d+\?[\s\S]*an exit by hand, as the venue tells it[\s\S]*Nothing is written yet/);
    expect(live.world.ledger.memory.positions.size).toBe(1);
    const hash = hashIn(JSON.stringify((await ann.asks(`/adopt ${zombie()}`))?.reply));
    const id = zombie();
    expect(await confirms(ann, `/adopt ${id} ${hash}`)).toMatch(/d\d+ is adopted/);
    expect(live.world.ledger.memory.positions.size).toBe(0);
    expect(live.world.events('exit.adopted').map(({ data, actor }) => [data.source, actor])).toEqual([['venue', 'user:telegram:111:Ann']]);
    expect(await says(ann, `/adopt ${id}`)).toMatch(/is gone already|no finding|nothing/);
    expect(live.world.events('trade.closed')).toHaveLength(1);
    for (let i = 0; i < 3; i++) await live.seconds(15);
    expect(live.world.ledger.memory.findings.size).toBe(0);
  });

  it('books nothing for a wrong id, a wrong hash, a code that was not given, or what has changed meanwhile', async () => {
    expect(await says(ann, '/adopt d999')).toMatch(/There is no finding d999/);
    expect(await says(ann, '/adopt o1')).toMatch(/a finding is named like d3/);
    expect(await confirms(ann, `/adopt ${zombie()} 0123456789ab`)).toMatch(/has changed since it was shown: nothing was booked/);
    const hash = hashIn(JSON.stringify((await ann.asks(`/adopt ${zombie()}`))?.reply));
    await says(ann, `/adopt ${zombie()} ${hash}`);
    expect(await says(ann, '/confirm 000000')).not.toMatch(/is adopted/);
    expect(live.world.events('exit.adopted')).toEqual([]);
    expect(live.world.ledger.memory.positions.size).toBe(1);
  });

  it('is not a trader’s to say, and not the owner’s in a group', async () => {
    expect(await says(tom, `/adopt ${zombie()}`)).toMatch(/owner/);
    expect(await says(ann, `/adopt ${zombie()}`, GROUP)).not.toMatch(/Book this/);
    const hash = hashIn(JSON.stringify((await ann.asks(`/adopt ${zombie()}`))?.reply));
    expect(hash).not.toBe('');
    expect(await says(tom, `/adopt ${zombie()} ${hash}`)).toMatch(/owner/);
    expect(await says(ann, `/adopt ${zombie()} ${hash}`, GROUP)).not.toMatch(/is adopted/);
    expect(live.world.ledger.memory.positions.size).toBe(1);
    expect(live.world.events('exit.adopted')).toEqual([]);
  });
});

describe('/flatten', () => {
  it('asks first, and then closes everything by orders that can only reduce, once', async () => {
    await meets('binanceusdm');
    await enters(live);
    expect(await says(tom, '/flatten')).toMatch(/Close 1 position and cancel 0 entry orders\?[\s\S]*Nothing was done yet/);
    expect(await says(tom, '/flatten sure')).toMatch(/now/);
    expect(ordersOf(live)).toEqual(['entry filled', 'stop open']);
    expect(await taps(tom, 'Flatten now')).toMatch(/t1 is/);
    expect(await says(tom, '/flatten now')).toMatch(/closed|flatten/);
    for (let i = 0; i < 6; i++) await live.seconds(1);
    expect(heldAt(live)).toBe('0');
    expect(ordersOf(live).filter((one) => one.startsWith('manual'))).toEqual(['manual filled']);
    expect(await says(tom, '/flatten')).toMatch(/There is nothing to flatten/);
    expect(shown()).toMatch(/t1 closed/);
    await agrees(live);
  });

  it('cancels an entry that rests, and says so', async () => {
    await meets('kraken');
    await rests(live);
    await waits(live, 2);
    expect(await says(tom, '/flatten')).toMatch(/Close 0 positions and cancel 1 entry order\?/);
    expect(await says(tom, '/flatten now')).toMatch(/1 entry order is canceled/);
    for (let i = 0; i < 4; i++) await waits(live, 3);
    expect(ordersOf(live)).toEqual(['entry canceled']);
    await agrees(live);
  });

  it('is not heard of viewers and strangers, and is of a trader in a group', async () => {
    await meets('binanceusdm');
    await enters(live);
    const eve = live.world.person('telegram', '666', undefined, 'Eve');
    const vic = live.world.person('telegram', '333', 'viewer', 'Vic');
    expect(await says(vic, '/flatten now')).toMatch(/trader/);
    expect(await says(eve, '/flatten now')).toMatch(/does not know you/);
    expect(await says(eve, '/flatten now', GROUP)).toBe('nothing');
    expect(ordersOf(live)).toEqual(['entry filled', 'stop open']);
    expect(await says(tom, '/flatten now', GROUP)).toMatch(/t1 is/);
    for (let i = 0; i < 6; i++) await live.seconds(1);
    expect(heldAt(live)).toBe('0');
  });
});

describe('/close, of what the venue does not take', () => {
  it('is told to wait on one card, can be taken back by its button, and is asked anew', async () => {
    await meets('binanceusdm');
    await enters(live);
    live.exchange.change(live.market, { status: 'halted' });
    await says(tom, '/close t1');
    await live.minutes(2);
    const cards = tom.screen.texts().filter((text) => /The close of t1 waits for its market/.test(text));
    expect(cards).toHaveLength(1);
    expect(tom.screen.texts().filter((text) => /rejected order/.test(text))).toHaveLength(1);
    expect(await taps(tom, 'Keep it')).toMatch(/t1 is kept/);
    expect(await says(tom, '/close t1 keep')).toMatch(/No close of t1 is waiting/);
    live.exchange.change(live.market, { status: 'trading' });
    await live.minutes(6);
    expect(heldAt(live)).not.toBe('0');
    await says(tom, '/close t1');
    for (let i = 0; i < 6; i++) await live.seconds(1);
    expect(heldAt(live)).toBe('0');
    await agrees(live);
  });
});
