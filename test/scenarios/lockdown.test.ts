import { describe, expect, it } from 'vitest';
import { commands } from '#commands/index.ts';
import { toPlainText } from '#src/chat/plainText.ts';
import type { Answer } from '#src/chat/platform.ts';
import { canonicalJson, type Json } from '#src/domain/hash.ts';
import { openWorld, type World } from '#test/harness.ts';
import { LiveWorld } from '#test/live/liveWorld.ts';
import { LIVE_VENUES, type LiveVenue } from '#test/live/venues.ts';
import type { Person } from '#test/person.ts';
import { BTC, ETH, enters, ethIdea, ordersOf, restingStops, shortIdea } from './acts.ts';

/** SEC-39: a device is lost, or somebody who may approve has been taken over. */
const PRICES = { [BTC]: 63_900, [ETH]: 3_180, 'BTC/USDT:USDT': 63_900 };
const fresh = (sets: readonly string[] = []): Promise<World> =>
  openWorld({ prices: PRICES, sets: ['policy.autoUpToPct=0', 'chat.lockAfterRefusals=1000', ...sets] });
const GROUP = 'discord:-5';
const textOf = (answer: Answer | undefined): string => (answer === undefined ? '' : toPlainText(answer.reply));

/** Everything that a thief could want to change. */
const stateOf = (world: World): string =>
  canonicalJson({
    conditions: world.ledger.all('select id, status from condition order by id'),
    approvals: world.ledger.all('select id from approval order by id'),
    people: world.ledger.all('select id, role, status from person order by id'),
    chats: world.ledger.all('select id from chat order by id'),
    orders: world.ledger.all('select id, status from "order" order by id'),
    desks: world.ledger.all('select id, status from desk order by id'),
    kinds: world.ledger.all(
      "select kind, count(*) as n from event where kind in ('halt.set', 'halt.ended', 'lockdown.set', 'lockdown.ended', 'live.unlocked', 'adaptation.applied', 'pairing.offered', 'step.asked', 'step.passed') group by kind order by kind",
    ),
  } as unknown as Json);

/** Each word with a moment between, so that none is dropped for coming too fast. */
async function tries(world: World, who: Person, line: string, where?: { channel: string }): Promise<string> {
  await world.silence(0.1);
  return (await who.says(line, where)) ?? '';
}

describe('the phone of the first approver is stolen', () => {
  it('the second one says /lockdown in a group: nothing that the thief taps, types, confirms or pairs does anything any more', async () => {
    await using world = await fresh();
    const ann = world.person('telegram', '111', 'owner');
    const bob = world.person('discord', '222', 'trader', 'Bob');
    const trade = await enters(world, ethIdea());
    const card = await world.proposes();
    const waiting = await world.proposes(shortIdea());
    await world.silence(0.1);
    const approved = await ann.taps('Approve');
    expect(textOf(approved)).toContain(`${waiting} is armed`);
    const old = ann.screen.button('Half size');
    // A code of before: asked for by the thief, shown on the machine, read by somebody who was talked into it.
    expect(await tries(world, ann, '/users discord:222 remove')).toContain('needs a second step');
    const code = /\/confirm (\d{6})/.exec(world.machine.at(-1) ?? '')?.[1] ?? 'none';
    const pairing = /code +([A-Z2-9]{8})/.exec(await world.says('/pair owner'))?.[1] ?? 'none';
    expect([code, pairing]).not.toContain('none');

    const said = await tries(world, bob, '/lockdown the phone of Ann is gone', { channel: GROUP });
    expect(said).toContain('Heron is locked down');
    expect(said).toMatch(/approvals +1 taken back/);
    expect(world.events('lockdown.set')).toMatchObject([{ actor: 'user:discord:222:Bob', data: { reason: 'the phone of Ann is gone' } }]);
    const [set] = world.events('lockdown.set');
    expect(world.events('halt.set')).toMatchObject([{ cause: set?.seq }]);
    expect(world.condition(waiting)).toBeUndefined();

    const before = stateOf(world);
    await world.silence(0.1);
    expect(textOf(await ann.presses(old.tap.token, old.messageRef))).toContain('older than the lockdown, and worth nothing since');
    await world.silence(0.1);
    expect(textOf(await ann.presses('AAAAAAAAAAAAAAAAAAAAAA', old.messageRef))).toContain('not one that Heron knows');
    for (const line of [
      `/approve ${card}`,
      `/approve ${card} half`,
      `/edit ${card} size 1%`,
      '/resume',
      '/resume "resume trading"',
      '/live "trade real money"',
      '/unpause',
      '/apply e1',
      '/undo e1',
      '/propose',
      '/settle o1 absent',
      '/adopt d1',
      '/users discord:222 remove',
      '/users telegram:111 role trader',
      `/confirm ${code}`,
      `/close ${trade} keep`,
      '/ready',
    ])
      expect(await tries(world, ann, line), line).toMatch(
        /^Heron is locked down since \d\d:\d\d UTC, by Bob on Discord: \/\w+ is not taken from a chat\./,
      );
    expect(await tries(world, ann, '/lockdown end')).toContain('A lockdown is not ended from here');
    const stranger = world.person('telegram', '666', undefined, 'Mallory');
    expect(await tries(world, stranger, `/pair ${pairing}`)).toBe(
      'Nobody is let in now.\nWhoever runs this Heron opens it again at the machine.',
    );
    expect(await world.says('/pair owner')).toContain('Nobody is let in while Heron is locked down');
    expect(world.frontDoor.joined({ platform: 'telegram', channel: 'telegram:-9', chatTitle: 'x', userId: '111', userName: 'Ann' })).toBe(
      false,
    );
    expect(stateOf(world)).toBe(before);

    // Its price comes: what was approved opens nothing, and what is open keeps its stop.
    await world.price('BTC/USDT:USDT', 63_790);
    await world.price(BTC, 64_010);
    expect(world.events('order.submitted').filter(({ data }) => data.purpose === 'entry')).toHaveLength(1);
    expect(restingStops(world, trade)).toHaveLength(1);
  });

  it('what only takes risk away works on, for everybody', async () => {
    await using world = await fresh();
    const ann = world.person('telegram', '111', 'trader');
    const trade = await enters(world, ethIdea());
    const card = await world.proposes();
    const reject = ann.screen.button('Reject');
    await tries(world, ann, '/lockdown');
    await world.silence(0.1);
    // A button of before, which says no.
    expect(textOf(await ann.presses(reject.tap.token, reject.messageRef))).toContain(`${card} is rejected`);
    expect(await tries(world, ann, '/status')).toMatch(/trading +LOCKED DOWN since .*, by Ann on Telegram: asked for/);
    expect(await tries(world, ann, '/halt')).toContain('still halted');
    expect(await tries(world, ann, '/pause')).toContain('paused');
    expect(await tries(world, ann, '/flatten now')).not.toContain('locked down since');
    expect(ordersOf(world, trade)).toContain('manual filled');
  });

  it('everybody who is paired is told once, with who said it', async () => {
    await using world = await fresh();
    const ann = world.person('telegram', '111', 'owner');
    const bob = world.person('telegram', '222', 'viewer', 'Bob');
    const cid = world.person('telegram', '333', 'trader', 'Cid');
    for (const { screen } of [ann, bob, cid]) screen.sent.length = 0;
    world.heard();
    await tries(world, cid, '/lockdown');
    const told = (texts: readonly string[]): string[] => texts.filter((one) => /lock|halt/i.test(one));
    const title = /^! Locked down by Cid on Telegram\.\nNo approval, edit, .* An owner ends it at the machine: \/lockdown end$/;
    for (const { screen } of [ann, bob]) {
      const messages = told(screen.sent.map(({ reply }) => toPlainText(reply)));
      expect(messages).toHaveLength(1);
      expect(messages[0]).toMatch(title);
    }
    expect(told(cid.screen.sent.map(({ reply }) => toPlainText(reply)))).toHaveLength(1); // the answer
    expect(told(world.heard())).toEqual([expect.stringMatching(title)]);
  });
});

describe('a lockdown', () => {
  it('survives a crash and a restart, and twice is the same as once', async () => {
    await using world = await fresh();
    const ann = world.person('telegram', '111', 'trader');
    const card = await world.proposes();
    await tries(world, ann, '/lockdown');
    const once = stateOf(world);
    for (const crash of [true, false]) {
      await world.restart({ crash });
      expect(await tries(world, ann, '/lockdown again')).toMatch(/locked down already, since \d\d:\d\d UTC, by Ann on Telegram/);
      expect(await tries(world, ann, `/approve ${card}`)).toContain('locked down since');
      expect(await world.says(`/approve ${card}`)).toContain('Heron is halted');
      expect(await world.says('/resume "resume trading"')).toContain('an owner ends that first, at the machine: /lockdown end');
    }
    expect(stateOf(world)).toBe(once);
    expect((await world.audit()).findings).toEqual([]);
  });

  it('is ended by an owner at the machine alone; the halt stays, and buttons and first approvals of before stay worth nothing', async () => {
    await using world = await fresh(['chat.twoPersonAbovePct=0.1']);
    const ann = world.person('telegram', '111', 'owner');
    const bob = world.person('telegram', '222', 'trader', 'Bob');
    const card = await world.proposes();
    expect(await tries(world, ann, `/approve ${card}`)).toContain('the first of two approvals');
    const old = bob.screen.button('Approve');
    await tries(world, ann, '/users telegram:222 remove');
    const code = /\/confirm (\d{6})/.exec(world.machine.at(-1) ?? '')?.[1] ?? 'none';
    const pairing = /code +([A-Z2-9]{8})/.exec(await world.says('/pair owner'))?.[1] ?? 'none';
    await tries(world, bob, '/lockdown');
    for (const who of [ann, bob]) expect(await tries(world, who, '/lockdown end')).toContain('not ended from here');
    expect(await world.says('/lockdown end', { role: 'trader' })).toContain('not ended from here');
    expect(world.ledger.memory.lockdown).toBeDefined();

    expect(await world.says('/lockdown end')).toContain('Heron stays halted until /resume');
    expect(await world.says('/lockdown end')).toContain('Heron is not locked down');
    expect(world.ledger.memory.lockdown).toBeUndefined();
    expect(await tries(world, ann, `/approve ${card}`)).toContain('Heron is halted');
    await world.says('/resume "resume trading"');
    expect(await tries(world, ann, `/confirm ${code}`)).toContain('Nothing waits for a code here');
    expect(await tries(world, world.person('telegram', '666', undefined), `/pair ${pairing}`)).toContain('That code does not work');
    await world.silence(0.1);
    expect(textOf(await bob.presses(old.tap.token, old.messageRef))).toContain('older than the lockdown');
    // The yes of whoever had the phone is none: two have to say it anew.
    expect(await tries(world, bob, `/approve ${card}`)).toContain('the first of two approvals');
    await world.restart({ crash: true });
    await world.silence(0.1);
    expect(textOf(await bob.presses(old.tap.token, old.messageRef))).toContain('older than the lockdown');
    expect(await tries(world, ann, `/approve ${card}`)).toContain('is armed');
  });

  it('passes from whoever may approve, locked out, in a flood, and while the ledger has findings', async () => {
    await using world = await fresh(['chat.lockAfterRefusals=5']);
    const ann = world.person('telegram', '111', 'trader');
    const data = { id: 'd1', invariant: 'INV-1', row: 'x', expected: 'a', found: 'b' };
    world.ledger.transact((tx) => tx.append({ kind: 'finding.opened', subject: 'd1', actor: 'audit', data }));
    for (let i = 0; i < 5; i++) await ann.presses(`forged${i}`, 'm1');
    expect(world.events('person.locked')).toHaveLength(1);
    for (let i = 0; i < 12; i++) await ann.says('/version');
    expect(await ann.says('/lockdown')).toContain('Heron is locked down');
    expect(world.ledger.memory.lockdown).toBeDefined();
  });

  it('is not for viewers and strangers', async () => {
    await using world = await fresh();
    const vic = world.person('telegram', '444', 'viewer', 'Vic');
    expect(await tries(world, vic, '/lockdown')).toContain('needs the role trader');
    await tries(world, world.person('telegram', '666', undefined), '/lockdown');
    expect(world.events('lockdown.set')).toEqual([]);
  });

  it('leaves these commands of traders and owners to chats, and no other: a new one has to be thought about', () => {
    const acting = commands.filter(({ role }) => role !== 'viewer');
    expect(acting.filter(({ inLockdown }) => inLockdown?.({}) === true).map(({ name }) => name)).toEqual(
      commands
        .map(({ name }) => name)
        .filter((name) =>
          ['reject', 'disarm', 'close', 'flatten', 'cancel', 'pause', 'halt', 'lockdown', 'quiet', 'paper', 'users'].includes(name),
        ),
    );
  });

  it('locks real money with it; the gate does not open it again before an owner at the machine has ended the lockdown', async () => {
    const venue = LIVE_VENUES.find(({ id }) => id === 'binance') as LiveVenue;
    await using live = await LiveWorld.open(venue, 64_000, ['guards.wideCostPctOfRisk=100', 'guards.feeEdge=0'], { timeoutMs: 5_000 });
    const { world } = live;
    const suggests = async (entry: number): Promise<string> => {
      await world.suggests({ market: venue.market, entry, stop: 63_000, riskPct: 0.3 });
      return world.events('condition.proposed').at(-1)?.subject ?? '';
    };
    await world.says(`/approve ${await suggests(64_300)}`);
    await live.minutes(2, 64_500);
    expect(world.ledger.memory.positions.size).toBe(1);
    const sent = live.server.createsOf();

    const ann = world.person('telegram', '111', 'trader');
    expect(await tries(world, ann, '/lockdown')).toMatch(/real money +locked/);
    expect(world.ledger.memory.live).toBeUndefined();
    const bound = 'a test';
    world.ledger.transact((tx) =>
      tx.append({ kind: 'gate.passed', subject: 'gate', actor: 'user:shell', data: { hash: 'h', bound, checks: [] } }),
    );
    expect(await world.says('/live "trade real money"')).toContain('Heron is locked down');
    expect(world.app.live?.unlock('user:terminal')).toBe(false);
    await live.minutes(2, 64_600);
    // Its stop rests where it rested, and nothing was sent.
    expect(live.server.createsOf()).toBe(sent);
    expect(restingStops(world, 't1')).toHaveLength(1);
    await world.says('/lockdown end');
    await world.says('/resume "resume trading"');
    expect(await world.says('/live "trade real money"')).toContain('Live trading is unlocked');
  });
});
