import type { Ledger } from '#src/ledger/ledger.ts';
import type { PersonRow } from '#src/ledger/people.ts';
import { actorOf, leaveChat, openChat } from './people.ts';
import type { FrontDoor } from './platform.ts';

type Group = Pick<Parameters<FrontDoor['joined']>[0], 'platform' | 'channel' | 'chatTitle'>;

/** Opens a group into which `person` brought Heron; false when that is not theirs to do. */
export function joinGroup(ledger: Ledger, { platform, channel, chatTitle }: Group, person: PersonRow | undefined): boolean {
  if (ledger.memory.chats.has(channel)) return true;
  // Locked down, nobody new reads along either.
  if (person?.role !== 'owner' || ledger.memory.lockdown !== undefined) return false;
  ledger.transact((tx) => openChat(tx, { id: channel, platform, kind: 'group', title: chatTitle, person_id: null }, actorOf(person)));
  return true;
}

export const leaveGroup = (ledger: Ledger, channel: string, reason: string): void =>
  ledger.transact((tx) => leaveChat(tx, channel, 'heron', reason));

/** The same chat under another id: what it was told to be stays. */
export function moveChat(ledger: Ledger, channel: string, to: string): void {
  const chat = ledger.memory.chats.get(channel);
  if (chat === undefined || channel === to) return;
  const notices = [...ledger.memory.notices.values()].filter(({ chat_id }) => chat_id === channel);
  const { quiet_from: from, quiet_to: until, quiet_zone: zone } = chat;
  ledger.transact((tx) => {
    const cause = tx.append({ kind: 'chat.left', subject: channel, actor: 'heron', data: { reason: `it is ${to} now` } });
    openChat(tx, { ...chat, id: to }, 'heron', cause);
    if (from !== null) tx.append({ kind: 'quiet.set', subject: to, actor: 'heron', cause, data: { from, to: until, zone } });
    for (const { kind, mode } of notices) tx.append({ kind: 'notice.set', subject: to, actor: 'heron', cause, data: { kind, mode } });
  });
}
