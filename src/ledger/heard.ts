import type { Reader } from './core.ts';
import type { InboxRow } from './inbox.ts';

/** What is known of an update that came before: answered, or begun and not answered. */
export const heardBefore = (ledger: Reader, platform: string, updateId: string): InboxRow | undefined =>
  ledger.get<InboxRow>(
    'select id, platform, update_id, chat, actor, text, received_at, outcome, answered_at from inbox where platform = ? and update_id = ?',
    platform,
    updateId,
  );

/** The last things that were said on a platform, newest first: a prompt's history survives a restart with them. */
export const lastSaid = (ledger: Reader, platform: string, limit: number): string[] =>
  ledger
    .all<{ text: string }>(
      'select text from (select id, platform, text from inbox order by id desc limit 500) where platform = ? order by id desc limit ?',
      platform,
      limit,
    )
    .map(({ text }) => text);
