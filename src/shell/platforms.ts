import type { App } from '#src/app.ts';
import { createPainter } from '#src/chart/painter.ts';
import { complete } from '#src/chat/complete.ts';
import { menuFor } from '#src/chat/menu.ts';
import { openChat } from '#src/chat/people.ts';
import type { FrontDoor, Platform, PlatformState } from '#src/chat/platform.ts';
import type { Registry } from '#src/chat/registry.ts';
import { Suspicion } from '#src/chat/suspicion.ts';
import type { Settings } from '#src/config/settings.ts';
import { systemClock } from '#src/domain/clock.ts';
import type { EventData } from '#src/ledger/event.ts';
import type { Log } from './log.ts';

export interface PlatformsDeps {
  readonly app: App;
  readonly settings: Settings;
  readonly registry: Registry;
  readonly frontDoor: FrontDoor;
  readonly log: Log;
  /** A platform came up: what waits for it can be delivered. */
  readonly onUp: () => void;
  /** A platform began a new session: its open cards are to be shown again. */
  readonly onRenewed: (platform: Platform['name']) => void;
}

/** The chat platforms that have a token. */
export interface Platforms {
  /** The platform that a channel's name begins with. */
  of(channel: string): Platform | undefined;
  states(): readonly PlatformState[];
  start(): void;
  stop(): Promise<void>;
}

/** Builds the platforms that have a token; their libraries are loaded only then. Nothing here waits for a network. */
export async function createPlatforms(deps: PlatformsDeps): Promise<Platforms> {
  const { telegram, discord } = deps.settings;
  const painter = createPainter({ clock: systemClock() });
  const paint = painter.paint.bind(painter);
  const list: Platform[] = [];
  if (telegram.token !== '') list.push(await telegramOf(deps, paint));
  if (discord.token !== '') list.push(await discordOf(deps, paint));
  return {
    of: (channel) => list.find(({ name }) => channel.startsWith(`${name}:`)),
    states: () => list.map((one) => one.state()),
    start() {
      for (const platform of list) platform.start();
    },
    async stop() {
      await Promise.allSettled(list.map((platform) => platform.stop()));
      await painter.close();
    },
  };
}

type Paint = ReturnType<typeof createPainter>['paint'];

async function telegramOf(deps: PlatformsDeps, paint: Paint): Promise<Platform> {
  const { app, settings, registry, log } = deps;
  const { createTelegram } = await import('#src/chat/telegram/telegram.ts');
  const standing = standingOf(deps, 'telegram');
  const suspicion = new Suspicion(deps.frontDoor, app.wall, settings.chat.lockMinutes * 60_000);
  const telegram = createTelegram({
    token: settings.telegram.token,
    apiRoot: settings.telegram.apiRoot,
    frontDoor: suspicion.door,
    clock: app.wall,
    paint,
    menu: (role) => menuFor(registry, role),
    people: () => [...app.ledger.memory.people.values()].filter(({ platform }) => platform === 'telegram').map(({ user_id }) => user_id),
    speaksIn: (channel) => app.ledger.memory.chats.has(channel),
    panic: registry.all.filter(({ panic }) => panic === true).flatMap(({ name, aliases }) => [name, ...Object.keys(aliases ?? {})]),
    log: { error: (text) => log.error(text) },
    ...standing,
    onSuspicion(reason) {
      suspicion.arises(reason);
      standing.onDown(reason);
    },
  });
  app.ledger.listen(({ kind }) => {
    if (kind.startsWith('person.')) telegram.refreshMenus();
  });
  return telegram;
}

async function discordOf(deps: PlatformsDeps, paint: Paint): Promise<Platform> {
  const { app, settings, registry, frontDoor, log, onRenewed } = deps;
  const { createDiscord } = await import('#src/chat/discord/discord.ts');
  const { token, api, guild, channel, role } = settings.discord;
  if (channel !== '') {
    const chat = {
      id: `discord:${channel}`,
      platform: 'discord',
      kind: 'group',
      title: 'the channel of the server',
      person_id: null,
    } as const;
    app.ledger.transact((tx) => openChat(tx, chat, 'heron'));
  }
  return createDiscord({
    token,
    api,
    guild,
    channel,
    role,
    frontDoor,
    registry,
    suggest: (name, index, typed) => complete(`/${name} ${'- '.repeat(index)}${typed}`, app, registry).hits,
    paint,
    clock: app.wall,
    log: (text) => log.info(text),
    ...standingOf(deps, 'discord'),
    renewed: () => onRenewed('discord'),
  });
}

/** Writes down when a platform goes and comes, so that the other one says it. */
function standingOf({ app, log, onUp }: PlatformsDeps, platform: Platform['name']) {
  let downSince: number | undefined;
  let reasonNow = '';
  const record = <K extends 'platform.down' | 'platform.up'>(kind: K, data: EventData[K]): void => {
    if (app.ledger.isOpen) app.ledger.transact((tx) => tx.append({ kind, subject: platform, actor: 'heron', data }));
  };
  return {
    onDown(reason: string): void {
      if (downSince !== undefined && reason === reasonNow) return;
      downSince ??= app.wall.mono();
      reasonNow = reason;
      log.error(`${platform} is down: ${reason}`);
      record('platform.down', { reason });
    },
    onUp(): void {
      const since = downSince;
      downSince = undefined;
      reasonNow = '';
      if (since !== undefined) record('platform.up', { reason: '', down_ms: Math.round(app.wall.mono() - since) });
      onUp();
    },
  };
}
