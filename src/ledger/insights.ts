import type { Core, Reader } from './core.ts';
import type { LedgerEvent } from './event.ts';

/** A sentence about what the trades show, with evidence that can be recomputed. */
export interface InsightRow {
  readonly id: string;
  readonly at: string;
  readonly desk_id: string;
  /** JSON of the claim: what a query needs to recompute it. */
  readonly claim: string;
  /** JSON of the figures that the query gave. */
  readonly evidence: string;
  readonly text: string;
  /** Who phrased it. */
  readonly source: 'template' | 'model';
  /** `holds`; `gone`: newer trades no longer bear it out. */
  readonly status: 'holds' | 'gone';
}

const COLUMNS = 'id, at, desk_id, claim, evidence, text, source, status';

export function projectInsight(core: Core, { seq, data }: LedgerEvent<'insight.found'>): void {
  const { id, at, desk_id, claim, evidence, text, source } = data;
  core.run(
    `insert into insight (${COLUMNS}, seq) values (?, ?, ?, ?, ?, ?, ?, 'holds', ?)`,
    id,
    at,
    desk_id,
    claim,
    evidence,
    text,
    source,
    seq,
  );
  core.memory.insights.set(id, { ...data, status: 'holds' });
}

export function projectInsightEnd(core: Core, { subject }: LedgerEvent<'insight.dropped'>): void {
  core.run("update insight set status = 'gone' where id = ?", subject);
  core.memory.insights.delete(subject);
}

/** Those that hold. */
export const loadInsights = (core: Core): InsightRow[] =>
  core.all<InsightRow>(`select ${COLUMNS} from insight where status = 'holds' order by seq`);

export const insightById = (ledger: Reader, id: string): InsightRow | undefined =>
  ledger.get<InsightRow>(`select ${COLUMNS} from insight where id = ?`, id);

/** Newest first, also those that are gone. */
export const recentInsights = (ledger: Reader, limit: number): InsightRow[] =>
  ledger.all<InsightRow>(`select ${COLUMNS} from insight order by seq desc limit ?`, limit);
