import { describeChange, type ParameterKey } from '#src/domain/adaptation.ts';
import { type AdaptationRow, adaptationById, byApplied, changeOf, isInForce } from '#src/ledger/adaptations.ts';
import { lastEvent } from '#src/ledger/events.ts';
import { changeFault } from './changeFault.ts';
import type { AdaptationDeps } from './deps.ts';
import { Measurement } from './measure.ts';
import { propose, type Suggestion } from './propose.ts';
import type { Learned, LearningVerbs } from './verbs.ts';

const HOUR_MS = 3_600_000;

/** The lifecycle of adaptations: suggested → replayed → proposed → applied → measured → kept or taken back. */
export interface AdaptationVerbs extends Pick<LearningVerbs, 'apply' | 'undo'> {
  /** Replays a suggestion and proposes it unless it harms; `ok` says whether it was proposed. Never throws because of the suggestion. */
  propose(suggestion: Suggestion): Promise<Learned>;
  /** Takes every look that is due. */
  measure(): Promise<void>;
  /** Measures with each trade and shadow that closes, and each hour, until it is stopped. */
  start(): () => void;
}

export function adaptationsOf(deps: AdaptationDeps): AdaptationVerbs {
  const measurement = new Measurement(deps);
  const suggested = new Set<string>();
  const measure = (): Promise<void> => (deps.ledger.isOpen ? measurement.now() : Promise.resolve());
  return {
    async propose(suggestion) {
      const learned = await propose(deps, suggested, suggestion);
      const isLeft = deps.mode !== 'paper' || !deps.settings.reflection.autoApply;
      if (learned.id === undefined || !learned.ok || isLeft) return learned;
      const applied = apply(deps, learned.id, 'policy');
      return applied.ok ? applied : learned;
    },
    apply: (id, actor) => apply(deps, id, actor),
    undo: (id, actor, reason) => undo(deps, id, actor, reason),
    measure,
    start: () => start(deps, () => void measure().catch(deps.report)),
  };
}

function start(deps: AdaptationDeps, measure: () => void): () => void {
  const { ledger, clock } = deps;
  yieldToOwner(deps);
  const deaf = ledger.listen(({ kind }) => {
    if (kind === 'trade.closed' || kind === 'shadow.closed') measure();
  });
  // A trial can end without a trade; what was due while Heron was down is due now.
  const hourly = clock.every(HOUR_MS, measure);
  measure();
  return () => {
    deaf();
    hourly.cancel();
  };
}

/** A parameter that its owner has set to something else since is the owner's: what was tried from another value is taken back. */
function yieldToOwner({ ledger, configured }: AdaptationDeps): void {
  const below = new Map<ParameterKey, number>();
  for (const row of [...ledger.memory.adaptations.values()].filter(isInForce).sort(byApplied)) {
    const change = changeOf(row);
    if (change.kind !== 'parameter') continue;
    const { key, before, after } = change;
    const value = below.get(key) ?? configured(key);
    if (before === value) {
      below.set(key, after);
      continue;
    }
    const reason = `${key} was set to ${value} in the settings, and this was tried from ${before}`;
    const cause = lastEvent(ledger, 'adaptation.applied', row.id)?.seq;
    ledger.transact((tx) => tx.append({ kind: 'adaptation.undone', subject: row.id, actor: 'heron', cause, data: { reason } }));
  }
}

function apply(deps: AdaptationDeps, id: string, actor: string): Learned {
  const { ledger, settings } = deps;
  const row = ledger.memory.adaptations.get(id) ?? adaptationById(ledger, id);
  if (row === undefined) return no(`There is no change ${id}.`);
  if (row.status !== 'proposed') return no(`${id} ${STATES[row.status]} already.`, id);
  const change = changeOf(row);
  const fault = changeFault(deps, change);
  if (fault !== undefined) return no(`${id} is not applied: ${fault}. /undo ${id} turns it down.`, id);
  ledger.transact((tx) =>
    tx.append({
      kind: 'adaptation.applied',
      subject: id,
      actor,
      cause: lastEvent(tx, 'adaptation.proposed', id)?.seq,
      data: { reason: actor === 'policy' ? 'reflection.autoApply is on' : 'asked for' },
    }),
  );
  const { trialTrades, trialHours } = settings.reflection;
  return {
    ok: true,
    id,
    text: `${id} is in force: ${describeChange(change)}. It is measured after ${trialTrades} trades and ${trialHours} h, and taken back if it does harm.`,
  };
}

function undo(deps: AdaptationDeps, id: string, actor: string, reason = 'asked for'): Learned {
  const { ledger } = deps;
  const row = ledger.memory.adaptations.get(id) ?? adaptationById(ledger, id);
  if (row === undefined) return no(`There is no change ${id}.`);
  if (row.status === 'rejected' || row.status === 'undone') return no(`${id} ${STATES[row.status]} already.`, id);
  const above = [...ledger.memory.adaptations.values()].find(
    (other) => isInForce(row) && isInForce(other) && other.target === row.target && byApplied(other, row) > 0,
  );
  if (above !== undefined) return no(`${above.id} builds on ${id}; take ${above.id} back first.`, id);
  const isProposed = row.status === 'proposed';
  ledger.transact((tx) =>
    tx.append({
      kind: isProposed ? 'adaptation.rejected' : 'adaptation.undone',
      subject: id,
      actor,
      cause: lastEvent(tx, isProposed ? 'adaptation.proposed' : 'adaptation.applied', id)?.seq,
      data: { reason },
    }),
  );
  const said = describeChange(changeOf(row));
  return { ok: true, id, text: isProposed ? `${id} was turned down: ${said}.` : `${id} is no longer in force: ${said}.` };
}

const STATES: Readonly<Record<AdaptationRow['status'], string>> = {
  proposed: 'is proposed',
  rejected: 'was turned down',
  applied: 'is in force',
  kept: 'is in force, and proven,',
  undone: 'was taken back',
};

const no = (text: string, id?: string): Learned => ({ ok: false, text, ...(id !== undefined && { id }) });
