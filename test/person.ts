import { toPlainText } from '#src/chat/plainText.ts';
import type { Answer, FrontDoor, Heard } from '#src/chat/platform.ts';
import type { ChatScreen } from './chatScreen.ts';

/** What a person can reach; the world gives it, so that it is there after a restart too. */
export interface Surroundings {
  door(): FrontDoor;
  nextUpdate(): string;
  screen(channel: string): ChatScreen;
  /** Delivers what waits. */
  deliver(): Promise<void>;
}

type Where = Partial<Pick<Heard, 'channel' | 'updateId' | 'barred'>>;

/** Somebody at a chat platform, as its adapter would let them be heard. */
export class Person {
  readonly platform: Heard['platform'];
  readonly userId: string | undefined;
  readonly name: string;
  readonly #around: Surroundings;
  #answers = 0;

  constructor(around: Surroundings, platform: Heard['platform'], userId: string | undefined, name: string) {
    this.#around = around;
    this.platform = platform;
    this.userId = userId;
    this.name = name;
  }

  get id(): string {
    return `${this.platform}:${this.userId}`;
  }

  /** Their private chat. */
  get channel(): string {
    return `${this.platform}:${this.userId}`;
  }

  get screen(): ChatScreen {
    return this.#around.screen(this.channel);
  }

  /** What comes back, as plain text; undefined when nothing does. */
  async says(text: string, where: Where = {}): Promise<string | undefined> {
    const answer = await this.asks(text, where);
    return answer && toPlainText(answer.reply);
  }

  /** The same as the Answer. A message becomes one on their screen, as an adapter would do it. */
  async asks(text: string, where: Where = {}): Promise<Answer | undefined> {
    return this.#hear({ text }, where);
  }

  /** Taps the newest button of this label on their screen, or on that of another channel. */
  async taps(label: string, where: Where = {}): Promise<Answer | undefined> {
    const { tap, messageRef } = this.#around.screen(where.channel ?? this.channel).button(label);
    return this.presses(tap.token, messageRef, where);
  }

  /** Presses any token on any message. */
  async presses(token: string, messageRef: string, where: Where = {}): Promise<Answer | undefined> {
    return this.#hear({ token, messageRef }, where);
  }

  async #hear(said: Heard['said'], { channel = this.channel, updateId, barred }: Where): Promise<Answer | undefined> {
    const door = this.#around.door();
    const answer = await door.hear({
      platform: this.platform,
      updateId: updateId ?? this.#around.nextUpdate(),
      channel,
      chatKind: channel === this.channel ? 'private' : 'group',
      chatTitle: channel === this.channel ? this.name : 'a group',
      userId: this.userId,
      userName: this.name,
      ...(barred !== undefined && { barred }),
      said,
    });
    if (answer?.show === 'message') {
      this.#answers++;
      const { reply, taps, edits } = answer;
      const screen = this.#around.screen(channel);
      const action = edits === undefined ? 'send' : 'edit';
      const ref = screen.send({
        action,
        ...(edits !== undefined && { ref: edits }),
        reply,
        taps,
        silent: false,
        nonce: `a${this.#answers}`,
      });
      door.shown(answer, channel, ref);
    }
    await this.#around.deliver();
    return answer;
  }
}
