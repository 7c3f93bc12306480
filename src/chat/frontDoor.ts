import type { App } from '#src/app.ts';
import { type ButtonRow, bindButton, buttonOf } from '#src/ledger/buttons.ts';
import { answer as answerInbox, isReceived, LONGEST_TEXT, receive } from '#src/ledger/inbox.ts';
import type { PersonRow } from '#src/ledger/people.ts';
import { mayRun, type Speaker } from './command.ts';
import type { Dispatch, DispatchDeps } from './dispatch.ts';
import { bugReply } from './failure.ts';
import { Flood } from './flood.ts';
import { lineOfFreeText } from './freeText.ts';
import { joinGroup, leaveGroup, moveChat } from './groups.ts';
import { refusedInLockdown } from './lockedDown.ts';
import { type Parsed, parse } from './parse.ts';
import { actorOf, personId, personName } from './people.ts';
import type { Answer, FrontDoor, Heard } from './platform.ts';
import { isForeign, priceShown, useUp, whyDead } from './pressed.ts';
import { Refusals, type Refused } from './refusals.ts';
import { barredBy, lockedOut, REFUSED } from './refusedTap.ts';
import type { Registry } from './registry.ts';
import type { Reply } from './reply.ts';
import { askStep } from './secondStep.ts';
import { answerOf, plainAnswer } from './showing.ts';
import { Taps } from './taps.ts';

type Progress = NonNullable<Parameters<FrontDoor['hear']>[1]>;

const UNKNOWN_BUTTON = '(a button that is not known)';

export interface FrontDoorDeps extends DispatchDeps {
  readonly app: App;
  readonly commands: Registry;
  readonly dispatch: Dispatch;
  /** Shows a line on the machine itself, and nowhere else: codes of second steps. */
  readonly machine: (line: string) => void;
}

/** Somebody who was heard: a person of the ledger, or a stranger. */
interface Who extends Refused {
  readonly person: PersonRow | undefined;
  readonly actor: string;
}

/** The one way in for chat platforms, in this order: floods, lockout, authorizer, rules of the platform, button or line, second step, dispatch. */
export function createFrontDoor(deps: FrontDoorDeps): FrontDoor {
  return new Door(deps);
}

class Door implements FrontDoor {
  readonly #deps: FrontDoorDeps;
  readonly #flood: Flood;
  readonly #refusals: Refusals;
  readonly #taps: Taps;
  /** Tokens of buttons that are being done. */
  readonly #running = new Set<string>();

  constructor(deps: FrontDoorDeps) {
    const { app, commands } = deps;
    this.#deps = deps;
    this.#flood = new Flood(() => app.wall.mono());
    this.#refusals = new Refusals(app);
    this.#taps = new Taps(app, commands);
  }

  async hear(heard: Heard, progress?: Progress): Promise<Answer | undefined> {
    try {
      return await this.#hear(whole(heard), progress);
    } catch (error) {
      const reference = `${heard.platform}-u${heard.updateId}`;
      this.#deps.report({ reference, error, text: 'text' in heard.said ? heard.said.text : '' });
      return plainAnswer(bugReply(reference), heard);
    }
  }

  shown(answer: Answer, channel: string, messageRef: string): void {
    const { app, report } = this.#deps;
    try {
      const { ledger } = app;
      if (answer.taps.length > 0) this.#taps.bind(answer.taps, channel, messageRef);
      const kind = answer.pin ?? this.#pinnedAs(channel, answer.edits);
      if (kind === undefined || ledger.memory.liveCards.get(`${channel}|${kind}`) === messageRef) return;
      ledger.transact((tx) =>
        tx.append({ kind: 'card.pinned', subject: channel, actor: 'heron', data: { kind, message_ref: messageRef } }),
      );
    } catch (error) {
      report({ reference: `${channel}-${messageRef}`, error, text: answer.reply.title });
    }
  }

  roleOf(platform: string, userId: string): PersonRow['role'] | undefined {
    return this.#deps.app.ledger.memory.people.get(personId(platform, userId))?.role;
  }

  joined(group: Parameters<FrontDoor['joined']>[0]): boolean {
    return joinGroup(this.#deps.app.ledger, group, this.#who(group).person);
  }

  left(channel: string, reason: string): void {
    leaveGroup(this.#deps.app.ledger, channel, reason);
  }

  moved(channel: string, to: string): void {
    moveChat(this.#deps.app.ledger, channel, to);
  }

  async #hear(heard: Heard, progress: Progress | undefined): Promise<Answer | undefined> {
    const { said } = heard;
    const who = this.#who(heard);
    const { person } = who;
    const line = 'text' in said ? this.#lineOf(said.text, heard, who) : undefined;
    // Channel posts, anonymous admins and other bots are nobody; strangers talk to each other in a group.
    const isChatter =
      person === undefined && (heard.userId === undefined || (heard.chatKind === 'group' && line?.startsWith('/') === false));
    if (isChatter && line !== undefined) return undefined;
    if (person === undefined) {
      if (!this.#flood.stranger(who.id)) return undefined;
    } else {
      const admission = this.#flood.known(who.id, () => this.#isPanic(heard, line));
      if (admission === 'tell') {
        // What a platform brings once more was no flood of theirs.
        const isAgain = isReceived(this.#deps.app.ledger, { platform: heard.platform, update_id: heard.updateId });
        return isAgain ? undefined : plainAnswer(REFUSED.floods, heard);
      }
      if (admission === 'drop') return undefined;
    }
    const lockedMs = this.#refusals.lockedMs(who.id);
    if (lockedMs > 0 && !(person !== undefined && this.#isPanic(heard, line))) return this.#refuse(heard, who, lockedOut(lockedMs));
    if (heard.barred !== undefined && person === undefined)
      return this.#refuse(heard, who, REFUSED.stranger, line === undefined ? 'not known here' : undefined);
    // SEC-16: a halt counts wherever somebody who is known says it.
    if (heard.barred !== undefined && !this.#isPanic(heard, line)) return this.#refuse(heard, who, barredBy(heard.barred));
    return 'token' in said ? this.#tapped(heard, who, said) : this.#line(heard, who, line ?? '', progress);
  }

  async #tapped(heard: Heard, who: Who, said: { readonly token: string; readonly messageRef: string }): Promise<Answer | undefined> {
    const { app, commands } = this.#deps;
    const button = buttonOf(app.ledger, said.token);
    if (who.person === undefined) return this.#refuse(heard, who, REFUSED.stranger, 'not known here');
    if (button === undefined) return this.#refuse(heard, who, REFUSED.unknown, 'no such button');
    if (isForeign(button, heard, said.messageRef)) return this.#refuse(heard, who, REFUSED.foreign, 'a button of another message');
    if (this.#running.has(button.token)) return this.#refuse(heard, who, REFUSED.running);
    const parsed = parse(button.command, commands);
    const dead = whyDead(button, parsed, app);
    if (dead !== undefined) return this.#refuse(heard, who, dead);
    this.#running.add(button.token);
    try {
      if (button.message_ref === null) app.ledger.transact((tx) => bindButton(tx, button, heard.channel, said.messageRef));
      return await this.#obey(heard, who, button.command, parsed, button);
    } finally {
      this.#running.delete(button.token);
    }
  }

  async #line(heard: Heard, who: Who, line: string, progress: Progress | undefined): Promise<Answer | undefined> {
    const parsed = parse(line, this.#deps.commands);
    const isAdmitted = 'args' in parsed && parsed.command.open === true;
    // What strangers say in a group of Telegram everybody could read; whoever chose a command on Discord waits for an answer.
    if (who.person === undefined && !isAdmitted && heard.chatKind === 'group' && heard.platform === 'telegram') return undefined;
    return this.#obey(heard, who, line, parsed, undefined, progress);
  }

  async #obey(heard: Heard, who: Who, line: string, parsed: Parsed, button?: ButtonRow, progress?: Progress): Promise<Answer | undefined> {
    const { app, dispatch } = this.#deps;
    const role = who.person?.role;
    const command = 'command' in parsed ? parsed.command : undefined;
    const isPrivate = heard.chatKind === 'private';
    // Before the second step: no code is made for what is not going to be done.
    const locked = mayRun(role, command?.role ?? 'viewer') || command?.open === true ? this.#lockedDown(parsed, role) : undefined;
    if (locked !== undefined) return this.#refuse(heard, who, locked);
    if (command?.role === 'owner' && command.open !== true && mayRun(role, 'owner')) {
      if (!isPrivate) return this.#refuse(heard, who, REFUSED.inGroup);
      if ('args' in parsed && command.oneStep?.(parsed.args) !== true) return this.#askStep(heard, who, line);
    }
    const { platform, updateId, channel: chat, chatTitle } = heard;
    const { userId, name, actor } = who;
    const refused: Speaker['refused'] = (what, reason) => this.#refusals.note(who, what, reason);
    const reply = await dispatch({
      platform,
      updateId,
      chat,
      user: { actor, role },
      text: line,
      isPrivate,
      speaker: { platform, userId, name, chatTitle, refused },
      shownPrice: button && priceShown(button, app),
      progress,
    });
    if (reply === undefined) return undefined;
    const isRefusal = command === undefined || !mayRun(role, command.role);
    if (button !== undefined && !isRefusal && reply.failed !== true) useUp(button, actor, app);
    return answerOf({ reply, heard, parsed, button, isRefusal }, app, this.#taps);
  }

  /** A stranger with a code learns no more than that nobody is let in. */
  #lockedDown(parsed: Parsed, role: PersonRow['role'] | undefined): Reply | undefined {
    const { ledger, clock } = this.#deps.app;
    const locked = refusedInLockdown(parsed, ledger.memory, clock.now());
    return locked === undefined || role !== undefined ? locked : REFUSED.closed;
  }

  #askStep(heard: Heard, who: Who, line: string): Answer | undefined {
    const { app, machine } = this.#deps;
    if (!this.#record(heard, who, line, `second step asked for ${line}`)) return undefined;
    return { ...plainAnswer(askStep(app, who, line, machine), heard), show: 'message' };
  }

  /** Says no, to them alone. With a `reason` it counts against them. */
  #refuse(heard: Heard, who: Who, reply: Reply, reason?: string): Answer | undefined {
    const { said } = heard;
    const text = 'text' in said ? said.text : (buttonOf(this.#deps.app.ledger, said.token)?.command ?? UNKNOWN_BUTTON);
    if (!this.#record(heard, who, text, reply.title)) return undefined;
    if (reason !== undefined) this.#refusals.note(who, 'tap', reason);
    return plainAnswer(reply, heard);
  }

  /** Records what came in beside what it came to. False when it was there already: it was answered before. */
  #record({ platform, updateId, channel }: Heard, { actor }: Who, text: string, outcome: string): boolean {
    const { ledger, clock } = this.#deps.app;
    return ledger.transact((tx) => {
      const row = receive(tx, { platform, update_id: updateId, chat: channel, actor, text }, clock.now());
      if (row !== undefined) answerInbox(tx, row, outcome, clock.now());
      return row !== undefined;
    });
  }

  /** What was typed, as a line; free words of somebody known are a question where there is somebody to ask. */
  #lineOf(text: string, { chatKind }: Heard, { person }: Who): string {
    const { app, commands } = this.#deps;
    const line = lineOf(text);
    return person !== undefined && chatKind === 'private' && app.asker !== undefined ? lineOfFreeText(line, commands) : line;
  }

  /** Whether this is a word that always passes. Only asked of somebody known: it may take a look at the ledger. */
  #isPanic({ said }: Heard, line: string | undefined): boolean {
    const { app, commands } = this.#deps;
    return isPanic('token' in said ? (buttonOf(app.ledger, said.token)?.command ?? '') : (line ?? ''), commands);
  }

  #pinnedAs(channel: string, ref: string | undefined): string | undefined {
    for (const [key, known] of this.#deps.app.ledger.memory.liveCards)
      if (ref !== undefined && known === ref && key.startsWith(`${channel}|`)) return key.slice(channel.length + 1);
    return undefined;
  }

  #who({ platform, channel, userId, userName }: Pick<Heard, 'platform' | 'channel' | 'userId' | 'userName'>): Who {
    // Whoever has no number is nobody, whatever they are called.
    const id = personId(platform, userId ?? '');
    const person = userId === undefined ? undefined : this.#deps.app.ledger.memory.people.get(id);
    const name = person?.name ?? personName(userName);
    const actor = person === undefined ? `stranger:${platform}:${userId ?? ''}:${name}` : actorOf(person);
    return { id, platform, channel, userId: userId ?? '', name, person, actor };
  }
}

/** Half a sign in a name of the platform's would come back from the ledger as another one. */
const whole = (heard: Heard): Heard => ({
  ...heard,
  updateId: heard.updateId.toWellFormed(),
  channel: heard.channel.toWellFormed(),
  userId: heard.userId?.toWellFormed(),
});

/** `/start CODE` is how Telegram's links say `/pair CODE`. */
const lineOf = (text: string): string =>
  text
    .trim()
    .slice(0, LONGEST_TEXT)
    .toWellFormed()
    .replace(/^\/start(?:@\w+)?\s+(?=\S)/, '/pair ');

function isPanic(line: string, commands: Registry): boolean {
  const parsed = parse(line, commands);
  return 'command' in parsed && parsed.command.panic === true;
}
