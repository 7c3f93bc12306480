import { toIso } from '#src/domain/clock.ts';
import type { Reader } from './core.ts';
import { type EventRow, eventOf, type LedgerEvent } from './event.ts';
import type { Span } from './span.ts';

/** Reflections of all desks that ended within a span, oldest first. */
export const reflectionsIn = (ledger: Reader, { from, to }: Span): LedgerEvent<'reflection.finished'>[] =>
  ledger
    .all<EventRow>(
      `select seq, at, actor, kind, subject, cause, data, hash from event
       where subject in (select id from desk) and kind = 'reflection.finished' and at >= ? and at < ? order by seq`,
      toIso(from),
      toIso(to),
    )
    .map((row) => eventOf(row) as LedgerEvent<'reflection.finished'>);
