import type { Reader } from './core.ts';
import { type AnyEvent, type EventRow, eventOf } from './event.ts';
import { eventBySeq, eventsAbout } from './events.ts';

const SELECT = 'select seq, at, actor, kind, subject, cause, data, hash from event';

/** An entry order is written in the transaction of its trigger, consequences in the transaction of their cause: a short look ahead finds them by primary key. */
const NEAR = 64;
/** Causes are followed this far back; what led to a story is told in a few steps or not at all. */
const DEEP = 4;

/**
 * Everything that belongs to a condition, oldest first: what was said about it, its answer, its orders, fills, funding and trade, what followed
 * from these in scores, and what each of them was caused by. Indexed reads only, whatever the length of the ledger.
 */
export function storyOf(ledger: Reader, conditionId: string): AnyEvent[] {
  const found = new Map<number, AnyEvent>();
  const take = (events: readonly AnyEvent[]): void => {
    for (const event of events) found.set(event.seq, event);
  };
  take(eventsAbout(ledger, conditionId));
  const triggered = [...found.values()].find(({ kind }) => kind === 'condition.triggered');
  const tradeId = triggered && tradeOfCondition(ledger, conditionId, triggered.seq);
  if (tradeId !== undefined) {
    take(eventsAbout(ledger, tradeId));
    for (const id of idsOfTrade(ledger, tradeId)) take(eventsAbout(ledger, id));
  }
  for (const { seq, kind } of [...found.values()]) if (kind === 'trade.closed') take(consequencesOf(ledger, seq));
  for (const event of [...found.values()]) take(causesOf(ledger, event, found));
  return [...found.values()].sort((a, b) => a.seq - b.seq);
}

/** The round trip that a triggered condition opened, or tried to. */
function tradeOfCondition(ledger: Reader, conditionId: string, triggeredSeq: number): string | undefined {
  const near = ledger.get<{ trade_id: string }>(
    `select json_extract(data, '$.trade_id') as trade_id from event
     where seq > ? and seq <= ? and kind = 'order.submitted' and json_extract(data, '$.condition_id') = ? order by seq limit 1`,
    triggeredSeq,
    triggeredSeq + NEAR,
    conditionId,
  );
  if (near !== undefined) return near.trade_id;
  return ledger.get<{ trade_id: string }>('select trade_id from "order" where condition_id = ? limit 1', conditionId)?.trade_id;
}

/** The condition that a round trip came from, also while it is open. */
export const conditionOfTrade = (ledger: Reader, tradeId: string): string | undefined =>
  ledger.get<{ condition_id: string }>('select condition_id from "order" where trade_id = ? limit 1', tradeId)?.condition_id;

const idsOfTrade = (ledger: Reader, tradeId: string): string[] =>
  ['"order"', 'fill', 'funding'].flatMap((table) =>
    ledger.all<{ id: string }>(`select id from ${table} where trade_id = ? order by seq`, tradeId).map(({ id }) => id),
  );

const consequencesOf = (ledger: Reader, seq: number): AnyEvent[] =>
  ledger.all<EventRow>(`${SELECT} where seq > ? and seq <= ? and cause = ? order by seq`, seq, seq + NEAR, seq).map(eventOf);

function causesOf(ledger: Reader, { cause }: AnyEvent, known: ReadonlyMap<number, AnyEvent>): AnyEvent[] {
  const causes: AnyEvent[] = [];
  for (let next = cause, depth = 0; next !== null && !known.has(next) && depth < DEEP; depth++) {
    const event = eventBySeq(ledger, next);
    if (event === undefined) break;
    causes.push(event);
    next = event.cause;
  }
  return causes;
}
