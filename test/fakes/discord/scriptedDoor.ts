import type { Role } from '#src/chat/command.ts';
import type { Answer, FrontDoor, Heard, Tap } from '#src/chat/platform.ts';
import { type Reply, say } from '#src/chat/reply.ts';

/** A front door that a test writes by hand: who has which role, and what is answered. It keeps what it heard and what was shown. */
export class ScriptedDoor implements FrontDoor {
  readonly heard: Heard[] = [];
  readonly shows: { readonly channel: string; readonly ref: string; readonly answer: Answer }[] = [];
  readonly leaves: string[] = [];
  readonly roles = new Map<string, Role>();
  answer: (heard: Heard, progress?: (reply: Reply) => void) => Answer | undefined | Promise<Answer | undefined> = ({ said }) =>
    answerOf('text' in said ? say(`You said ${said.text}`) : say('Done.'), 'text' in said ? {} : { show: 'toast' });

  async hear(heard: Heard, progress?: (reply: Reply) => void): Promise<Answer | undefined> {
    this.heard.push(heard);
    return this.answer(heard, progress);
  }

  shown(answer: Answer, channel: string, ref: string): void {
    this.shows.push({ answer, channel, ref });
  }

  joined(): boolean {
    return false;
  }

  left(channel: string, reason: string): void {
    this.leaves.push(`${channel}: ${reason}`);
  }

  moved(): void {}

  roleOf(_platform: string, userId: string): Role | undefined {
    return this.roles.get(userId);
  }
}

/** An answer to everybody, as a message of its own, unless said otherwise. */
export const answerOf = (reply: Reply, rest: Partial<Answer> = {}): Answer => ({
  reply,
  taps: [],
  show: 'message',
  discreet: false,
  ...rest,
});

let count = 0;

/** A button with a token of 22 characters. */
export const tapOf = (label: string, style: Tap['style'] = 'plain'): Tap => ({
  label,
  style,
  command: `/${label.toLowerCase()}`,
  token: `token${String(++count).padStart(17, '0')}`,
});
