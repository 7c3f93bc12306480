import { z } from 'zod';
import { query } from '#src/ask/query.ts';
import { cut, howMany } from '#src/ask/rows.ts';
import { type Change, describeChange } from '#src/domain/adaptation.ts';
import type { Json } from '#src/domain/hash.ts';
import { type AdaptationRow, recentAdaptations } from '#src/ledger/adaptations.ts';
import { recentInsights } from '#src/ledger/insights.ts';

const parsed = (json: string | null): Json => (json === null ? null : (JSON.parse(json) as Json));

/** The figures of a replay or a measurement; curves would fill the answer. */
const withoutCurves = (value: Json): Json =>
  value === null || typeof value !== 'object' || Array.isArray(value)
    ? value
    : Object.fromEntries(
        Object.entries(value as Readonly<Record<string, Json>>).flatMap(([name, one]) =>
          Array.isArray(one) && one.length > 8 ? [] : [[name, withoutCurves(one)]],
        ),
      );

export const learned = query({
  name: 'learned',
  description:
    'What reflection found, the newest first: insights (e.g. i3, with claim and evidence) and adaptations (e.g. e2: the change, its status, its replay, how it was measured).',
  args: z.strictObject({ what: z.enum(['insights', 'adaptations']), limit: howMany }),
  words: ({ what }) => what,
  run({ what, limit }, { reader }) {
    if (what === 'adaptations') return { adaptations: recentAdaptations(reader, limit).map(adaptationJson) };
    return {
      insights: recentInsights(reader, limit).map(({ id, at, claim, evidence, text, source, status }) => ({
        id,
        at,
        text: cut(text),
        claim: parsed(claim),
        evidence: parsed(evidence),
        source,
        status,
      })),
    };
  },
});

const adaptationJson = (row: AdaptationRow): Json => ({
  id: row.id,
  at: row.at,
  insight: row.insight_id,
  change: describeChange(JSON.parse(row.change) as Change),
  status: row.status,
  proposed_by: row.proposed_by.startsWith('user:') ? 'user' : row.proposed_by,
  replay: withoutCurves(parsed(row.trial)),
  applied: row.applied_at,
  grade: row.grade,
  measured: withoutCurves(parsed(row.measured)),
  ended: row.ended_at,
});
