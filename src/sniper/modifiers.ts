import { type Change, describeChange } from '#src/domain/adaptation.ts';
import type { Instant } from '#src/domain/clock.ts';
import type { Condition } from '#src/domain/condition.ts';
import type { MarketState } from '#src/domain/marketState.ts';
import { holds } from '#src/domain/rule.ts';
import { type Grade, type ScoreSettings, sizeFactorOfGrade } from '#src/domain/score.ts';
import type { Denial } from '#src/guards/guard.ts';
import { becauseOf } from '#src/ledger/adaptationEffects.ts';
import { changeOf, isInForce } from '#src/ledger/adaptations.ts';
import type { Memory } from '#src/ledger/memory.ts';
import { type Dimension, gradeNow } from '#src/ledger/scores.ts';

/** What counts for the size: how the market, the pattern and the regime of a condition have done. */
const SIZED_BY: readonly Dimension[] = ['market', 'pattern', 'regime'];

/** A factor for the size, and where it comes from: `market BTC/USDT`, `adaptation e3`, `normal`. */
interface Factor {
  readonly factor: number;
  readonly because: string;
}

/** An adaptation in force that says something to a condition, in words. */
interface Said {
  readonly id: string;
  readonly text: string;
}

/** What was learned makes of a condition: the scores of its market, pattern and regime, and the adaptations in force. */
export interface Modifier extends Factor {
  /** Adaptations in force that hold for it, in the order of their proposals. */
  readonly rules: readonly string[];
  /** A person is asked, because a rule of caution holds. */
  readonly caution?: Said;
  /** It may not be traded. */
  readonly denied?: Said;
}

/** The worst counts if any is below normal; favor counts once, and whoever sizes clamps it to the limits (LRN-3). */
export function modifierOf(memory: Memory, condition: Condition, scene: MarketState, now: Instant): Modifier {
  const { learning } = memory;
  const scored = learning === undefined ? [] : gradeFactors(memory, learning, condition, now);
  const factors = [...scored];
  const rules: string[] = [];
  let caution: Said | undefined;
  let denied: Said | undefined;
  for (const row of memory.adaptations.values()) {
    if (!isInForce(row) || row.desk_id !== condition.deskId) continue;
    const change = changeOf(row);
    if (!concerns(change, condition, scene)) continue;
    const { id } = row;
    rules.push(id);
    const factor = factorOf(change, learning);
    factors.push({ factor, because: becauseOf(id) });
    const said = { id, text: `${id} is in force: ${describeChange(change)}.` };
    if (factor === 0) denied ??= said;
    if (change.kind === 'rule' && change.action === 'caution') caution ??= said;
  }
  // What the scores bench alone would not have traded either: it is theirs, and no control of an adaptation.
  const isBenched = scored.some(({ factor }) => factor === 0);
  const rest = { rules, ...(caution && { caution }), ...(denied && !isBenched && { denied }) };
  return { ...decisive(factors, learning === undefined ? 'no scores' : 'normal'), ...rest };
}

/** Why it may not be traded at all, whoever approves it. */
export function barOf({ factor, because, denied }: Modifier): Denial | undefined {
  if (denied !== undefined) return { guard: 'adaptation', figure: denied.id, limit: 'not in force', text: denied.text };
  if (factor !== 0) return undefined;
  const text = `${because} is benched: its trades lost more than chance explains.`;
  return { guard: 'bench', figure: because, limit: 'not benched', text };
}

function decisive(factors: readonly Factor[], otherwise: string): Factor {
  let lowest: Factor = { factor: 1, because: otherwise };
  let highest = lowest;
  for (const one of factors) {
    if (one.factor < lowest.factor) lowest = one;
    if (one.factor > highest.factor) highest = one;
  }
  return lowest.factor < 1 ? lowest : highest;
}

function gradeFactors(memory: Memory, learning: ScoreSettings, condition: Condition, now: Instant): Factor[] {
  const keys: Partial<Record<Dimension, string>> = {
    market: condition.market,
    pattern: condition.pattern ?? 'none',
    regime: condition.regime ?? 'none',
  };
  return SIZED_BY.flatMap((dimension) => {
    const key = keys[dimension] ?? 'none';
    if (key === 'none') return [];
    const grade: Grade = gradeNow(memory.scores.get(`${condition.deskId}|${dimension}|${key}`), now);
    return [{ factor: sizeFactorOfGrade(grade, learning), because: `${dimension} ${key}` }];
  });
}

/** Whether a change is about a condition as it stands in its market. A parameter changes what is proposed, and no size. */
function concerns(change: Change, { market, pattern, regime }: Condition, scene: MarketState): boolean {
  switch (change.kind) {
    case 'market':
      return change.market === market;
    case 'pattern':
      return change.pattern === pattern;
    case 'rule':
      return holds(change.when, { ...scene, market, regime });
    case 'parameter':
      return false;
  }
}

/** Before anything was learned, nothing is favored and nothing reduced. */
function factorOf(change: Change, learning: ScoreSettings | undefined): number {
  if (change.kind === 'parameter') return 1;
  switch (change.action) {
    case 'bench':
    case 'deactivate':
    case 'no_trade':
      return 0;
    case 'favor':
    case 'boost':
      return learning?.favoredFactor ?? 1;
    case 'reduce':
      return learning?.reducedFactor ?? 1;
    case 'caution':
      return 1;
  }
}
