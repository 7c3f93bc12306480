import type { Reader } from './core.ts';
import { type AnyEvent, type EventKind, type EventRow, eventOf, type LedgerEvent } from './event.ts';

const SELECT = 'select seq, at, actor, kind, subject, cause, data, hash from event';

export function eventBySeq(ledger: Reader, seq: number): AnyEvent | undefined {
  const row = ledger.get<EventRow>(`${SELECT} where seq = ?`, seq);
  return row && eventOf(row);
}

/** Oldest first: everything that was ever said about an id. */
export const eventsAbout = (ledger: Reader, subject: string): AnyEvent[] =>
  ledger.all<EventRow>(`${SELECT} where subject = ? order by seq`, subject).map(eventOf);

/** Hash of the first event: no two ledgers have the same. Empty in one without events. */
export const firstHash = (ledger: Reader): string => ledger.get<{ hash: string }>('select hash from event where seq = 1')?.hash ?? '';

/** The newest event of a kind about a subject. */
export function lastEvent<K extends EventKind>(ledger: Reader, kind: K, subject: string): LedgerEvent<K> | undefined {
  const row = ledger.get<EventRow>(`${SELECT} where subject = ? and kind = ? order by seq desc limit 1`, subject, kind);
  return row && (eventOf(row) as LedgerEvent<K>);
}

/** Newest first. */
export const recentEvents = (ledger: Reader, limit: number): AnyEvent[] =>
  ledger.all<EventRow>(`${SELECT} order by seq desc limit ?`, limit).map(eventOf);

/** Events after a number, oldest first, in pages. */
export const eventRowsAfter = (ledger: Reader, seq: number, limit: number): EventRow[] =>
  ledger.all<EventRow>(`${SELECT} where seq > ? order by seq limit ?`, seq, limit);

export const countEvents = (ledger: Reader, kind: EventKind): number =>
  ledger.get<{ n: number }>('select count(*) as n from event where kind = ?', kind)?.n ?? 0;
