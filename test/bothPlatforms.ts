import { commands } from '#commands/index.ts';
import { createDiscord } from '#src/chat/discord/discord.ts';
import { menuFor } from '#src/chat/menu.ts';
import { openChat, pairPerson } from '#src/chat/people.ts';
import type { Platform } from '#src/chat/platform.ts';
import { createRegistry } from '#src/chat/registry.ts';
import { createTelegram } from '#src/chat/telegram/telegram.ts';
import { type Clock, systemClock } from '#src/domain/clock.ts';
import { type FakeDiscord, startDiscord } from './fakes/discord/fakeDiscord.ts';
import type { Limits as DiscordLimits } from './fakes/discord/limits.ts';
import type { FakeUser } from './fakes/discord/people.ts';
import { type FakePerson, FakeTelegram } from './fakes/telegram/fakeTelegram.ts';
import { png } from './fakes/telegram/png.ts';
import { openWorld, type World, type WorldOptions } from './harness.ts';

const OUTSIDE_MS = 5;

export interface BothOptions extends Omit<WorldOptions, 'platforms'> {
  /** Limits of the fake Discord; Discord's own unless said. */
  readonly discord?: Partial<DiscordLimits>;
  /** False: the fake Telegram counts, but refuses nothing. */
  readonly telegramLimits?: false;
  /** So many times faster than shipped do the adapters try to connect again. */
  readonly haste?: number;
}

/**
 * The whole app with both platforms over sockets: grammY and discord.js against servers on this machine. Ann (an owner, Telegram, `telegram:111`) and
 * Bob (a trader, Discord, his private chat) are paired; the home channel of Discord is open. The market's time is the world's, sockets have the machine's.
 */
export class BothPlatforms implements AsyncDisposable {
  readonly telegramFake: FakeTelegram;
  readonly discordFake: FakeDiscord;
  readonly world: World;
  readonly telegram: Platform;
  readonly discord: Platform;
  readonly ann: FakePerson;
  readonly bob: FakeUser;
  /** Everything that the adapters wrote into the log, or said about being down. */
  readonly logged: string[];

  constructor(parts: Pick<BothPlatforms, 'telegramFake' | 'discordFake' | 'world' | 'telegram' | 'discord' | 'ann' | 'bob' | 'logged'>) {
    this.telegramFake = parts.telegramFake;
    this.discordFake = parts.discordFake;
    this.world = parts.world;
    this.telegram = parts.telegram;
    this.discord = parts.discord;
    this.ann = parts.ann;
    this.bob = parts.bob;
    this.logged = parts.logged;
  }

  /** Channels of this stage: Ann's, Bob's, and the one for everybody. */
  get channels(): readonly string[] {
    return [...this.world.ledger.memory.chats.keys()];
  }

  async goDown(): Promise<void> {
    this.telegramFake.goDown();
    await this.discordFake.goDown();
  }

  /** Both answer again, and both adapters have noticed. */
  async comeBack(): Promise<void> {
    this.telegramFake.comeBack();
    await this.discordFake.comeBack();
    await outside(() => this.telegram.state().state === 'up' && this.discord.state().state === 'up', 60_000);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.telegram.stop(), this.discord.stop()]);
    try {
      await this.world.end();
    } finally {
      await this.telegramFake[Symbol.asyncDispose]();
      await this.discordFake.goDown();
    }
  }
}

/** Waits, in the machine's time, until something becomes true. */
export async function outside(isTrue: () => boolean, ms = 10_000): Promise<void> {
  const clock = systemClock();
  const deadline = clock.mono() + ms;
  while (!isTrue()) {
    if (clock.mono() > deadline) throw new Error(`did not come true within ${ms} ms: ${isTrue}`);
    await new Promise<void>((wake) => void clock.after(OUTSIDE_MS, wake));
  }
}

/** Opens servers, world and adapters, and waits until both platforms are up. */
export async function openBoth({ discord: limits, telegramLimits, haste = 1, ...options }: BothOptions = {}): Promise<BothPlatforms> {
  let platforms: readonly Platform[] = [];
  // Telegram counts in the market's time, which is the outbox's here.
  const telegramFake = await FakeTelegram.open({ now: () => world.clock.mono(), ...(telegramLimits === false && { limits: false }) });
  const discordFake = await startDiscord(limits);
  const world: World = await openWorld({
    ...options,
    sets: [...(options.sets ?? []), `telegram.token="${telegramFake.token}"`, `discord.token="${discordFake.token}"`],
    platforms: (name) => platforms.find((one) => name.startsWith(`${one.name}:`))?.channel(name),
  });
  const logged: string[] = [];
  const log = (line: string): void => void logged.push(line);
  const registry = createRegistry(commands);
  const common = {
    frontDoor: world.door,
    clock: hasty(haste),
    paint: async () => png(),
    onUp: () => undefined,
    onDown: log,
  };
  const telegram = createTelegram({
    ...common,
    token: telegramFake.token,
    apiRoot: telegramFake.root,
    menu: (role) => menuFor(registry, role),
    people: () => [...world.ledger.memory.people.values()].filter(({ platform }) => platform === 'telegram').map(({ user_id }) => user_id),
    speaksIn: (channel) => world.ledger.memory.chats.has(channel),
    panic: ['halt'],
    log: { error: log },
    onSuspicion: log,
    pollSeconds: 1,
  });
  const discord = createDiscord({
    ...common,
    token: discordFake.token,
    api: discordFake.api,
    guild: discordFake.guild.id,
    channel: discordFake.home.id,
    role: discordFake.role.id,
    registry,
    suggest: () => [],
    log,
    renewed: () => undefined,
  });
  const ann = telegramFake.person({ id: 111, first_name: 'Ann' });
  const bob = discordFake.person('Bob', [discordFake.role.id]);
  pairPerson(world.ledger, { platform: 'telegram', channel: 'telegram:111', chatTitle: 'Ann', userId: '111', name: 'Ann', role: 'owner' });
  const dm = `discord:${discordFake.dm(bob).id}`;
  pairPerson(world.ledger, { platform: 'discord', channel: dm, chatTitle: 'Bob', userId: bob.id, name: 'Bob', role: 'trader' });
  const home = { id: `discord:${discordFake.home.id}`, platform: 'discord', kind: 'group', title: '#trading', person_id: null } as const;
  world.ledger.transact((tx) => openChat(tx, home, 'heron'));
  platforms = [telegram, discord];
  for (const platform of platforms) platform.start();
  await outside(() => platforms.every((one) => one.state().state === 'up'), 20_000);
  await outside(() => discordFake.state.commands.has(discordFake.guild.id));
  return new BothPlatforms({ telegramFake, discordFake, world, telegram, discord, ann, bob, logged });
}

/** The machine's time, with shorter waits. */
function hasty(haste: number): Clock {
  const clock = systemClock();
  return { ...clock, after: (ms, run) => clock.after(ms / haste, run), every: (ms, run) => clock.every(ms / haste, run) };
}
