import type { Role } from './command.ts';
import type { Reply } from './reply.ts';

/** What an adapter heard: a line that was said, a command chosen from a menu, or a tap on a button. The front door knows nothing else of a platform. */
export interface Heard {
  readonly platform: 'telegram' | 'discord';
  /** The platform's own id of the update or interaction: the same id has at most one effect. */
  readonly updateId: string;
  /** Name of the channel: `telegram:-100123`; the same for every topic or thread of a chat. */
  readonly channel: string;
  readonly chatKind: 'private' | 'group';
  readonly chatTitle: string;
  /** Numeric id of the person; undefined for channel posts, anonymous admins and other bots: they are nobody. */
  readonly userId: string | undefined;
  /** For display alone; may hold anything. */
  readonly userName: string;
  /** Rules of the platform that this person does not meet (a role, a guild), in words; undefined when all is well. */
  readonly barred?: string;
  readonly said: { readonly text: string } | { readonly token: string; readonly messageRef: string };
}

/** A button that can be sent: `token` is all that the platform gets to know of its meaning (22 characters). */
export interface Tap {
  readonly label: string;
  readonly command: string;
  readonly token: string;
  readonly style: 'good' | 'bad' | 'plain';
}

/** A reply whose buttons have tokens. */
export interface Tappable {
  readonly reply: Reply;
  readonly taps: readonly Tap[];
}

/** What is to be shown for something that was heard. */
export interface Answer extends Tappable {
  /** `toast`: a short notice to the one who tapped, the message stays as it is; `message`: a message of its own. */
  readonly show: 'toast' | 'message';
  /** Only the one who asked may see it, where the platform can do that. */
  readonly discreet: boolean;
  /** Edits the message that shows the same thing already, instead of repeating it: its reference. */
  readonly edits?: string;
  /** Under which a new message of this answer is remembered, to be edited next time. */
  readonly pin?: string;
}

/** Where adapters bring what they hear. The one way in: lockouts, authorizer, taps, inbox, dispatch. */
export interface FrontDoor {
  /**
   * Undefined when it was answered before, or when nothing is to be said (a flood, a stranger's chatter in a group). Never throws. `progress` hears what there is
   * of an answer that takes long; it is for the same eyes as the answer.
   */
  hear(heard: Heard, progress?: (reply: Reply) => void): Promise<Answer | undefined>;
  /** An answer has become a message: its buttons work there and nowhere else. */
  shown(answer: Answer, channel: string, messageRef: string): void;
  /** The role of somebody now, for menus; undefined for a stranger. */
  roleOf(platform: string, userId: string): Role | undefined;
  /** Somebody brought Heron into a group. True when it speaks there from now on (an owner did it); false: leave the group. */
  joined(group: Pick<Heard, 'platform' | 'channel' | 'chatTitle' | 'userId' | 'userName'>): boolean;
  /** Heron was put out of a chat, or the chat is gone. */
  left(channel: string, reason: string): void;
  /** The platform gave a chat another id (a group that became a supergroup). */
  moved(channel: string, to: string): void;
}

/** One message of the outbox on its way. */
export interface Message extends Tappable {
  readonly action: 'send' | 'edit';
  /** The message to be edited. */
  readonly ref?: string;
  /** The card that this belongs to: reply to it, or its thread. */
  readonly under?: string;
  readonly silent: boolean;
  /** The same for each try of one message (at most 25 characters): a platform that knows how shows it once. */
  readonly nonce: string;
}

/** A place where Heron speaks. A send that throws or rejects was not delivered and is tried again. */
export interface Channel {
  readonly name: string;
  /** Messages can be edited and have buttons: cards are kept up to date there. A screen that only scrolls cannot. */
  readonly edits: boolean;
  /** At most so many messages in so many milliseconds. */
  readonly pace?: { readonly everyMs: number; readonly perMinute: number };
  /** Returns the reference of the message, where there is one. */
  send(message: Message): Promise<string | undefined> | string | undefined;
}

/** Thrown by a channel whose platform says how long to wait. */
export class SendLater extends Error {
  readonly retryAfterMs: number;

  constructor(message: string, retryAfterMs: number) {
    super(message);
    this.retryAfterMs = retryAfterMs;
  }
}

/** Thrown by a channel when a message can never be delivered there (the chat is gone, the message to edit was deleted): it is not tried again. */
export class NeverSend extends Error {}

/** How a platform is, in words that another platform can show. */
export interface PlatformState {
  readonly name: string;
  readonly state: 'starting' | 'up' | 'down' | 'off';
  /** Since when, ISO, wall time. */
  readonly since: string;
  /** Why it is down: never holds a token or a URL. */
  readonly reason: string;
}

/** A chat platform as the shell runs it. */
export interface Platform {
  readonly name: 'telegram' | 'discord';
  state(): PlatformState;
  /** Channel of a chat of this platform, by its name. */
  channel(name: string): Channel;
  /** Begins to listen; returns at once, and keeps trying by itself whatever the network does. */
  start(): void;
  stop(): Promise<void>;
}
