import { afterEach, describe, expect, it } from 'vitest';
import { commands } from '#commands/index.ts';
import { complete } from '#src/chat/complete.ts';
import type { Platform } from '#src/chat/platform.ts';
import { createRegistry } from '#src/chat/registry.ts';
import { systemClock } from '#src/domain/clock.ts';
import { type FakeDiscord, startDiscord } from '#test/fakes/discord/fakeDiscord.ts';
import type { Limits } from '#test/fakes/discord/limits.ts';
import type { FakeMessage } from '#test/fakes/discord/message.ts';
import type { FakeUser } from '#test/fakes/discord/people.ts';
import { until } from '#test/fakes/discord/until.ts';
import { openWorld, type World } from '#test/harness.ts';
import { createDiscord } from './discord.ts';

const IDEA = {
  entry: 64_000,
  stop: 62_900,
  targets: [
    [65_500, 50],
    [67_000, 50],
  ],
} as const;

interface Play {
  readonly fake: FakeDiscord;
  readonly world: World;
  readonly platform: Platform;
  /** Somebody let in by the code that the machine shows. */
  lets(name: string, role: 'viewer' | 'trader' | 'owner'): Promise<FakeUser>;
  /** What waits is delivered: a second of the market passes. */
  turn(): Promise<void>;
  /** The card of a condition in the home channel, as it is now. */
  card(id: string): FakeMessage;
}

const open: Play[] = [];
afterEach(async () => {
  for (const { platform, fake, world } of open.splice(0)) {
    await platform.stop();
    await fake.goDown();
    await world.end();
  }
});

/** The whole Heron, its real front door and outbox, on a Discord of this machine; the home channel is opened by an owner. */
async function play(limits: Partial<Limits> = {}): Promise<Play> {
  const fake = await startDiscord({ posts: { count: 1_000, windowMs: 5_000 }, perSecond: 1_000, ...limits });
  let platform: Platform | undefined;
  const world = await openWorld({
    prices: { 'BTC/USDT': 63_800 },
    platforms: (name) => (name.startsWith('discord:') ? platform?.channel(name) : undefined),
  });
  const registry = createRegistry(commands);
  platform = createDiscord({
    token: fake.token,
    api: fake.api,
    guild: fake.guild.id,
    channel: fake.home.id,
    role: fake.role.id,
    frontDoor: world.door,
    registry,
    suggest: (name, index, typed) => complete(`/${name} ${'- '.repeat(index)}${typed}`, world.app, registry).hits,
    paint: async () => new Uint8Array([137, 80, 78, 71]),
    clock: systemClock(),
    log: () => undefined,
    onUp: () => undefined,
    onDown: () => undefined,
    renewed: () => undefined,
  });
  platform.start();
  await fake.connected();
  await until(() => fake.state.commands.has(fake.guild.id), 'commands');
  const turn = (): Promise<void> => world.price('BTC/USDT', world.feed.last('BTC/USDT') as number, { afterSeconds: 2 });
  const lets = async (name: string, role: string): Promise<FakeUser> => {
    const user = fake.person(name, [fake.role.id]);
    const code = /\b[A-Z0-9]{8}\b/.exec(await world.says(`/pair ${role}`))?.[0];
    const answer = await fake.slash(user, `/pair ${code}`, { dm: true }).answer();
    expect(answer.text).toContain(role);
    return user;
  };
  const card = (id: string): FakeMessage => {
    const found = fake.home.messages.find(({ title }) => title.includes(`${id}:`) || title.includes(`${id} `));
    if (found === undefined) throw new Error(`no card of ${id}: ${fake.home.messages.map(({ text }) => text).join('\n---\n')}`);
    return found;
  };
  const played = { fake, world, platform, lets, turn, card };
  open.push(played);
  const owner = await lets('Olga', 'owner');
  const home = {
    platform: 'discord',
    channel: `discord:${fake.home.id}`,
    chatTitle: '#trading',
    userId: owner.id,
    userName: owner.name,
  } as const;
  expect(world.frontDoor.joined(home)).toBe(true);
  return played;
}

describe('the whole Heron on Discord', () => {
  it('proposes, is answered by a tap, edits its card to the outcome, and goes on in the thread of the card', async () => {
    const { fake, world, lets, turn, card } = await play();
    const ann = await lets('Ann', 'trader');
    const id = await world.proposes(IDEA);
    await turn();
    const proposal = card(id);
    expect(proposal.buttons).toEqual(expect.arrayContaining(['Approve', 'Reject', 'Half size', 'Why']));
    const tap = fake.taps(ann, proposal, 'Approve');
    await tap.toast();
    await turn();
    await until(() => !proposal.buttons.includes('Approve'), 'the buttons to go');
    expect(proposal.text).toContain('Ann on Discord');
    expect(world.condition(id)?.status).toBe('armed');
    await world.price('BTC/USDT', 64_010);
    await turn();
    await turn();
    const thread = fake.threadOf(proposal);
    expect(thread?.name).toContain(id);
    expect(thread?.messages.map(({ text }) => text).join('\n')).toMatch(/Bought|Entered|entry/i);
  });

  it('takes the tap of a card that was sent before a restart (case 1)', async () => {
    const { fake, world, lets, turn, card } = await play();
    const ann = await lets('Ann', 'trader');
    const id = await world.proposes(IDEA);
    await turn();
    await world.restart({ crash: true });
    await fake.taps(ann, card(id), 'Approve').toast();
    expect(world.condition(id)?.status).toBe('armed');
  });

  it('decides once when two tap at the same time; the second sees what was decided (case 2)', async () => {
    const { fake, world, lets, turn, card } = await play();
    const [ann, ben] = [await lets('Ann', 'trader'), await lets('Ben', 'trader')];
    const id = await world.proposes(IDEA);
    await turn();
    const taps = [fake.taps(ann, card(id), 'Approve'), fake.taps(ben, card(id), 'Reject')];
    const toasts = await Promise.all(taps.map((tap) => tap.toast()));
    expect(world.events('condition.armed')).toHaveLength(1);
    expect(world.events('condition.rejected')).toHaveLength(0);
    expect(toasts[1]?.text).toContain('Ann');
  });

  it('tells a stranger in private that it does not know them, leaves the buttons, and writes it down (case 3)', async () => {
    const { fake, world, turn, card } = await play();
    const id = await world.proposes(IDEA);
    await turn();
    const eve = fake.person('Eve', [fake.role.id]);
    const before = card(id).history.length;
    const toast = await fake.taps(eve, card(id), 'Approve').toast();
    expect([toast.onlyFor, toast.text]).toEqual([eve.id, expect.stringContaining('does not know you')]);
    await turn();
    expect(card(id).buttons).toContain('Approve');
    expect(card(id).history).toHaveLength(before);
    expect(world.condition(id)?.status).toBe('proposed');
    expect(world.events('tap.refused').map(({ data }) => data.user_id)).toEqual([eve.id]);
  });

  it('finalizes the card although the acknowledgement came too late (case 4)', async () => {
    const { fake, world, lets, turn, card } = await play({ ackMs: 400 });
    const ann = await lets('Ann', 'trader');
    const id = await world.proposes(IDEA);
    await turn();
    fake.fails(/\/callback$/, { kind: 'slow', ms: 600 });
    const tap = fake.taps(ann, card(id), 'Approve');
    await until(() => tap.refused.length > 0, 'the refusal');
    await turn();
    await until(() => !card(id).buttons.includes('Approve'), 'the buttons to go');
    expect(card(id).text).toContain('Ann on Discord');
    expect(world.events('condition.armed')).toHaveLength(1);
  });

  it('shows a message once, although its answer was lost on the way (case 11)', async () => {
    const { fake, world, turn } = await play();
    fake.fails(/^POST .*\/messages$/, { kind: 'cut', when: 'after' });
    const id = await world.proposes(IDEA);
    await turn();
    await world.restart({ crash: true });
    await turn();
    await turn();
    expect(world.bugs.splice(0).map(String)).toEqual(['Error: Discord could not be reached.']);
    expect(fake.home.messages.filter(({ title }) => title.includes(id))).toHaveLength(1);
    expect(world.ledger.all('select id from outbox where status = ?', 'pending')).toEqual([]);
  });

  it('keeps one live status card in the channel', async () => {
    const { fake, lets, turn } = await play();
    const ann = await lets('Ann', 'viewer');
    const first = await fake.slash(ann, '/status').answer();
    await turn();
    await fake.slash(ann, '/status').acknowledged();
    await until(() => first.history.length > 1, 'an edit');
    await turn();
    expect(fake.home.messages.filter(({ title }) => title.startsWith('Status'))).toEqual([first]);
  });

  it('completes ids from the ledger', async () => {
    const { fake, world, lets } = await play();
    const ann = await lets('Ann', 'trader');
    const id = await world.proposes(IDEA);
    expect(await fake.types(ann, '/approve', 'id', 'c')).toEqual([id]);
  });

  it('halts at the word of whoever is known, anywhere', async () => {
    const { fake, world, lets } = await play();
    const ann = await lets('Ann', 'trader');
    await fake.slash(ann, '/halt', { dm: true }).answer();
    expect(world.ledger.memory.halt).toBeDefined();
  });
});
