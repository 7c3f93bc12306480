import type { ChatRow } from '#src/ledger/chats.ts';
import type { Ledger, LedgerTx } from '#src/ledger/ledger.ts';
import type { PersonRow } from '#src/ledger/people.ts';
import { cleanLine } from './clean.ts';
import type { Role } from './command.ts';

const LONGEST_NAME = 40;

/** Whoever can type there owns the machine. */
const MACHINE: ReadonlySet<string> = new Set(['terminal', 'shell']);

export const isAtMachine = (channel: string): boolean => MACHINE.has(channel);

/** A name as it may be written into an actor: one line, no colons, no half signs, not empty. */
export function personName(dirty: string): string {
  const name = [...cleanLine(dirty.toWellFormed()).replaceAll(':', ' ').replace(/\s+/g, ' ').trim()].slice(0, LONGEST_NAME).join('').trim();
  return name === '' ? 'somebody' : name;
}

export const personId = (platform: string, userId: string): string => `${platform}:${userId}`;

/** `user:telegram:111:Ann`, with the name that they were paired with: a new name on the platform makes nobody look like somebody else. */
export const actorOf = ({ platform, user_id, name }: Pick<PersonRow, 'platform' | 'user_id' | 'name'>): string =>
  `user:${platform}:${user_id}:${name}`;

/** Where and as whom somebody is paired. */
export interface Pairing {
  readonly platform: string;
  readonly userId: string;
  readonly name: string;
  readonly role: Role;
  readonly channel: string;
  readonly chatTitle: string;
}

/** Makes somebody known, and opens their private chat. */
export function pairPerson(ledger: Ledger, { platform, userId, name, role, channel, chatTitle }: Pairing): void {
  const person: PersonRow = { id: personId(platform, userId), platform, user_id: userId, name, role };
  ledger.transact((tx) => {
    const cause = tx.append({ kind: 'person.paired', subject: person.id, actor: actorOf(person), data: person });
    // On Discord only owners speak in private: a chat whose buttons work for nobody is not opened.
    const isSpoken = platform !== 'discord' || role === 'owner';
    if (isSpoken) openChat(tx, { id: channel, platform, kind: 'private', title: chatTitle, person_id: person.id }, actorOf(person), cause);
  });
}

/** Heron speaks there from now on. A chat that is open already keeps its quiet hours. */
export function openChat(
  tx: LedgerTx,
  chat: Pick<ChatRow, 'id' | 'platform' | 'kind' | 'title' | 'person_id'>,
  actor: string,
  cause?: number,
): void {
  const known = tx.memory.chats.get(chat.id);
  if (known !== undefined && known.person_id === chat.person_id) return;
  const chat_id = chat.id.slice(chat.platform.length + 1);
  tx.append({ kind: 'chat.opened', subject: chat.id, actor, cause, data: { ...chat, title: personName(chat.title), chat_id } });
}

export function leaveChat(tx: LedgerTx, channel: string, actor: string, reason: string, cause?: number): void {
  if (tx.memory.chats.has(channel)) tx.append({ kind: 'chat.left', subject: channel, actor, cause, data: { reason } });
}

/** Forgets somebody: from the next word on they are a stranger, and their private chats are closed. */
export function removePerson(ledger: Ledger, id: string, actor: string): void {
  ledger.transact((tx) => {
    const cause = tx.append({ kind: 'person.removed', subject: id, actor, data: { reason: 'asked for' } });
    const theirs = [...tx.memory.chats.values()].filter(({ person_id }) => person_id === id);
    for (const chat of theirs) leaveChat(tx, chat.id, actor, 'its person was removed', cause);
  });
}
