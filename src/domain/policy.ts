import { type Decimal, decimal, fromNumber, isMore, isPositive, multiply } from './decimal.ts';

/** What a standing policy says to a proposal: armed without asking, a human is asked, refused without asking. */
export type Band = 'auto' | 'ask' | 'never';

/** A desk's standing policy (A3). Percents are of equity, and of the money at risk. */
export interface ApprovalPolicy {
  /** Up to and including this, no human is asked; 0 asks always. */
  readonly autoUpToPct: number;
  /** Above this, never; exactly this is still asked. */
  readonly neverAbovePct: number;
  /** Everything up to `neverAbovePct` is auto; paper only. */
  readonly autopilot: boolean;
}

/**
 * The band of a proposal that risks `riskAmount`, both amounts in quote. In this order: no equity or nothing at risk is never, because a figure
 * like that is wrong; risk > never-above is never, in every mode and on autopilot; live is ask; autopilot is auto; risk ≤ auto-up-to is auto; the
 * rest is ask. Compared exactly, without a division. Throws RangeError when a percent is not finite.
 */
export function bandOf(riskAmount: Decimal, equity: Decimal, policy: ApprovalPolicy, mode: 'paper' | 'live'): Band {
  if (!isPositive(equity) || !isPositive(riskAmount)) return 'never';
  const risk = multiply(riskAmount, HUNDRED);
  const isAbove = (pct: number): boolean => isMore(risk, multiply(equity, fromNumber(pct, 8)));
  if (isAbove(policy.neverAbovePct)) return 'never';
  if (mode !== 'paper') return 'ask';
  return policy.autopilot || !isAbove(policy.autoUpToPct) ? 'auto' : 'ask';
}

const HUNDRED = decimal('100');
