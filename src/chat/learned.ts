import { type Instant, parseInstant, toIso } from '#src/domain/clock.ts';
import { decimal } from '#src/domain/decimal.ts';
import type { ScoreSettings } from '#src/domain/score.ts';
import { type AdaptationRow, adaptationById, changeOf, recentAdaptations } from '#src/ledger/adaptations.ts';
import type { Reader } from '#src/ledger/core.ts';
import type { LedgerEvent } from '#src/ledger/event.ts';
import { lastEvent } from '#src/ledger/events.ts';
import { insightById, recentInsights } from '#src/ledger/insights.ts';
import { spentSince } from '#src/ledger/llmCalls.ts';
import type { Span } from '#src/ledger/span.ts';
import { diffOf } from './adaptationWords.ts';
import { money } from './money.ts';
import { sentenceOf } from './sentence.ts';
import { plural } from './words.ts';

type Factors = Pick<ScoreSettings, 'favoredFactor' | 'reducedFactor'>;

/** So many of each are looked through for those of a span. */
const LOOKED_THROUGH = 100;

/** What reflection learned, let go of and changed in a span; a line each. */
export const learnedIn = (ledger: Reader, span: Span, factors: Factors): string[] => [
  ...recentInsights(ledger, LOOKED_THROUGH)
    .filter(({ at, status }) => status === 'holds' && isIn(at, span))
    .reverse()
    .map(({ id, text }) => `${id}: ${text}`),
  ...endedIn(ledger, span).map((event) => sentenceOf(event)),
  ...recentAdaptations(ledger, LOOKED_THROUGH)
    .reverse()
    .flatMap((row) => stepsOf(row).flatMap(({ at, step }) => (isIn(at, span) ? [changeLine(row, step, factors)] : []))),
];

/** Insights that newer trades stopped bearing out within a span. */
export const endedIn = (ledger: Reader, span: Span): LedgerEvent<'insight.dropped'>[] =>
  recentInsights(ledger, LOOKED_THROUGH)
    .filter(({ status }) => status === 'gone')
    .reverse()
    .flatMap(({ id }) => lastEvent(ledger, 'insight.dropped', id) ?? [])
    .filter(({ at }) => isIn(at, span));

/** `e2 proposed: when it is 14:00–14:59 UTC: traded as usual → not traded` */
function changeLine(row: AdaptationRow, step: string, factors: Factors): string {
  const { what, before, after } = diffOf(changeOf(row), factors);
  const [from, to] = step === 'taken back' ? [after, before] : [before, after];
  return `${row.id} ${step}: ${what}: ${from} → ${to}.`;
}

/** Sentences of insights and changes by their ids, for whoever has found them just now. */
export const foundLines = (ledger: Reader, insights: readonly string[], adaptations: readonly string[], factors: Factors): string[] => [
  ...insights.flatMap((id) => {
    const row = insightById(ledger, id);
    return row === undefined ? [] : [`${id}: ${row.text}`];
  }),
  ...adaptations.flatMap((id) => {
    const row = adaptationById(ledger, id);
    return row === undefined ? [] : [changeLine(row, STATES[row.status], factors)];
  }),
];

const STATES: Readonly<Record<AdaptationRow['status'], string>> = {
  proposed: 'proposed',
  rejected: 'turned down',
  applied: 'applied',
  kept: 'proven',
  undone: 'taken back',
};

function stepsOf({ at, applied_at, ended_at, status }: AdaptationRow): { at: string; step: string }[] {
  const ends = ended_at === null ? [] : [{ at: ended_at, step: STATES[status] }];
  return [{ at, step: 'proposed' }, ...(applied_at === null ? [] : [{ at: applied_at, step: 'applied' }]), ...ends];
}

/** What the model cost since an instant; nothing where it was not asked. */
export function spendLine(ledger: Reader, since: Instant): string[] {
  const { calls, tokens, cost } = spentSince(ledger, toIso(since));
  return calls === 0
    ? []
    : [`The model was asked ${plural(calls, 'time')}: ${tokens.toLocaleString('en-US')} tokens, ${money(decimal(cost), 'USD')}.`];
}

const isIn = (at: string, { from, to }: Span): boolean => parseInstant(at) >= from && parseInstant(at) < to;
