import type { Channel, FrontDoor, Platform } from '#src/chat/platform.ts';
import type { Registry } from '#src/chat/registry.ts';
import type { Clock, Timer } from '#src/domain/clock.ts';
import { createApi } from './api.ts';
import { createChannel } from './channel.ts';
import { failureOf, TOKEN_WORDS } from './failure.ts';
import type { Paint } from './payload.ts';
import { Postbox } from './postbox.ts';
import { createReceiver, type Suggest } from './receive.ts';
import { channelIdOf, channelName } from './ref.ts';
import { register } from './register.ts';
import { Supervisor } from './supervise.ts';

const REGISTER_AGAIN_MS = 60_000;

/** What Discord is run with. */
export interface DiscordDeps {
  readonly token: string;
  /** `https://discord.com/api`, or where else its API is. */
  readonly api: string;
  /** Id of the one server; empty: private chats alone. */
  readonly guild: string;
  /** Id of the channel in that server in which Heron speaks openly. */
  readonly channel: string;
  /** Id of the role that a member needs; empty: none. */
  readonly role: string;
  readonly frontDoor: FrontDoor;
  readonly registry: Registry;
  readonly suggest: Suggest;
  /** Draws a chart as PNG. */
  readonly paint: Paint;
  /** The machine's time. */
  readonly clock: Clock;
  readonly log: (text: string) => void;
  readonly onUp: () => void;
  readonly onDown: (reason: string) => void;
  /** A new session began: open cards are to be rendered again, since taps may have been lost. */
  readonly renewed: () => void;
}

/** Discord: brings interactions to the front door, messages of the outbox into channels, and keeps itself connected. */
export function createDiscord(deps: DiscordDeps): Platform {
  const { token, api: address, guild, channel: openChannel, role, clock, log } = deps;
  // While it is down it is being tried again already.
  const onRefusedToken = (): void => {
    if (supervisor.state().state === 'up') supervisor.fail({ message: TOKEN_WORDS });
  };
  const api = createApi({ api: address, token, onRefusedToken });
  const postbox = new Postbox(api, deps.paint);
  const receive = createReceiver({ ...deps, api, postbox, rules: { guild, role }, openChannel });
  const left = (channelId: string, reason: string): void => {
    if (channelId !== '') deps.frontDoor.left(channelName(channelId), reason);
  };
  let again: Timer | undefined;
  const offerCommands = async (applicationId: string): Promise<void> => {
    again?.cancel();
    try {
      const written = await register(api, { applicationId, guild, commands: deps.registry.all });
      if (written > 0) log('The commands were registered at Discord.');
    } catch (error) {
      log(`The commands could not be registered at Discord: ${failureOf(error).message}.`);
      if (supervisor.state().state !== 'off') again = clock.after(REGISTER_AGAIN_MS, () => void offerCommands(applicationId));
    }
  };
  const supervisor: Supervisor = new Supervisor({
    api: address,
    token,
    clock,
    log,
    onUp: deps.onUp,
    onDown: deps.onDown,
    onSession(applicationId) {
      void offerCommands(applicationId);
      deps.renewed();
    },
    onInteraction: (payload) => void receive(payload),
    onGone(id) {
      if (id === guild) left(openChannel, 'the bot was put out of the server');
      else left(id, 'the channel was deleted');
    },
  });
  const channels = new Map<string, Channel>();
  return {
    name: 'discord',
    state: () => supervisor.state(),
    channel(name) {
      const known = channels.get(name) ?? createChannel(name, postbox, () => left(channelIdOf(name), 'the channel is gone'));
      channels.set(name, known);
      return known;
    },
    start: () => supervisor.start(),
    async stop() {
      again?.cancel();
      await supervisor.stop();
      api.close();
    },
  };
}
