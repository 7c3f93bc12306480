import { type Change, describeChange, type ParameterKey, targetOf } from '#src/domain/adaptation.ts';
import type { Clock } from '#src/domain/clock.ts';
import type { IdFactory } from '#src/domain/ids.ts';
import type { Prompt } from '#src/domain/prompt.ts';
import { isInForce } from '#src/ledger/adaptations.ts';
import type { Ledger } from '#src/ledger/ledger.ts';
import type { Model } from '#src/model/port.ts';
import { type Claim, evidenceOf, sameClaim } from './claims.ts';
import { discover, type Finding } from './discover.ts';
import type { Fact, FactBook } from './facts.ts';
import { consequenceOf } from './follow.ts';
import { type Phrased, type Standing, standingOf, writeInsights } from './insights.ts';
import { type ModelsView, phrase } from './phrase.ts';
import { sentenceOfClaim } from './templates.ts';
import type { Learned } from './verbs.ts';

/** A change on its way to being tried. */
interface ProposedChange {
  readonly deskId: string;
  readonly change: Change;
  readonly insightId: string | null;
  /** A sentence. */
  readonly reason: string;
  readonly proposedBy: 'rules' | 'model';
  /** Only with a replay that helps; otherwise one that does not harm is enough. */
  readonly mustHelp: boolean;
}

interface ReflectSettings {
  readonly minTrades: number;
  readonly confidencePct: number;
  readonly maxProposals: number;
}

export interface ReflectDeps {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly ids: IdFactory;
  readonly deskId: string;
  readonly facts: FactBook;
  readonly settings: ReflectSettings;
  /** Value of a parameter as the desk trades now. */
  readonly inForce: (key: ParameterKey) => number;
  /** Replays a change, and writes it down unless it was refused. */
  readonly propose: (proposal: ProposedChange) => Promise<Learned>;
  readonly model?: Model | undefined;
  readonly prompt?: Prompt | undefined;
  readonly report: (error: unknown) => void;
}

/** A change that follows from what holds, and from which claim. */
interface Wanted {
  readonly change: Change;
  readonly claim: Claim | undefined;
  readonly mustHelp: boolean;
  readonly by: 'rules' | 'model';
}

/** Looks back at everything that a desk can learn from: facts first, then words, then changes to try. Ends with `reflection.finished`. */
export async function reflect(deps: ReflectDeps, actor: string): Promise<Learned> {
  const { ledger, deskId, settings } = deps;
  const facts = deps.facts.all();
  const standing = standingOf(ledger, deskId, facts, settings.confidencePct);
  const known = standing.filter(({ holds }) => holds).map(({ claim }) => claim);
  const { asked, findings } = discover(facts, known, settings);
  const view = await viewOf(deps, facts, [...findings, ...stillStanding(standing)]);
  if (!ledger.isOpen) return CLOSED;
  const written = ledger.transact((tx) => writeInsights(tx, deps, phrased(findings, view), standing));
  const insightOf = (claim: Claim | undefined): string | null => {
    const index = findings.findIndex((one) => claim !== undefined && sameClaim(one.claim, claim));
    return written.ids[index] ?? standing.find((one) => claim !== undefined && sameClaim(one.claim, claim))?.row.id ?? null;
  };
  const adaptations: string[] = [];
  for (const wanted of wantedChanges(deps, findings, view)) {
    if (adaptations.length >= settings.maxProposals) break;
    const id = await tryOut(deps, wanted, insightOf(wanted.claim), facts);
    if (!ledger.isOpen) return CLOSED;
    if (id !== undefined) adaptations.push(id);
  }
  const trades = facts.filter(({ traded, isOld }) => traded && !isOld).length;
  const dropped = (view?.dropped ?? 0) + standing.filter(({ holds }) => !holds).length;
  const data = {
    trades,
    claims: findings.length + standing.length + (view?.dropped ?? 0),
    dropped,
    insights: [...written.fresh],
    adaptations,
    source: view === undefined ? ('template' as const) : ('model' as const),
    note: view?.summary ?? '',
  };
  ledger.transact((tx) => tx.append({ kind: 'reflection.finished', subject: deskId, actor, data }));
  return { ok: true, text: tellOf(facts.length, asked, written.fresh.length, adaptations.length) };
}

const CLOSED: Learned = { ok: false, text: 'Heron is stopping.' };

function tellOf(results: number, asked: number, insights: number, changes: number): string {
  if (results === 0) return 'No trade was closed yet, so there is nothing to learn from.';
  const looked = `Looked at ${results} ${results === 1 ? 'result' : 'results'} and asked ${asked} ${asked === 1 ? 'question' : 'questions'} of them.`;
  if (insights + changes === 0) return `${looked} Nothing new stands out: what is there may be chance.`;
  return `${looked} ${insights} new ${insights === 1 ? 'insight' : 'insights'}, ${changes} ${changes === 1 ? 'change' : 'changes'} proposed.`;
}

const viewOf = async (
  { model, prompt, settings, inForce }: ReflectDeps,
  facts: readonly Fact[],
  holding: readonly Finding[],
): Promise<ModelsView | undefined> =>
  model === undefined || prompt === undefined || facts.length === 0
    ? undefined
    : phrase({ model, prompt, facts, holding, confidencePct: settings.confidencePct, most: settings.maxProposals, inForce });

/** What stands from before, as something a model may speak about. */
const stillStanding = (standing: readonly Standing[]): Finding[] =>
  standing.flatMap(({ holds, claim, evidence }) => (holds && evidence !== undefined ? [{ claim, evidence, allowed: 1 }] : []));

function phrased(findings: readonly Finding[], view: ModelsView | undefined): Phrased[] {
  return findings.map(({ claim, evidence }) => {
    const said = view?.claims.find((one) => sameClaim(one.claim, claim))?.text;
    return said === undefined
      ? { claim, evidence, text: sentenceOfClaim(claim, evidence), source: 'template' }
      : { claim, evidence, text: said, source: 'model' };
  });
}

/** What follows from the findings, in the model's order where there is one; then what the model adds. Nothing that is in force, or waits for an answer. */
function wantedChanges({ ledger, deskId, inForce }: ReflectDeps, findings: readonly Finding[], view: ModelsView | undefined): Wanted[] {
  const place = ({ claim }: Finding): number => {
    const index = view?.claims.findIndex((one) => sameClaim(one.claim, claim)) ?? -1;
    return index < 0 ? Number.POSITIVE_INFINITY : index;
  };
  const ranked = view === undefined ? findings : findings.toSorted((a, b) => (place(a) === place(b) ? 0 : place(a) - place(b)));
  const fromRules = ranked.flatMap((finding): Wanted[] => {
    const follows = consequenceOf(finding, inForce);
    return follows === undefined ? [] : [{ ...follows, claim: finding.claim, by: 'rules' }];
  });
  const fromModel = (view?.changes ?? []).map((one): Wanted => ({ ...one, by: 'model' }));
  const taken = new Set(
    [...ledger.memory.adaptations.values()]
      .filter((one) => one.desk_id === deskId && (isInForce(one) || one.status === 'proposed'))
      .map(({ target }) => target),
  );
  return [...fromRules, ...fromModel].filter(({ change }) => {
    const target = targetOf(change);
    if (taken.has(target)) return false;
    taken.add(target);
    return true;
  });
}

/** A replay that fails is reported and leaves everything else of the reflection as it is. */
async function tryOut(
  deps: ReflectDeps,
  { change, claim, mustHelp, by }: Wanted,
  insightId: string | null,
  facts: readonly Fact[],
): Promise<string | undefined> {
  const { deskId, settings, report } = deps;
  const evidence = claim && evidenceOf(claim, facts, settings.confidencePct);
  const reason =
    claim === undefined || evidence === undefined ? `The model suggests: ${describeChange(change)}.` : sentenceOfClaim(claim, evidence);
  try {
    const { ok, id } = await deps.propose({ deskId, change, insightId, reason, proposedBy: by, mustHelp });
    return ok ? id : undefined;
  } catch (error) {
    report(error);
    return undefined;
  }
}
