import type { Reader } from './core.ts';

/** A result that something can be learned from: a closed trade; or a condition that was kept from trading and followed on paper to its end. */
export interface LearningFactRow {
  readonly id: string;
  readonly condition_id: string;
  readonly market: string;
  readonly pattern: string;
  readonly regime: string;
  readonly strategist: string;
  readonly opened_at: string;
  readonly closed_at: string;
  readonly exit_reason: string;
  /** PnL ÷ planned risk, net of costs; a statistic and so a float. */
  readonly r: number;
  /** JSON of `condition.triggered`; null for what was not traded. */
  readonly scene: string | null;
}

const R = 'case when cast(t.planned_risk as real) > 0 then cast(t.pnl as real) / cast(t.planned_risk as real) else 0 end';

/** Where a trade stands among all: as they were closed. */
export interface TradeMark {
  readonly row: number;
  /** Event that closed it. */
  readonly seq: number;
}

/** Trades of a desk that closed after one, or all of them; oldest first. */
export const tradeFacts = (ledger: Reader, deskId: string, after?: TradeMark): (LearningFactRow & TradeMark)[] =>
  ledger.all<LearningFactRow & TradeMark>(
    `select t.rowid as row, t.id, t.condition_id, t.market, t.pattern, t.regime, t.strategist, t.opened_at, t.closed_at, t.exit_reason, ${R} as r, t.seq,
      (select e.data from event e where e.subject = t.condition_id and e.kind = 'condition.triggered' order by e.seq desc limit 1) as scene
     from trade t where t.rowid > ? and t.desk_id = ? order by t.rowid`,
    after?.row ?? 0,
    deskId,
  );

/** Whether a trade that was read before is still the one that was read. */
export const isStillThere = (ledger: Reader, { row, seq }: TradeMark): boolean =>
  ledger.get('select 1 from trade where rowid = ? and seq = ?', row, seq) !== undefined;

/** What a bench or a change in trial kept from trading, as its shadow ended; once per condition, and nothing that was traded as well. */
export const shadowFacts = (ledger: Reader, deskId: string): LearningFactRow[] =>
  ledger.all<LearningFactRow>(
    `select w.id, w.condition_id, c.market, coalesce(c.pattern, 'none') as pattern, coalesce(c.regime, 'none') as regime, c.strategist,
      w.entered_at as opened_at, w.ended_at as closed_at, w.exit_reason, min(w.r) as r, null as scene
     from shadow w join condition c on c.id = w.condition_id
     where c.desk_id = ? and w.status = 'closed' and w.why in ('benched', 'control') and w.r is not null and w.entered_at is not null
      and not exists (select 1 from trade t where t.condition_id = w.condition_id)
     group by w.condition_id order by w.ended_at, w.id`,
    deskId,
  );

/** What earlier reflections of a desk have looked at: so many of its trades, and whatever else had ended at the time of the newest one. */
export function lookedAt(ledger: Reader, deskId: string): { readonly trades: number; readonly at: string | undefined } {
  const row = ledger.get<{ trades: number | null; at: string | null }>(
    `select sum(json_extract(data, '$.trades')) as trades, max(at) as at from event where subject = ? and kind = 'reflection.finished'`,
    deskId,
  );
  return { trades: row?.trades ?? 0, at: row?.at ?? undefined };
}

export const tradeCount = (ledger: Reader, deskId: string): number =>
  ledger.get<{ n: number }>('select count(*) as n from trade where desk_id = ?', deskId)?.n ?? 0;
