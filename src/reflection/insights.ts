import { type Clock, toIso } from '#src/domain/clock.ts';
import { canonicalJson } from '#src/domain/hash.ts';
import type { IdFactory } from '#src/domain/ids.ts';
import type { InsightRow } from '#src/ledger/insights.ts';
import type { Ledger, LedgerTx } from '#src/ledger/ledger.ts';
import { type Claim, claimSchema, type Evidence, evidenceOf, sameClaim, stillHolds } from './claims.ts';
import type { Fact, FactBook } from './facts.ts';
import { inR } from './templates.ts';
import type { HeldInsight } from './verbs.ts';

/** An insight with its claim read back. */
export interface Standing {
  readonly row: InsightRow;
  readonly claim: Claim;
  /** As the facts are now. */
  readonly evidence: Evidence | undefined;
  readonly holds: boolean;
}

/** The insights of a desk that were held so far, recomputed from the facts. */
export const standingOf = (ledger: Pick<Ledger, 'memory'>, deskId: string, facts: readonly Fact[], confidencePct: number): Standing[] =>
  [...ledger.memory.insights.values()]
    .filter(({ desk_id }) => desk_id === deskId)
    .map((row) => {
      const claim = claimSchema.parse(JSON.parse(row.claim));
      const evidence = evidenceOf(claim, facts, confidencePct);
      return { row, claim, evidence, holds: stillHolds(evidence, confidencePct) };
    });

/** What stands, for whoever asks. */
export const heldInsights = (ledger: Ledger, deskId: string, facts: FactBook, confidencePct: number): HeldInsight[] =>
  standingOf(ledger, deskId, facts.all(), confidencePct).flatMap(({ row, evidence, holds }) => {
    if (evidence === undefined) return [];
    const { p: _p, ...figures } = evidence;
    return [{ id: row.id, at: row.at, text: row.text, source: row.source, ...figures, holds }];
  });

export interface Phrased {
  readonly claim: Claim;
  readonly evidence: Evidence;
  readonly text: string;
  readonly source: 'template' | 'model';
}

/** Writes what was found, drops what no longer holds, and returns the id of the insight of each claim, by position. A claim that stands is not written again. */
export function writeInsights(
  tx: LedgerTx,
  { clock, ids, deskId }: { readonly clock: Clock; readonly ids: IdFactory; readonly deskId: string },
  found: readonly Phrased[],
  standing: readonly Standing[],
): { readonly ids: readonly string[]; readonly fresh: readonly string[] } {
  for (const { row, evidence, holds } of standing) {
    if (holds) continue;
    const reason =
      evidence === undefined
        ? 'there is nothing left to compare it with'
        : `${evidence.n} trades now bring ${inR(evidence.meanR)}, the others ${inR(evidence.restMeanR)}`;
    tx.append({ kind: 'insight.dropped', subject: row.id, actor: 'reflection', data: { reason } });
  }
  const fresh: string[] = [];
  const all = found.map(({ claim, evidence, text, source }) => {
    const stands = standing.find((one) => one.holds && sameClaim(one.claim, claim));
    if (stands !== undefined) return stands.row.id;
    const id = ids.next('i');
    const data = {
      id,
      at: toIso(clock.now()),
      desk_id: deskId,
      claim: canonicalJson(claim),
      evidence: canonicalJson(evidence),
      text,
      source,
    };
    tx.append({ kind: 'insight.found', subject: id, actor: source === 'model' ? 'model' : 'reflection', data });
    fresh.push(id);
    return id;
  });
  return { ids: all, fresh };
}
