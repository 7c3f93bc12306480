import type { App } from '#src/app.ts';
import { describeChange } from '#src/domain/adaptation.ts';
import type { Instant } from '#src/domain/clock.ts';
import { type AdaptationRow, changeOf, gradeCounts, parameterHistory, recentAdaptations } from '#src/ledger/adaptations.ts';
import { lastEvent } from '#src/ledger/events.ts';
import { insightById } from '#src/ledger/insights.ts';
import { effectSoFar, effectText, STATUS_WORDS } from './adaptationWords.ts';
import { badged } from './badge.ts';
import { type Block, buttons, fields, type Reply, say, table, text } from './reply.ts';
import { clockTime } from './time.ts';
import { by } from './who.ts';
import { plural } from './words.ts';

const SHOWN = 15;

/** Changes newest first: what each is, how it stands, and what it has brought so far. */
export function adaptationList(app: App, now: Instant): Reply {
  const rows = recentAdaptations(app.ledger, SHOWN);
  if (rows.length === 0)
    return say(
      badged('No change was proposed yet', app),
      '/reflect looks at the closed trades; what it finds is replayed before it is proposed.',
    );
  const waiting = rows.find(({ status }) => status === 'proposed');
  return {
    title: badged(`${plural(rows.length, 'change')}, newest first`, app),
    blocks: [
      table(
        ['', 'change', '', 'effect'],
        rows.map((row) => [row.id, describeChange(changeOf(row)), statusText(row, now), soFar(row, app)]),
      ),
      text(effectiveness(app)),
      ...(waiting === undefined
        ? []
        : [buttons({ Apply: `/apply ${waiting.id}`, Dismiss: `/undo ${waiting.id}`, Why: `/adaptations ${waiting.id}` })]),
    ],
    data: rows.map((row) => ({
      id: row.id,
      change: describeChange(changeOf(row)),
      status: row.status,
      grade: row.grade,
      effect: effectData(row, app),
    })),
  };
}

/** The card with what it rests on, and what it has brought as of now. */
export function adaptationDetails(card: Reply, row: AdaptationRow, app: App, now: Instant): Reply {
  const insight = row.insight_id === null ? undefined : insightById(app.ledger, row.insight_id);
  const [first, second, ...rest] = card.blocks;
  const facts = fields({
    proposed: `${clockTime(row.at, now)} by ${row.proposed_by}`,
    insight: insight && `${insight.id}: ${insight.text}`,
    effect: row.applied_at === null ? undefined : `${soFar(row, app)}, ${row.grade}`,
  });
  const blocks = [first, second, facts, ...rest.map(withoutWhy)].filter((block) => block !== undefined);
  return { ...card, blocks, data: { id: row.id, status: row.status, grade: row.grade, effect: effectData(row, app) } };
}

/** The details are what Why leads to. */
const withoutWhy = (block: Block): Block =>
  block.kind === 'buttons' ? { ...block, buttons: block.buttons.filter(({ label }) => label !== 'Why') } : block;

/** Every parameter that was ever changed: from what to what, when, and how it ended. */
export function parameterReply(app: App, now: Instant): Reply {
  const rows = parameterHistory(app.ledger);
  if (rows.length === 0) return say(badged('No parameter was changed yet', app), '/adaptations lists every change.');
  return {
    title: badged(`Parameters, ${plural(rows.length, 'change')}`, app),
    blocks: [
      table(
        ['', 'change', 'from', ''],
        rows.map((row) => [row.id, describeChange(changeOf(row)), clockTime(row.applied_at ?? row.at, now), endText(row, app, now)]),
      ),
      text(effectiveness(app)),
    ],
    data: rows.map(({ id, change, applied_at, ended_at, status, grade }) => ({ id, change, applied_at, ended_at, status, grade })),
  };
}

/** `Of 6 that were ever in force: 2 improved, 3 inconclusive, 1 harmful.` */
function effectiveness({ ledger }: Pick<App, 'ledger'>): string {
  const { improved, inconclusive, harmful } = gradeCounts(ledger);
  const all = improved + inconclusive + harmful;
  if (all === 0) return 'None was in force yet.';
  return `${all === 1 ? 'The one that was' : `Of ${all} that were`} ever in force: ${improved} improved, ${inconclusive} inconclusive, ${harmful} harmful.`;
}

function statusText(row: AdaptationRow, now: Instant): string {
  const at = row.status === 'applied' ? row.applied_at : (row.ended_at ?? row.at);
  return `${STATUS_WORDS[row.status]}, ${clockTime(at ?? row.at, now)}`;
}

function endText(row: AdaptationRow, { ledger }: App, now: Instant): string {
  if (row.status !== 'undone') return STATUS_WORDS[row.status];
  const event = lastEvent(ledger, 'adaptation.undone', row.id);
  return `taken back ${clockTime(row.ended_at ?? row.at, now)} ${event === undefined ? '' : by(event.actor)}`.trimEnd();
}

function soFar(row: AdaptationRow, app: App): string {
  const effect = effectSoFar(row, app);
  if (effect !== undefined) return effectText(effect);
  return row.applied_at === null ? '' : 'not measured yet';
}

function effectData(row: AdaptationRow, app: App) {
  const effect = effectSoFar(row, app);
  if (effect === undefined) return null;
  const known = (r: number): number | null => (Number.isFinite(r) ? r : null);
  return { n: effect.n, totalR: effect.totalR, meanR: effect.meanR, lowR: known(effect.lowR), highR: known(effect.highR) };
}
