import type { FakeChannel } from './channel.ts';
import * as deeds from './deeds.ts';
import type { Fault } from './faults.ts';
import type { FakeGuild, FakeRole } from './guild.ts';
import type { FakeInteraction } from './interaction.ts';
import { type Limits, REAL_LIMITS } from './limits.ts';
import { FakeMessage } from './message.ts';
import { type FakeUser, newUser } from './people.ts';
import { FakeServer, type Seen } from './server.ts';
import { State } from './state.ts';
import { until } from './until.ts';

/** Where somebody does something: the home channel unless said. */
export interface Where {
  readonly channel?: FakeChannel;
  /** In the private chat with the bot. */
  readonly dm?: true;
}

const TOKEN = 'MTA0MjQyNDI0MjQyNDI0MjQyNA.GfAkE0.a-made-up-token-that-opens-nothing-at-all';

/**
 * Discord on a port of this machine, as strict as the real one about what discord.js sends:
 *
 *     await using fake = await startDiscord();
 *     const ann = fake.person('Ann', [fake.role.id]);
 *     const asked = fake.slash(ann, '/status');         // a person types a command
 *     (await asked.answer()).text;                      // what they see
 *     fake.taps(ann, fake.home.last, 'Approve');        // a person taps a button
 *     fake.dropGateway(); await fake.goDown();          // what platforms do
 *
 * Not modeled: that `default_member_permissions: "0"` hides a command until the owner of a server allows it to a role; every person here was allowed.
 */
export class FakeDiscord implements AsyncDisposable {
  readonly state: State;
  readonly server: FakeServer;
  /** A server, a channel and a role that are there from the start. */
  readonly guild: FakeGuild;
  readonly home: FakeChannel;
  readonly role: FakeRole;

  constructor(limits: Partial<Limits>) {
    this.state = new State({ ...REAL_LIMITS, ...limits }, TOKEN, 'Heron');
    this.server = new FakeServer(this.state);
    this.guild = this.state.addGuild('Desk');
    this.home = this.guild.addChannel('trading');
    this.role = this.guild.addRole('traders');
  }

  get api(): string {
    return this.server.api;
  }

  get token(): string {
    return this.state.token;
  }

  get gateway(): FakeServer['gateway'] {
    return this.server.gateway;
  }

  get requests(): readonly Seen[] {
    return this.server.seen;
  }

  person(name: string, roles: readonly string[] = []): FakeUser {
    const user = newUser(name, roles);
    this.state.users.push(user);
    return user;
  }

  dm(user: FakeUser): FakeChannel {
    return this.state.dmWith(user);
  }

  channel(id: string): FakeChannel {
    const channel = this.state.find(id);
    if (channel === undefined) throw new Error(`there is no channel ${id}`);
    return channel;
  }

  /** The thread of a message. */
  threadOf(message: FakeMessage): FakeChannel | undefined {
    return this.channel(message.channelId).threads.find(({ id }) => id === message.id);
  }

  slash(user: FakeUser, line: string, where: Where = {}): FakeInteraction {
    return deeds.slash(this.state, user, this.#place(user, where), line);
  }

  taps(user: FakeUser, message: FakeMessage, label: string): FakeInteraction {
    return deeds.tap(this.state, user, this.channel(message.channelId), message, { label });
  }

  /** A button that is on no message: what a forger sends. `channel` is where they say that it was. */
  forges(user: FakeUser, message: FakeMessage, customId: string, channel = this.channel(message.channelId)): FakeInteraction {
    return deeds.tap(this.state, user, channel, message, { forged: customId });
  }

  async types(user: FakeUser, command: string, option: string, text: string, where: Where = {}): Promise<readonly string[]> {
    const typed = deeds.type(this.state, user, this.#place(user, where), command, option, text);
    const choices = await until(() => typed.choices, 'choices');
    return choices.map(({ value }) => String(value));
  }

  /** The same interaction arrives once more. */
  repeats(interaction: FakeInteraction): void {
    deeds.tellAgain(this.state, interaction, deeds.TOLD.get(interaction));
  }

  /** What one person alone sees, oldest first. */
  whispers(user: FakeUser): readonly FakeMessage[] {
    const rooms = [
      ...this.state.guilds.flatMap(({ channels }) => [...channels, ...channels.flatMap(({ threads }) => threads)]),
      ...this.state.dms,
    ];
    return rooms.flatMap(({ all }) => all.filter(({ onlyFor, deleted, thinking }) => onlyFor === user.id && !deleted && !thinking));
  }

  /** A message that somebody else posted. */
  posts(user: FakeUser, content: string, channel = this.home): FakeMessage {
    const message = new FakeMessage({ channelId: channel.id, author: user, shown: { content, embeds: [], components: [], files: [] } });
    channel.all.push(message);
    return message;
  }

  /** The next requests whose `METHOD /path` matches meet a fault. */
  fails(matches: RegExp, fault: Fault, times = 1): void {
    this.server.faults.plan(matches, fault, times);
  }

  dropGateway(code?: number): void {
    this.gateway.drop(code);
  }

  invalidateSession(): void {
    this.gateway.invalidate();
  }

  /** Nobody answers on the port any more, and connections end. */
  goDown(): Promise<void> {
    return this.server.close();
  }

  comeBack(): Promise<void> {
    return this.server.open();
  }

  /** The owner made a new token: the old one opens nothing. */
  revokeToken(): void {
    this.state.token = `${TOKEN}-renewed`;
    this.gateway.drop(4_004);
  }

  restoreToken(): void {
    this.state.token = TOKEN;
  }

  /** Everything that the bot ever said, on either side, without the header that carries its token. */
  everything(): string {
    return [...this.requests.map(({ method, path, body }) => `${method} ${path} ${body}`), ...this.gateway.heard].join('\n');
  }

  /** Waits until a client has a session. */
  async connected(): Promise<void> {
    await until(() => this.gateway.connected > 0, 'a session at the gateway', 15_000);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.goDown();
  }

  #place(user: FakeUser, { channel, dm }: Where): FakeChannel {
    return dm ? this.dm(user) : (channel ?? this.home);
  }
}

/** Opens it on a free port. */
export async function startDiscord(limits: Partial<Limits> = {}): Promise<FakeDiscord> {
  const fake = new FakeDiscord(limits);
  await fake.server.open();
  return fake;
}
