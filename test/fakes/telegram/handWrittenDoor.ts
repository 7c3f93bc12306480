import type { Role } from '#src/chat/command.ts';
import type { Answer, FrontDoor, Heard, Tap } from '#src/chat/platform.ts';
import { type Reply, say } from '#src/chat/reply.ts';

type Group = Parameters<FrontDoor['joined']>[0];

/** A front door that a test writes by hand, and what came to it. */
export class HandWrittenDoor implements FrontDoor {
  readonly heard: Heard[] = [];
  readonly shows: { readonly channel: string; readonly ref: string }[] = [];
  readonly joins: Group[] = [];
  readonly leaves: (readonly [channel: string, reason: string])[] = [];
  readonly moves: (readonly [channel: string, to: string])[] = [];
  /** Roles by user id. */
  readonly people = new Map<string, Role>();
  /** Channels in which Heron speaks. */
  readonly chats = new Set<string>();
  answer: (heard: Heard, progress?: (reply: Reply) => void) => Answer | undefined | Promise<Answer | undefined> = ({ said }) =>
    answerOf(say(`Heard: ${'text' in said ? said.text : said.token}`));
  welcome: (group: Group) => boolean = () => false;

  async hear(heard: Heard, progress?: (reply: Reply) => void): Promise<Answer | undefined> {
    this.heard.push(heard);
    return this.answer(heard, progress);
  }

  shown(_answer: Answer, channel: string, ref: string): void {
    this.shows.push({ channel, ref });
  }

  roleOf(_platform: string, userId: string): Role | undefined {
    return this.people.get(userId);
  }

  joined(group: Group): boolean {
    this.joins.push(group);
    const isWelcome = this.welcome(group);
    if (isWelcome) this.chats.add(group.channel);
    return isWelcome;
  }

  left(channel: string, reason: string): void {
    this.leaves.push([channel, reason]);
    this.chats.delete(channel);
  }

  moved(channel: string, to: string): void {
    this.moves.push([channel, to]);
  }
}

export const answerOf = (reply: Reply, more: Partial<Answer> = {}): Answer => ({
  reply,
  taps: [],
  show: 'message',
  discreet: false,
  ...more,
});

let tokens = 0;

/** A button with a token of 22 characters. */
export const tapOf = (label: string, style: Tap['style'] = 'plain'): Tap => ({
  label,
  style,
  command: `/${label.toLowerCase()} c1`,
  token: `token${String(++tokens).padStart(17, '0')}`,
});
