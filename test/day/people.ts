import { pairPerson } from '#src/chat/people.ts';
import type { Instant } from '#src/domain/clock.ts';
import { type Rng, seededRng } from '#src/domain/rng.ts';
import type { FakeMessage as DiscordMessage } from '#test/fakes/discord/message.ts';
import type { FakeUser } from '#test/fakes/discord/people.ts';
import type { FakeMessage, FakePerson } from '#test/fakes/telegram/fakeTelegram.ts';
import { wayTo } from './market.ts';
import { ANN, type Stage } from './stage.ts';

/** A tap in Telegram and the notice that it got; it stands after so many messages of the chat. */
export interface Tapped {
  readonly after: number;
  readonly at: Instant;
  readonly label: string;
  readonly toast: string;
}

/** Ann, who trades in Telegram, and Bob, who trades in Discord, and what they do and see. */
export class People {
  readonly ann: FakePerson;
  readonly bob: FakeUser;
  readonly tapped: Tapped[] = [];
  /** What Bob did to be shown a message, by its id. */
  readonly asked = new Map<string, string>();
  /** When each message was first there, by `telegram:1` or `discord:<id>`. */
  readonly seenAt = new Map<string, Instant>();
  readonly #stage: Stage;
  readonly #rng: Rng = seededRng(5);

  constructor(stage: Stage) {
    this.#stage = stage;
    const { telegram, discord, world } = stage;
    this.ann = telegram.person({ id: ANN, first_name: 'Ann' });
    this.bob = discord.person('Bob', [discord.role.id]);
    const pair = (platform: string, userId: string, name: string, chatId: string): void =>
      pairPerson(world.ledger, { platform, userId, name, role: 'trader', channel: `${platform}:${chatId}`, chatTitle: name });
    pair('telegram', String(ANN), 'Ann', String(ANN));
    pair('discord', this.bob.id, 'Bob', discord.dm(this.bob).id);
  }

  /** Ann says something and is answered. */
  async annSays(text: string): Promise<void> {
    const { telegram } = this.#stage;
    const before = this.#annSees().length;
    telegram.says(this.ann, text);
    await telegram.until(() => this.#annSees().length > before + 1);
    await this.pass(0);
  }

  /** Ann taps, and gets a notice, or without one a message. */
  async annTaps(message: FakeMessage, label: string): Promise<string> {
    const { telegram, world } = this.#stage;
    const after = this.#annSees().length;
    const tap = telegram.taps(this.ann, message, label);
    await telegram.until(() => tap.toast !== undefined && (tap.toast.text !== '' || this.#annSees().length > after));
    const toast = tap.toast?.text ?? '';
    this.tapped.push({ after, at: world.now, label, toast });
    await this.pass(0);
    return toast;
  }

  async bobSays(line: string): Promise<DiscordMessage> {
    const answer = await this.#stage.discord.slash(this.bob, line).answer();
    this.asked.set(answer.id, `Bob used ${line}`);
    await this.pass(0);
    return answer;
  }

  /** Bob taps, and is shown something for it. */
  async bobTaps(message: DiscordMessage, label: string): Promise<DiscordMessage> {
    const answer = await this.#stage.discord.taps(this.bob, message, label).toast();
    this.asked.set(answer.id, `Bob tapped [${label}]`);
    await this.pass(0);
    return answer;
  }

  /** So many minutes pass, in which markets go somewhere on a way of their own; what is to be shown is shown meanwhile. */
  async pass(minutes: number, to: Readonly<Record<string, number>> = {}): Promise<void> {
    const { world, calm } = this.#stage;
    const ways = Object.entries(to).map(
      ([market, goal]) => [market, wayTo(world.feed.last(market) as number, goal, minutes, this.#rng)] as const,
    );
    for (let i = 0; i < minutes; i++) {
      await world.minutes(1, Object.fromEntries(ways.map(([market, way]) => [market, way[i] as number])));
      await calm();
      this.#note();
    }
    await calm();
    this.#note();
  }

  /** A card in Ann's chat, as it is now. */
  annsCard(id: string): FakeMessage {
    const found = this.#annSees().find(({ from, text }) => from === 'bot' && text.includes(id));
    if (found === undefined) throw new Error(`Ann sees no card of ${id}`);
    return found;
  }

  /** A card in the channel of the server, as it is now. */
  bobsCard(id: string): DiscordMessage {
    const found = this.#stage.discord.home.messages.find(({ title }) => title.includes(id));
    if (found === undefined) throw new Error(`there is no card of ${id} in the channel`);
    return found;
  }

  #annSees = (): readonly FakeMessage[] => this.#stage.telegram.chat(ANN).messages;

  #note(): void {
    const { world, discord } = this.#stage;
    const see = (key: string): void => void (this.seenAt.has(key) || this.seenAt.set(key, world.now));
    for (const { id } of this.#annSees()) see(`telegram:${id}`);
    for (const channel of [discord.home, ...discord.home.threads]) for (const { id } of channel.all) see(`discord:${id}`);
  }
}
