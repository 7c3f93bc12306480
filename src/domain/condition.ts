import type { Trigger } from '#src/triggers/trigger.ts';
import type { Instant } from './clock.ts';
import type { Decimal } from './decimal.ts';
import { canonicalJson, sha256 } from './hash.ts';

export type Side = 'long' | 'short';

/** One rung of the ladder: take `sharePct` of the position when `price` is reached. The shares add up to 100 or less; what is left runs behind the trailing stop. */
export interface Target {
  readonly price: string;
  readonly sharePct: number;
}

/** How a condition's position is left; set by the strategist's profile, checked by schema. Figures in trading-rules.md, "Exits". */
export interface ExitPlan {
  /** Steps of the trailing stop: from `fromR` of best profit on, the stop trails by `atr` × the ATR at entry. */
  readonly trail: readonly { readonly fromR: number; readonly atr: number }[];
  /** After this many targets the stop goes to break-even plus costs; 0 for never. */
  readonly breakEvenAfter: number;
  /** Leave when the first target has not been reached this many milliseconds after the first fill; 0 for never. */
  readonly timeLimitMs: number;
  /** ATR (quote units, decimal text) of the decision timeframe when the condition was made; what `trail` multiplies. */
  readonly atr: string;
}

/** What a strategist returns. Amounts and sizes are absent on purpose: size follows from risk and stop distance. */
export interface ConditionDraft {
  readonly market: string;
  readonly side: Side;
  readonly entry: Trigger;
  /** Price at which the idea is wrong, decimal text. */
  readonly stop: string;
  readonly targets: readonly Target[];
  /** Percent of equity to lose when the stop is hit. */
  readonly riskPct: number;
  readonly expiresAt: Instant;
  readonly invalidation?: Trigger | undefined;
  readonly exits: ExitPlan;
  readonly thesis: string;
  /** What speaks against it, in a sentence. */
  readonly against?: string | undefined;
  readonly pattern?: string | undefined;
  readonly regime?: string | undefined;
  /** 0–100. */
  readonly score?: number | undefined;
  readonly evidence: readonly string[];
  /** Price when it was proposed; approvals compare against it. */
  readonly referencePrice: string;
}

const CONDITION_STATUSES = [
  'proposed', // waits for an answer
  'rejected', // a human said no
  'expired', // nobody answered, or the trigger did not come, in time
  'superseded', // a newer proposal took its place
  'armed', // approved; the sniper watches
  'disarmed', // approved, then taken back, or invalidated
  'triggered', // the trigger became true; its entry order or position is at work
  'denied', // the trigger became true and a guard said no
  'closed', // its round trip is over, or its entry came to nothing
] as const;
export type ConditionStatus = (typeof CONDITION_STATUSES)[number];

/** Which status may follow which; everything else is refused. */
export const CONDITION_MOVES: Record<ConditionStatus, readonly ConditionStatus[]> = {
  proposed: ['armed', 'rejected', 'expired', 'superseded'],
  rejected: [],
  expired: [],
  superseded: [],
  armed: ['triggered', 'denied', 'disarmed', 'expired', 'superseded'],
  disarmed: [],
  triggered: ['closed'],
  denied: [],
  closed: [],
};

export interface Condition extends ConditionDraft {
  readonly id: string;
  readonly deskId: string;
  readonly accountId: string;
  readonly strategist: string;
  readonly status: ConditionStatus;
  /** Hash of everything that an approval approves. */
  readonly paramsHash: string;
  /** Risk in quote at proposal, decimal: what the policy's bands looked at. */
  readonly riskAmount: Decimal;
  readonly createdAt: Instant;
}

type Bound = Pick<ConditionDraft, 'market' | 'side' | 'entry' | 'stop' | 'targets' | 'riskPct' | 'expiresAt' | 'invalidation' | 'exits'> & {
  readonly deskId: string;
  readonly accountId: string;
};

/** By its exit plan: what was hashed last. A condition is asked for its hash when it is proposed, when it is armed and when it triggers. */
const hashed = new WeakMap<ExitPlan, { readonly bound: Bound; readonly hash: string }>();

/** The exact parameters an approval is bound to: whoever changes one of them needs a new approval. */
export function paramsHashOf(draft: ConditionDraft, deskId: string, accountId: string): string {
  const { market, side, entry, stop, targets, riskPct, expiresAt, invalidation, exits } = draft;
  const known = hashed.get(exits);
  if (known !== undefined && isSame(known.bound, draft, deskId, accountId)) return known.hash;
  const bound: Bound = { accountId, deskId, entry, exits, expiresAt, invalidation, market, riskPct, side, stop, targets };
  const hash = sha256(canonicalJson(bound));
  hashed.set(exits, { bound, hash });
  return hash;
}

/** Whether these are the very values that were hashed; what lies within them is never changed in place. */
const isSame = (bound: Bound, draft: ConditionDraft, deskId: string, accountId: string): boolean =>
  bound.exits === draft.exits &&
  bound.entry === draft.entry &&
  bound.targets === draft.targets &&
  bound.invalidation === draft.invalidation &&
  bound.stop === draft.stop &&
  bound.riskPct === draft.riskPct &&
  bound.expiresAt === draft.expiresAt &&
  bound.side === draft.side &&
  bound.market === draft.market &&
  bound.deskId === deskId &&
  bound.accountId === accountId;
