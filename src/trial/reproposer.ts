import type { Condition } from '#src/domain/condition.ts';
import { type ConditionRow, conditionOf } from '#src/ledger/conditions.ts';
import type { Decision, Strategist } from '#src/strategist/port.ts';
import { timeframesOf } from '#src/triggers/needs.ts';
import type { MarketTurn } from './question.ts';

type Bias = ReturnType<ReturnType<Strategist['forMarket']>['bias']>;

const NOTHING: Decision = { outcome: 'nothing', reasons: ['nothing was proposed then'], drafts: [] };

/**
 * Proposes again what a ledger says was proposed, with the same prices and the same end, at the close of the first minute after its time. So what is
 * tried does not hang on whether the strategist would say the same again: a language model would not. It leans as the desk's strategist leaned then.
 */
export function reproposer(rows: readonly ConditionRow[], turns: readonly MarketTurn[] = []): Strategist {
  const byMarket = Map.groupBy(rows.map(conditionOf), ({ market }) => market);
  return {
    name: rows[0]?.strategist ?? 'again',
    forMarket({ symbol }) {
      const waiting = [...(byMarket.get(symbol) ?? [])].sort((a, b) => a.createdAt - b.createdAt);
      const ahead = turns.filter(({ market }) => market === symbol);
      let next = 0;
      let bias: Bias = 'neutral';
      return {
        timeframes: [
          ...new Set(
            waiting.flatMap(({ entry, invalidation }) => [...timeframesOf(entry), ...(invalidation ? timeframesOf(invalidation) : [])]),
          ),
        ],
        asks: '1m',
        candle: () => undefined,
        decide({ now }) {
          while ((ahead[0]?.at ?? Number.POSITIVE_INFINITY) <= now) bias = sideOf(ahead.shift()?.after);
          const drafts: Condition[] = [];
          for (; (waiting[next]?.createdAt ?? Number.POSITIVE_INFINITY) <= now; next++) drafts.push(waiting[next] as Condition);
          return drafts.length === 0 ? NOTHING : { outcome: 'proposed', reasons: ['proposed again'], drafts: drafts.map(draftOf) };
        },
        bias: () => bias,
      };
    },
  };
}

const sideOf = (after: string | undefined): Bias => (after === 'long' || after === 'short' ? after : 'neutral');

/** A condition without what Heron added to the draft. */
function draftOf(condition: Condition): Decision['drafts'][number] {
  const {
    id: _i,
    deskId: _d,
    accountId: _a,
    strategist: _s,
    status: _t,
    paramsHash: _p,
    riskAmount: _r,
    createdAt: _c,
    ...draft
  } = condition;
  return draft;
}
