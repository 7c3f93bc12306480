import { commands } from '#commands/index.ts';
import { createPainter } from '#src/chart/painter.ts';
import { complete } from '#src/chat/complete.ts';
import { createDiscord } from '#src/chat/discord/discord.ts';
import { freshStatus, keepStatusLive } from '#src/chat/liveStatus.ts';
import { menuFor } from '#src/chat/menu.ts';
import { openChat } from '#src/chat/people.ts';
import type { Message, Platform } from '#src/chat/platform.ts';
import { createRegistry } from '#src/chat/registry.ts';
import { Taps } from '#src/chat/taps.ts';
import { createTelegram } from '#src/chat/telegram/telegram.ts';
import { parseInstant, systemClock } from '#src/domain/clock.ts';
import { type FakeDiscord, startDiscord } from '#test/fakes/discord/fakeDiscord.ts';
import { until } from '#test/fakes/discord/until.ts';
import { FakeTelegram } from '#test/fakes/telegram/fakeTelegram.ts';
import { openWorld, type World, type WorldOptions } from '#test/harness.ts';
import { pastOf } from './market.ts';
import { Pictures } from './pictures.ts';

const PRICES = { 'BTC/USDT': 63_800, 'ETH/USDT': 3_200, 'SOL/USDT': 145 };
const START = '2026-01-05T12:58:00Z';
/** So that a picture of hours is full, and its averages have begun before it. */
const PAST_MINUTES = 7 * 24 * 60;
/** The limits of the platforms are of real time, in which the day passes within seconds. */
const NO_HURRY = { posts: { count: 1_000, windowMs: 5_000 }, perSecond: 1_000 };

export const ANN = 111;

/** The whole Heron between a Telegram and a Discord of this machine, with the real SDKs and the real painter. */
export interface Stage {
  readonly telegram: FakeTelegram;
  readonly discord: FakeDiscord;
  readonly world: World;
  readonly pictures: Pictures;
  /** Done when no status card is being edited. */
  calm(): Promise<void>;
  /** What the platforms had to say to the log. */
  readonly log: readonly string[];
  [Symbol.asyncDispose](): Promise<void>;
}

export interface StageOptions extends Pick<WorldOptions, 'parts' | 'sets' | 'startAt'> {
  /** What happens before Heron speaks in the channel of the server; nobody is there to see it. */
  readonly before?: (world: World) => Promise<void>;
}

/** Everything is connected, Heron speaks in the channel of the server, and nobody is paired. */
export async function openStage({ startAt = START, sets = [], parts, before }: StageOptions = {}): Promise<Stage> {
  const telegram = await FakeTelegram.open({ limits: false });
  const discord = await startDiscord(NO_HURRY);
  const platforms = new Map<string, Platform>();
  const platformOf = (channel: string): Platform | undefined => platforms.get(channel.split(':')[0] as string);
  const at = parseInstant(startAt);
  const world = await openWorld({
    prices: PRICES,
    startAt,
    history: new Map(Object.entries(PRICES).map(([market, price]) => [market, pastOf(market, price, at, PAST_MINUTES)])),
    sets: [`desk.markets=${JSON.stringify(Object.keys(PRICES))}`, ...sets],
    ...(parts && { parts }),
    platforms: (name) => platformOf(name)?.channel(name),
  });
  const pictures = new Pictures();
  const painter = createPainter({ clock: systemClock() });
  const log: string[] = [];
  const registry = createRegistry(commands);
  const common = {
    frontDoor: world.door,
    paint: pictures.watching((chart) => painter.paint(chart)),
    clock: systemClock(),
    onUp: () => undefined,
    onDown: () => undefined,
  };
  platforms.set(
    'telegram',
    createTelegram({
      ...common,
      token: telegram.token,
      apiRoot: telegram.root,
      menu: (role) => menuFor(registry, role),
      people: () => [...world.ledger.memory.people.values()].flatMap((one) => (one.platform === 'telegram' ? [one.user_id] : [])),
      speaksIn: (channel) => world.ledger.memory.chats.has(channel),
      panic: ['halt'],
      log: { error: (line) => log.push(line) },
      onSuspicion: () => undefined,
      pollSeconds: 1,
    }),
  );
  platforms.set(
    'discord',
    createDiscord({
      ...common,
      token: discord.token,
      api: discord.api,
      guild: discord.guild.id,
      channel: discord.home.id,
      role: discord.role.id,
      registry,
      suggest: (name, index, typed) => complete(`/${name} ${'- '.repeat(index)}${typed}`, world.app, registry).hits,
      log: () => undefined,
      renewed: () => undefined,
    }),
  );
  await before?.(world);
  const home = { id: `discord:${discord.home.id}`, platform: 'discord', kind: 'group', title: '#trading', person_id: null } as const;
  world.ledger.transact((tx) => openChat(tx, home, 'heron'));
  const edits = new Set<Promise<unknown>>();
  const stopStatus = keepStatusLive({
    ledger: world.ledger,
    clock: world.clock,
    everyMs: world.settings.values.chat.statusSeconds * 1_000,
    fresh: freshStatus(world.app, registry),
    deliver: async (name: string, message: Message) => {
      const sent = Promise.resolve(platformOf(name)?.channel(name).send(message));
      edits.add(sent);
      await sent.finally(() => edits.delete(sent));
      return true;
    },
    taps: new Taps(world.app, registry),
  });
  for (const platform of platforms.values()) platform.start();
  await telegram.until(() => platforms.get('telegram')?.state().state === 'up');
  await discord.connected();
  await until(() => discord.state.commands.has(discord.guild.id), 'commands');
  return {
    telegram,
    discord,
    world,
    pictures,
    log,
    calm: async () => {
      // An edit begins a turn after its timer.
      await new Promise((resolve) => setTimeout(resolve, 0));
      while (edits.size > 0) await Promise.allSettled([...edits]);
    },
    async [Symbol.asyncDispose]() {
      stopStatus();
      for (const platform of platforms.values()) await platform.stop();
      await world.end();
      await painter.close();
      await telegram[Symbol.asyncDispose]();
      await discord.goDown();
    },
  };
}
