import { parseInstant, toIso } from '#src/domain/clock.ts';
import { type Condition, paramsHashOf } from '#src/domain/condition.ts';
import { fromNumber, multiply, toNumber, toText } from '#src/domain/decimal.ts';
import { bandOf } from '#src/domain/policy.ts';
import { type ApprovalRow, approvalOf } from '#src/ledger/approvals.ts';
import { conditionById, conditionRow } from '#src/ledger/conditions.ts';
import { equityOf } from '#src/ledger/equity.ts';
import { lastEvent } from '#src/ledger/events.ts';
import { modifierOf } from './modifiers.ts';
import { faultOfDay } from './personDay.ts';
import { areOne, needsTwo, type Pledge, pledgesFor } from './pledge.ts';
import type { SniperState } from './state.ts';

export interface Question {
  readonly id: string;
  readonly decision: 'approve' | 'reject';
  /** `user:terminal`, `policy`, … */
  readonly actor: string;
  readonly reason?: string | undefined;
  /** 0.5 for Half size: a new condition with half the risk takes the place of this one, and is approved. */
  readonly factor?: number | undefined;
  /** The price that whoever answers has seen, decimal text; undefined when they typed, and have seen what was said last. */
  readonly shownPrice?: string | undefined;
}

type Refusal = 'unknown' | 'already' | 'expired' | 'halted' | 'never' | 'capped' | 'superseded';

export type Answer =
  | { readonly ok: true; readonly outcome: 'armed' | 'rejected'; readonly id: string }
  | { readonly ok: false; readonly why: Refusal; readonly text: string }
  | {
      readonly ok: false;
      readonly why: 'pledged';
      readonly text: string;
      readonly id: string;
      readonly first: Pledge;
      readonly riskPct: number;
    }
  | { readonly ok: false; readonly why: 'drifted'; readonly text: string; readonly reference: string; readonly price: string };

/** Answers a proposal. The first valid answer wins; everything that would make it mean something else than was shown is refused in words. */
export function answer(state: SniperState, question: Question): Answer {
  const { ledger } = state;
  const condition = ledger.memory.conditions.get(question.id) ?? conditionById(ledger, question.id);
  if (condition === undefined) return no('unknown', `There is no proposal ${question.id}.`);
  if (condition.status !== 'proposed') return already(state, condition);
  if (state.clock.now() >= condition.expiresAt) {
    expire(state, condition, 'nobody answered in time');
    return no('expired', `${condition.id} expired at ${toIso(condition.expiresAt)}; nothing was armed.`);
  }
  if (question.decision === 'reject') return reject(state, condition, question);
  if (ledger.memory.halt !== undefined)
    return no('halted', `Heron is halted (${ledger.memory.halt.reason}); nothing is armed until it is resumed.`);
  const band = bandFor(state, condition);
  if (band === 'never')
    return no('never', `${condition.id} would risk more than the policy ever allows; reject it or change the policy on the machine.`);
  const capped = faultOfDay(state, condition, question.actor, question.factor);
  if (capped !== undefined) return no('capped', `${condition.id} is not armed. ${capped.text}`);
  const drift = driftOf(state, condition, question);
  if (drift !== undefined) return drift;
  const meant = question.factor === undefined ? condition : resized(state, condition, question.factor, question.actor);
  return pledge(state, meant, question) ?? arm(state, meant, question, band);
}

/** The first of two persons where two are needed; undefined when it may be armed: one is enough, or somebody else approved it before. */
function pledge(state: SniperState, condition: Condition, { actor }: Question): Answer | undefined {
  const riskPct = needsTwo(state, condition);
  if (riskPct === undefined) return undefined;
  const pledges = pledgesFor(state, condition);
  if (pledges.some((one) => !areOne(one.actor, actor))) return undefined;
  const [known] = pledges;
  if (known === undefined) {
    const data = { params_hash: condition.paramsHash, risk_pct: Number(riskPct.toPrecision(6)) };
    state.ledger.transact((tx) =>
      tx.append({ kind: 'approval.pledged', subject: condition.id, actor, cause: state.causes.get(condition.id), data }),
    );
  }
  const first = known ?? { actor, at: toIso(state.clock.now()) };
  const text = `${condition.id} risks ${riskPct.toPrecision(3)} % of equity: a second person has to approve it too. Nothing is armed yet.`;
  return { ok: false, why: 'pledged', text, id: condition.id, first, riskPct };
}

/** What the policy makes of a new proposal: it approves, refuses, or leaves it to a human. */
export function askPolicy(state: SniperState, conditionId: string): void {
  const condition = state.ledger.memory.conditions.get(conditionId);
  if (condition?.status !== 'proposed' || state.ledger.memory.halt !== undefined) return;
  const band = bandFor(state, condition);
  if (band === 'auto' && leavesToPerson(state, condition)) return;
  if (band === 'auto') arm(state, condition, { id: conditionId, decision: 'approve', actor: 'policy' }, band);
  if (band === 'never')
    reject(state, condition, { id: conditionId, decision: 'reject', actor: 'policy', reason: 'it risks more than the policy allows' });
}

/** Whether a rule of caution holds or the policy has approved enough for a day, so that a person is asked instead; written down, and said on the card. */
function leavesToPerson(state: SniperState, condition: Condition): boolean {
  const { ledger, clock } = state;
  const now = clock.now();
  const { caution, rules } = modifierOf(ledger.memory, condition, state.marketState(condition.market, now), now);
  const full = faultOfDay(state, condition, 'policy');
  const enough = full && `it has approved enough for a day: ${full.figure} of equity with this one, at most ${full.limit}`;
  const because = caution?.text ?? enough;
  if (because === undefined) return false;
  const { id } = condition;
  const data = { because, rules: caution === undefined ? [] : [...rules] };
  ledger.transact((tx) => tx.append({ kind: 'policy.asked', subject: id, actor: 'policy', cause: state.causes.get(id), data }));
  return true;
}

export function expire(state: SniperState, condition: Condition, reason: string): void {
  state.ledger.transact((tx) =>
    tx.append({
      kind: 'condition.expired',
      subject: condition.id,
      actor: 'sniper',
      cause: state.causes.get(condition.id),
      data: { reason },
    }),
  );
  state.watches.get(condition.market)?.disarm(condition.id);
}

function bandFor(state: SniperState, condition: Condition): ApprovalRow['band'] {
  const { equity } = equityOf(state.ledger.memory, state.quotes, condition.accountId);
  return bandOf(condition.riskAmount, equity, state.settings.policy, state.venue.mode);
}

function arm(state: SniperState, condition: Condition, { actor, reason }: Question, band: ApprovalRow['band']): Answer {
  // The hash is taken of the row as it is now, so an approval can never stand for parameters that changed since.
  const params_hash = paramsHashOf(condition, condition.deskId, condition.accountId);
  if (params_hash !== condition.paramsHash)
    return no('superseded', `${condition.id} was changed since it was proposed; nothing was armed.`);
  const seq = state.ledger.transact((tx) =>
    tx.append({
      kind: 'condition.armed',
      subject: condition.id,
      actor,
      cause: state.causes.get(condition.id),
      data: approvalRow(state, condition, 'approve', actor, band, reason),
    }),
  );
  state.causes.set(condition.id, seq);
  const armed = state.ledger.memory.conditions.get(condition.id);
  if (armed) state.watches.get(condition.market)?.arm(armed);
  return { ok: true, outcome: 'armed', id: condition.id };
}

function reject(state: SniperState, condition: Condition, { actor, reason }: Question): Answer {
  state.ledger.transact((tx) =>
    tx.append({
      kind: 'condition.rejected',
      subject: condition.id,
      actor,
      cause: state.causes.get(condition.id),
      data: approvalRow(state, condition, 'reject', actor, 'ask', reason),
    }),
  );
  return { ok: true, outcome: 'rejected', id: condition.id };
}

const approvalRow = (
  state: SniperState,
  condition: Condition,
  decision: ApprovalRow['decision'],
  actor: string,
  band: ApprovalRow['band'],
  reason?: string,
): ApprovalRow => ({
  actor,
  at: toIso(state.clock.now()),
  band,
  condition_id: condition.id,
  decision,
  expires_at: toIso(condition.expiresAt),
  id: state.ids.next('a'),
  params_hash: condition.paramsHash,
  reason: reason ?? null,
});

/**
 * The same idea with another risk: a new condition, because an approval is bound to exact parameters. It comes from whoever asked for that size,
 * and their answer is about to follow: nobody else is asked, neither the policy nor the one who asked.
 */
function resized(state: SniperState, condition: Condition, factor: number, actor: string): Condition {
  const riskAmount = multiply(condition.riskAmount, fromNumber(factor, 6));
  // Half of what was shown: where a limit had made the position smaller than its risk alone, half of the risk would still be the whole position.
  const { equity } = equityOf(state.ledger.memory, state.quotes, condition.accountId);
  const shownPct = Number(((toNumber(riskAmount) / toNumber(equity)) * 100).toPrecision(3));
  const draft = { ...condition, riskPct: Math.min(condition.riskPct * factor, shownPct) };
  const next: Condition = {
    ...draft,
    id: state.ids.next('c'),
    paramsHash: paramsHashOf(draft, condition.deskId, condition.accountId),
    riskAmount,
    createdAt: state.clock.now(),
  };
  state.ledger.transact((tx) => {
    const seq = tx.append({
      kind: 'condition.superseded',
      subject: condition.id,
      actor: 'sniper',
      cause: state.causes.get(condition.id),
      data: { reason: `${factor === 0.5 ? 'half of it' : `${factor} of its size`} was approved as ${next.id}` },
    });
    state.causes.set(
      next.id,
      tx.append({
        kind: 'condition.proposed',
        subject: next.id,
        actor,
        cause: seq,
        data: conditionRow(next),
      }),
    );
  });
  return next;
}

/** Price beyond tolerance since the proposal: said with the difference, and asked again. A second answer within the agreed time counts. */
function driftOf(state: SniperState, condition: Condition, question: Question): Answer | undefined {
  const { priceTolerancePct, confirmWithinSeconds } = state.settings.policy;
  const price = state.quotes.get(condition.market)?.last;
  if (price === undefined)
    return no('expired', `There is no price for ${condition.market}; nothing was armed. Ask again when its feed is back.`);
  const asked = lastEvent(state.ledger, 'approval.drifted', condition.id);
  const recent = asked !== undefined && state.clock.now() - parseInstant(asked.at) <= confirmWithinSeconds * 1000;
  // A tap says yes to the price that stood beside it, and not to one that somebody else was asked about.
  const counts = recent && (question.shownPrice === undefined || question.shownPrice === asked.data.price);
  const reference = counts ? Number(asked.data.price) : Number(condition.referencePrice);
  if (Math.abs(price / reference - 1) * 100 <= priceTolerancePct) return undefined;
  const now = toText(fromNumber(price, 8));
  state.ledger.transact((tx) =>
    tx.append({
      kind: 'approval.drifted',
      subject: condition.id,
      actor: question.actor,
      cause: state.causes.get(condition.id),
      data: { reference: condition.referencePrice, price: now, tolerance_pct: priceTolerancePct },
    }),
  );
  const text = `The price moved from ${condition.referencePrice} to ${now}, more than ${priceTolerancePct} %. Nothing was armed; approve again to take it at this price.`;
  return { ok: false, why: 'drifted', text, reference: condition.referencePrice, price: now };
}

function already(state: SniperState, condition: Condition): Answer {
  const given = approvalOf(state.ledger, condition.id);
  const by = given === undefined ? '' : ` by ${given.actor} at ${given.at.slice(11, 16)} UTC`;
  const was = given === undefined ? condition.status : given.decision === 'approve' ? 'approved' : 'rejected';
  return no('already', `${condition.id} was already ${was}${by}; it is ${condition.status} now.`);
}

const no = (why: Refusal, text: string): Answer => ({ ok: false, why, text });
