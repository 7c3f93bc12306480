import { type Change, changeSchema, describeChange, targetOf } from '#src/domain/adaptation.ts';
import { type Instant, later, parseInstant, toIso } from '#src/domain/clock.ts';
import { canonicalJson } from '#src/domain/hash.ts';
import { lastTriedAt } from '#src/ledger/adaptations.ts';
import { lastEvent } from '#src/ledger/events.ts';
import { changeFault } from './changeFault.ts';
import type { AdaptationDeps } from './deps.ts';
import type { Trial } from './trial.ts';
import type { Learned } from './verbs.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** A change that somebody suggests. `change` may come from a model: nothing about it is taken on trust. */
export interface Suggestion {
  readonly deskId: string;
  readonly change: unknown;
  /** A sentence. */
  readonly reason: string;
  readonly insightId: string | null;
  /** `rules`, `model` or `user:…`. */
  readonly proposedBy: string;
  /** Only with a replay that helps; otherwise one that does not harm is enough. */
  readonly mustHelp?: boolean;
}

/** Replays a suggestion and writes it down unless it was refused; says what came of it. */
export async function propose(deps: AdaptationDeps, suggested: Set<string>, suggestion: Suggestion): Promise<Learned> {
  const parsed = changeSchema.safeParse(suggestion.change);
  if (!parsed.success) return no(`It is no change that Heron knows: ${parsed.error.issues.map(({ message }) => message).join('; ')}.`);
  const change = parsed.data;
  const said = describeChange(change);
  const target = targetOf(change);
  const fault = changeFault(deps, change) ?? standing(deps, change) ?? resting(deps, target);
  if (fault !== undefined) return no(`${said}: ${fault}.`);
  if (suggested.has(target)) return no(`${said}: something about ${target} is being replayed.`);
  suggested.add(target);
  try {
    const { clock, settings } = deps;
    const { deskId } = suggestion;
    const now = clock.now();
    const from = later(now, -settings.reflection.replayDays * DAY_MS);
    const trial = await deps.trials.run(change, deskId, toIso(from), toIso(now));
    if (!deps.ledger.isOpen) return no(`${said}: Heron stopped before it was replayed.`);
    if (trial.verdict === 'harms' || (suggestion.mustHelp === true && trial.verdict !== 'helps'))
      return no(`${said} was dropped: ${foundBy(trial, settings.reflection.replayDays)}.`);
    const late = changeFault(deps, change) ?? standing(deps, change);
    return late === undefined ? write(deps, change, target, suggestion, trial) : no(`${said}: ${late}.`);
  } catch (error) {
    deps.report(error);
    return no(`${said} could not be replayed, so it is not proposed.`);
  } finally {
    suggested.delete(target);
  }
}

function write(deps: AdaptationDeps, change: Change, target: string, suggestion: Suggestion, trial: Trial): Learned {
  const { ledger, ids, clock } = deps;
  const id = ids.next('e');
  ledger.transact((tx) => {
    const insight = suggestion.insightId === null ? undefined : lastEvent(tx, 'insight.found', suggestion.insightId);
    tx.append({
      kind: 'adaptation.proposed',
      subject: id,
      actor: suggestion.proposedBy.startsWith('user:') ? suggestion.proposedBy : 'heron',
      cause: insight?.seq,
      data: {
        id,
        at: toIso(clock.now()),
        desk_id: suggestion.deskId,
        insight_id: suggestion.insightId,
        change: canonicalJson(change),
        target,
        reason: suggestion.reason,
        proposed_by: suggestion.proposedBy,
        trial: canonicalJson(trial),
      },
    });
  });
  return { ok: true, id, text: `${id} is proposed: ${describeChange(change)}.` };
}

/** Another one about the same thing that is not decided yet. On a parameter that was proven a further step may be made. */
function standing({ ledger }: AdaptationDeps, change: Change): string | undefined {
  const target = targetOf(change);
  const other = [...ledger.memory.adaptations.values()].find(
    (row) => row.target === target && !(row.status === 'kept' && change.kind === 'parameter'),
  );
  return other && `${other.id} about the same ${other.status === 'proposed' ? 'waits for an answer' : 'is in force'}`;
}

/** The same thing is left alone for a while after it was touched. */
function resting({ ledger, clock, settings }: AdaptationDeps, target: string): string | undefined {
  const at = lastTriedAt(ledger, target);
  if (at === undefined) return undefined;
  const until = (parseInstant(at) + settings.reflection.cooldownHours * HOUR_MS) as Instant;
  return clock.now() < until ? `${target} was changed at ${at.slice(0, 16)} and rests until ${toIso(until).slice(0, 16)} UTC` : undefined;
}

/** `replayed over the last 30 days it would have brought −3.2 R (80 % interval −5.1 to −1.3 R)` */
function foundBy({ deltaR, lowR, highR, intervalPct }: Trial, days: number): string {
  const figures = `${deltaR.toFixed(2)} R (${intervalPct} % interval ${lowR.toFixed(2)} to ${highR.toFixed(2)} R)`;
  return `replayed over the last ${days} days it would have brought ${figures}`;
}

const no = (text: string): Learned => ({ ok: false, text });
