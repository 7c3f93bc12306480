import type { Reader } from './core.ts';

/** How many messages wait on each channel, and since when. Channels with nothing to deliver are left out. */
export const waitingMessages = (ledger: Reader): { channel: string; count: number; since: string }[] =>
  ledger.all(
    "select channel, count(*) as count, min(created_at) as since from outbox where status = 'pending' group by channel order by channel",
  );
