import { Client, GatewayDispatchEvents, GatewayIntentBits, Options } from 'discord.js';
import { restOptions } from './api.ts';
import { DiscordFailure, failureOf, TOKEN_WORDS } from './failure.ts';
import { GuardedStrategy } from './guarded.ts';

/** What a connection tells; nothing after it was ended. */
export interface GatewayEvents {
  /** A session began: what happened before it began is not told. */
  ready(applicationId: string): void;
  /** The session goes on after a break; what happened meanwhile is told again. */
  resumed(): void;
  /** The connection broke; the library tries to resume by itself. */
  broken(): void;
  /** It is over for good, and why. */
  ended(failure: DiscordFailure): void;
  interaction(payload: unknown): void;
  /** A channel was deleted, or the bot was put out of a server: its id. */
  gone(id: string): void;
  /** A packet made no sense. */
  odd(): void;
}

/** One login of discord.js. */
export interface Connection {
  end(): Promise<void>;
}

const CLOSED: Readonly<Record<number, string>> = {
  4010: 'Discord found the connection to be of the wrong shard',
  4011: 'the bot is in too many servers for one connection',
  4012: 'Discord no longer speaks this version of its interface',
  4013: 'Discord does not know the events that the bot asked for',
  4014: 'Discord did not allow the events that the bot asked for',
};
const TOKEN_REFUSED = 4_004;

/**
 * Connects, and keeps the connection as far as the library can. It hears of guilds alone: no privileged intent is asked for, and interactions come without one.
 * They are taken as they come over the wire, because the library holds them back until every guild has been told.
 */
export function connect({ api, token }: { readonly api: string; readonly token: string }, events: GatewayEvents): Connection {
  let wanted = true;
  const tell = (say: () => void): void => {
    if (wanted) say();
  };
  const client = new Client({
    intents: [GatewayIntentBits.Guilds],
    rest: restOptions(api),
    makeCache: Options.cacheWithLimits({ ...Options.DefaultMakeCacheSettings, MessageManager: 0 }),
    ws: {
      buildStrategy: (manager) => new GuardedStrategy(manager, { wanted: () => wanted, failed: () => tell(events.odd) }),
    },
  });
  client.on('error', () => tell(events.odd));
  client.on('shardError', () => undefined);
  client.on('shardReconnecting', () => tell(events.broken));
  client.on('shardDisconnect', ({ code }) => tell(() => events.ended(closedFailure(code))));
  client.ws.on(GatewayDispatchEvents.Ready, (data: { application?: { id?: string } } | undefined) =>
    tell(() => events.ready(data?.application?.id ?? '')),
  );
  client.ws.on(GatewayDispatchEvents.Resumed, () => tell(events.resumed));
  client.ws.on(GatewayDispatchEvents.InteractionCreate, (payload: unknown) => tell(() => events.interaction(payload)));
  const gone = ({ id, unavailable }: { id?: string; unavailable?: boolean }): void => {
    // A server that is unavailable is out of order, and comes back.
    if (id !== undefined && unavailable !== true) tell(() => events.gone(id));
  };
  client.ws.on(GatewayDispatchEvents.ChannelDelete, gone);
  client.ws.on(GatewayDispatchEvents.GuildDelete, gone);
  client.login(token).catch((error: unknown) => tell(() => events.ended(loginFailure(error))));
  return {
    async end() {
      wanted = false;
      await client.destroy().catch(() => undefined);
    },
  };
}

function closedFailure(code: number): DiscordFailure {
  if (code === TOKEN_REFUSED) return new DiscordFailure('token', TOKEN_WORDS);
  return new DiscordFailure('refused', `${CLOSED[code] ?? 'Discord ended the connection'} (${code})`, { code });
}

/** The library has words of its own for a token that it does not like, and for a day's connections that are used up. */
function loginFailure(error: unknown): DiscordFailure {
  const { message = '', code } = error as { message?: string; code?: unknown };
  if (code === 'TokenInvalid' || message === 'Authentication failed') return new DiscordFailure('token', TOKEN_WORDS);
  if (message.startsWith('Not enough sessions')) return new DiscordFailure('refused', 'Discord allows no further connection today');
  if (message.includes('intents')) return new DiscordFailure('refused', `${CLOSED[4_014]} (4014)`, { code: 4_014 });
  return failureOf(error);
}
