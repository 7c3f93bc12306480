import type { Reader } from './core.ts';
import { type EventRow, eventOf, type LedgerEvent } from './event.ts';

/** When a halt was last ended that a person had set, by a person; undefined when there was none. ISO-8601. */
export const lastHaltDrill = (ledger: Reader): string | undefined =>
  ledger.get<{ at: string }>(
    `select ended.at from event as ended join halt on halt.ended_seq = ended.seq
     where ended.kind = 'halt.ended' and ended.actor like 'user:%' and halt.actor like 'user:%' order by ended.seq desc limit 1`,
  )?.at;

/** Whether a message has reached a chat of this platform since then (ISO-8601). */
export const wasDelivered = (ledger: Reader, platform: string, since: string): boolean =>
  ledger.get("select 1 from outbox where status = 'sent' and sent_at >= ? and channel like ? limit 1", since, `${platform}:%`) !==
  undefined;

/** Whether a button was tapped in a chat of this platform since then (ISO-8601). */
export const wasTapped = (ledger: Reader, platform: string, since: string): boolean =>
  ledger.get('select 1 from button where used_at >= ? and channel like ? limit 1', since, `${platform}:%`) !== undefined;

/** The first capital that came into a ledger; undefined in one without. */
export function openingOf(ledger: Reader): LedgerEvent<'capital.deposited'> | undefined {
  const row = ledger.get<EventRow>(
    "select seq, at, actor, kind, subject, cause, data, hash from event where kind = 'capital.deposited' order by seq limit 1",
  );
  return row && (eventOf(row) as LedgerEvent<'capital.deposited'>);
}

/** Every start, oldest first, with the version that started. */
export const startsOf = (ledger: Reader): { readonly seq: number; readonly at: string; readonly version: string }[] =>
  ledger.all("select seq, at, data ->> '$.version' as version from event where kind = 'app.started' order by seq");

/** How many trades were closed after an event. */
export const closedAfter = (ledger: Reader, seq: number): number =>
  ledger.get<{ n: number }>('select count(*) as n from trade where seq > ?', seq)?.n ?? 0;
