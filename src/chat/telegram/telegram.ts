import type { Role } from '#src/chat/command.ts';
import type { Channel, FrontDoor, Platform } from '#src/chat/platform.ts';
import type { Clock, Timer } from '#src/domain/clock.ts';
import { answerApi, outboxApi } from './api.ts';
import { Connection } from './connection.ts';
import { faultOf } from './fault.ts';
import { type MenuEntry, Menus } from './menu.ts';
import { type Paint, Post } from './post.ts';
import { createChannel } from './send.ts';

const MENU_AGAIN_MS = 60_000;

/** What Telegram is run with. */
export interface TelegramDeps {
  readonly token: string;
  /** `https://api.telegram.org`, or a Bot API server of one's own. */
  readonly apiRoot: string;
  readonly frontDoor: FrontDoor;
  /** The machine's time. */
  readonly clock: Clock;
  /** Draws a chart as PNG. */
  readonly paint: Paint;
  /** What a role is offered in the command menu; undefined: a stranger. */
  readonly menu: (role: Role | undefined) => readonly MenuEntry[];
  /** Numeric ids of those who are paired here. */
  readonly people: () => readonly string[];
  /** Whether Heron speaks in a chat, by the name of its channel. */
  readonly speaksIn: (channel: string) => boolean;
  /** Names of the commands that never wait behind anything, with their aliases: `halt`. */
  readonly panic: readonly string[];
  readonly log: { readonly error: (text: string) => void };
  readonly onUp: () => void;
  /** `reason` holds no token and no address. Also called when it is down already and a worse reason comes up. */
  readonly onDown: (reason: string) => void;
  /** Somebody else polls with the token, or set a webhook with it. */
  readonly onSuspicion: (reason: string) => void;
  /** Seconds that a poll waits; 25. */
  readonly pollSeconds?: number;
}

/** The platform, and what it must be told from outside. */
export interface Telegram extends Platform {
  /** People or their roles changed: so do their command menus. */
  refreshMenus(): void;
}

/**
 * Telegram by long polling (there is no webhook, hence no port that could be attacked). Brings what is said to the front door and what waits in the outbox into chats.
 * Whatever the network or Telegram does, the process lives and tries again.
 */
export function createTelegram(deps: TelegramDeps): Telegram {
  const { frontDoor, clock, paint, log } = deps;
  /** For the outbox and for polling: both try again in their own way. */
  const api = outboxApi(deps);
  const answering = answerApi(deps);
  const channels = new Map<string, Channel>();
  const menus = new Menus({ api: answering, menu: deps.menu, people: deps.people, roleOf: (id) => frontDoor.roleOf('telegram', id) });
  let menuAgain: Timer | undefined;

  const refreshMenus = (): void => {
    if (connection.state().state !== 'up') return;
    menuAgain?.cancel();
    menus.refresh().catch((error: unknown) => {
      log.error(`The command menus could not be set; tried again in a minute. ${faultOf(error).sentence}`);
      if (connection.state().state !== 'off') menuAgain = clock.after(MENU_AGAIN_MS, refreshMenus);
    });
  };
  const connection = new Connection({
    ...deps,
    api,
    answering: {
      ...deps,
      address: deps,
      api: answering,
      post: new Post(answering, paint),
      report: log.error,
    },
    onUp() {
      deps.onUp();
      refreshMenus();
    },
    logged: log.error,
  });
  const openChannel = (name: string): Channel =>
    createChannel(name, {
      post: new Post(api, paint),
      gone: (channel, reason) => frontDoor.left(channel, reason),
      moved: (channel, to) => frontDoor.moved(channel, to),
    });

  return {
    name: 'telegram',
    state: () => connection.state(),
    channel(name) {
      const channel = channels.get(name) ?? openChannel(name);
      channels.set(name, channel);
      return channel;
    },
    start: () => connection.start(),
    async stop() {
      menuAgain?.cancel();
      await connection.stop();
    },
    refreshMenus,
  };
}
