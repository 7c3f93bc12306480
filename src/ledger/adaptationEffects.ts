import { decimal } from '#src/domain/decimal.ts';
import { rOf } from '#src/domain/trade.ts';
import type { AdaptationRow } from './adaptations.ts';
import type { Reader } from './core.ts';

/** A trade whose size an adaptation decided. */
interface SizedTrade {
  readonly id: string;
  readonly at: string;
  /** What its size was multiplied by. */
  readonly factor: number;
  /** Net and planned, decimal text. */
  readonly pnl: string;
  readonly planned_risk: string;
}

/** What `condition.triggered` gives as the reason of a factor that an adaptation decided. */
export const becauseOf = (id: string): string => `adaptation ${id}`;

type Applied = Pick<AdaptationRow, 'id' | 'applied_at'>;

/** Closed trades whose size it decided, oldest first. */
const sizedTrades = (ledger: Reader, { id, applied_at }: Applied): SizedTrade[] =>
  ledger.all<SizedTrade>(
    `select t.id, t.closed_at as at, json_extract(e.data, '$.factor') as factor, t.pnl, t.planned_risk
     from trade t join event e on e.subject = t.condition_id and e.kind = 'condition.triggered'
     where t.closed_at >= ? and json_extract(e.data, '$.because') = ? order by t.seq`,
    applied_at,
    becauseOf(id),
  );

/** What came of a condition that it kept from trading, in R, on paper. */
interface KeptOut {
  readonly id: string;
  readonly at: string;
  readonly r: number;
}

/**
 * Shadows of conditions that it kept from trading, oldest first: those that it denied at their trigger, and those that it left to a person who did
 * not say yes.
 */
const keptOut = (ledger: Reader, { id, applied_at }: Applied): KeptOut[] =>
  ledger.all<KeptOut>(
    `select s.id, s.ended_at as at, s.r from shadow s where s.status = 'closed' and s.begun_at >= ? and (
       (s.why = 'control' and s.adaptation_id = ? and exists (
          select 1 from condition c where c.id = s.condition_id and c.status = 'denied'))
       or (s.why in ('rejected', 'expired') and exists (
          select 1 from event e, json_each(e.data, '$.rules') rule where e.subject = s.condition_id and e.kind = 'policy.asked' and rule.value = ?)))
     order by s.ended_at, s.id`,
    applied_at,
    id,
    id,
  );

/** What an adaptation did to one trade, or to one that did not come about: the id of the trade or of its shadow. */
export interface Effect {
  readonly id: string;
  readonly at: string;
  readonly effectR: number;
}

/**
 * Effects of a change of sizes since it was applied, oldest first: (factor − 1) × R. A trade of half the size that lost 1 R is +0.5 R; one that was
 * kept from trading counts with the R of its shadow and the factor 0. Trades whose size something else decided are not among them: nothing changed
 * for them. A changed parameter has none: it is measured by a replay.
 */
export function effectsOf(ledger: Reader, row: Applied): Effect[] {
  const sized = sizedTrades(ledger, row).map(({ id, at, factor, pnl, planned_risk }) => ({
    id,
    at,
    effectR: (factor - 1) * rOf({ pnl: decimal(pnl), plannedRisk: decimal(planned_risk) }),
  }));
  const kept = keptOut(ledger, row).map(({ id, at, r }) => ({ id, at, effectR: -r }));
  return [...sized, ...kept].sort((a, b) => a.at.localeCompare(b.at));
}

/** How many round trips of a desk were begun since, and are closed: what a changed parameter is measured by. */
export const closedSince = (ledger: Reader, deskId: string, since: string): number =>
  ledger.get<{ n: number }>('select count(*) as n from trade where desk_id = ? and closed_at >= ? and opened_at >= ?', deskId, since, since)
    ?.n ?? 0;

/** How many conditions it held for since it was applied: they were sized, denied or left to a person because of it, or it held beside something worse. */
export const timesHeld = (ledger: Reader, { id, applied_at }: Applied): number =>
  ledger.get<{ n: number }>(
    `select count(distinct c.id) as n from condition c join event e on e.subject = c.id and e.at >= ?
     where c.expires_at >= ? and ((e.kind in ('condition.triggered', 'policy.asked') and exists (
         select 1 from json_each(e.data, '$.rules') rule where rule.value = ?))
       or (e.kind = 'condition.denied' and json_extract(e.data, '$.guard') = 'adaptation' and json_extract(e.data, '$.figure') = ?))`,
    applied_at,
    applied_at,
    id,
    id,
  )?.n ?? 0;
