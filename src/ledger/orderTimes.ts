import type { Reader } from './core.ts';

/** The first event at or after an instant; events are in the order of time, so the newest are looked at first. */
const FIRST = '(select coalesce((select seq from event where at < ? order by seq desc limit 1), 0) + 1)';

/** When orders were written since an instant (ISO text), oldest first: what the rate limits count. */
export const orderTimesSince = (ledger: Reader, since: string): { at: string; deskId: string }[] =>
  ledger.all(
    `select created_at as at, desk_id as deskId from "order" where seq >= ${FIRST} and created_at >= ? order by seq`,
    since,
    since,
  );

/** When venues refused an order or left it open what became of it, since an instant. */
export const refusalTimesSince = (ledger: Reader, since: string): string[] =>
  ledger
    .all<{ at: string }>(`select at from event where seq >= ${FIRST} and kind in ('order.rejected', 'order.unknown') order by seq`, since)
    .map(({ at }) => at);
