import type { FakeChannel } from './channel.ts';
import type { FakeMessage } from './message.ts';
import type { FakeUser } from './people.ts';
import type { Refusal } from './refusal.ts';
import { snowflake } from './snowflake.ts';
import { until } from './until.ts';

/** Kinds of interactions (docs, "Interaction Type"). */
export const COMMAND = 2;
export const BUTTON = 3;
export const AUTOCOMPLETE = 4;

/** Something that a person did, and what became of it. */
export class FakeInteraction {
  readonly id = snowflake();
  /** Opens the way to answer; long, and secret between Discord and the bot. */
  readonly token = `interaction-${snowflake()}-${'x'.repeat(60)}`;
  readonly type: number;
  readonly user: FakeUser;
  readonly channel: FakeChannel;
  /** The message whose button was tapped. */
  readonly message: FakeMessage | undefined;
  readonly createdAt = Date.now();
  ackedAt: number | undefined;
  ackType: number | undefined;
  /** What `@original` means. */
  original: FakeMessage | undefined;
  readonly followUps: FakeMessage[] = [];
  choices: readonly { readonly name: string; readonly value: string | number }[] | undefined;
  /** What the bot tried too late or twice. */
  readonly refused: Refusal[] = [];

  constructor(type: number, user: FakeUser, channel: FakeChannel, message?: FakeMessage) {
    this.type = type;
    this.user = user;
    this.channel = channel;
    this.message = message;
  }

  /** Waits for the acknowledgement; after how many milliseconds it came. */
  async acknowledged(): Promise<number> {
    return (await until(() => this.ackedAt, 'an acknowledgement')) - this.createdAt;
  }

  /** Waits for what the person sees in the end: the answer in its place, or the first message after it. */
  answer(): Promise<FakeMessage> {
    return until(() => {
      const { original } = this;
      const own = original !== this.message && original !== undefined && !original.thinking && !original.deleted ? original : undefined;
      return own ?? this.followUps[0];
    }, 'an answer');
  }

  /** Waits for the first notice to the one who tapped. */
  toast(): Promise<FakeMessage> {
    return until(() => this.followUps[0], 'a notice');
  }
}
