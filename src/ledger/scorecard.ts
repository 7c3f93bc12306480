import { setImmediate } from 'node:timers/promises';
import { decimal } from '#src/domain/decimal.ts';
import { rOf } from '#src/domain/trade.ts';
import type { Reader } from './core.ts';
import type { Memory } from './memory.ts';

/** Rows between two pauses: a long history is counted while everything else goes on. */
const PAGE = 2_000;

/** Who said yes or no to a proposal. */
type Answerer = 'people' | 'policy';

/** Why something was followed without money instead of traded. */
const UNTRADED = ['rejected', 'expired', 'benched'] as const;
export type Untraded = (typeof UNTRADED)[number];

/** Results in R of trades that all weigh the same; `m2` is the sum of squares around the mean (Welford). */
export interface Results {
  readonly trades: number;
  readonly wins: number;
  readonly meanR: number;
  readonly m2: number;
}

/** What became of the proposals of a strategist at a desk. */
export interface Scorecard {
  readonly deskId: string;
  readonly strategist: string;
  proposals: number;
  waiting: number;
  approved: Record<Answerer, number>;
  rejected: Record<Answerer, number>;
  /** Nobody answered in time. */
  expired: number;
  /** Approved, but the trigger did not come in time. */
  lapsed: number;
  superseded: number;
  disarmed: number;
  triggered: number;
  /** The trigger came and a guard said no, by guard. */
  denied: Map<string, number>;
  results: Record<Answerer, Results>;
  /** What was not traded would have made, on paper and without money. */
  untraded: Record<Untraded, Results>;
}

interface ConditionFacts {
  readonly row: number;
  readonly id: string;
  readonly desk_id: string;
  readonly strategist: string;
  readonly status: string;
  readonly decision: string | null;
  readonly auto: number | null;
  readonly guard: string | null;
}

interface TradeFacts {
  readonly row: number;
  readonly desk_id: string;
  readonly strategist: string;
  readonly pnl: string;
  readonly planned_risk: string;
  readonly auto: number | null;
}

const CONDITION = `select c.rowid as row, c.id, c.desk_id, c.strategist, c.status, a.decision, a.actor = 'policy' as auto,
  case when c.status = 'denied' then
    (select json_extract(e.data, '$.guard') from event e where e.subject = c.id and e.kind = 'condition.denied') end as guard
  from condition c left join approval a on a.condition_id = c.id`;
const TRADE = `select t.rowid as row, t.desk_id, t.strategist, t.pnl, t.planned_risk, a.actor = 'policy' as auto
  from trade t left join approval a on a.condition_id = t.condition_id where t.rowid > ? order by t.rowid limit ?`;

/** Those that ended with a result. Whole at each look: they close in any order, and are few. */
const SHADOWS = `select c.desk_id, c.strategist, s.why, count(*) as n, sum(s.r > 0) as wins, sum(s.r) as sum, sum(s.r * s.r) as squares
  from shadow s join condition c on c.id = s.condition_id
  where s.status = 'closed' and s.why in (${UNTRADED.map((why) => `'${why}'`).join(', ')}) group by c.desk_id, c.strategist, s.why`;

interface ShadowFacts {
  readonly desk_id: string;
  readonly strategist: string;
  readonly why: Untraded;
  readonly n: number;
  readonly wins: number;
  readonly sum: number;
  readonly squares: number;
}

/** What was counted so far: what is over stays as it is, what was live is looked at again. */
interface Count {
  readonly cards: Map<string, Scorecard>;
  live: Set<string>;
  condition: number;
  trade: number;
}

const counts = new WeakMap<Memory, Promise<Count>>();

/**
 * The scorecards of all desks and strategists. Counted from the rows once, in pages with pauses, and from then on only what is new; a rolled back
 * transaction begins anew.
 */
export async function scorecards(ledger: Reader & { readonly memory: Memory }): Promise<Scorecard[]> {
  const { memory } = ledger;
  const before = counts.get(memory) ?? Promise.resolve({ cards: new Map(), live: new Set<string>(), condition: 0, trade: 0 });
  // One after the other: two who ask at once must not count the same twice.
  const counting = before.then((count) => goOn(ledger, count));
  counts.set(memory, counting);
  try {
    const { cards, live } = await counting;
    return withLive(ledger, cards, live);
  } catch (error) {
    counts.delete(memory);
    throw error;
  }
}

async function goOn(ledger: Reader, count: Count): Promise<Count> {
  for (const id of [...count.live]) {
    const [facts] = ledger.all<ConditionFacts>(`${CONDITION} where c.id = ?`, id);
    if (facts !== undefined && isLive(facts)) continue;
    count.live.delete(id);
    if (facts !== undefined) countCondition(count.cards, facts);
  }
  for (;;) {
    const page = ledger.all<ConditionFacts>(`${CONDITION} where c.rowid > ? order by c.rowid limit ?`, count.condition, PAGE);
    for (const facts of page) {
      count.condition = facts.row;
      if (isLive(facts)) count.live.add(facts.id);
      else countCondition(count.cards, facts);
    }
    if (page.length < PAGE) break;
    await setImmediate();
  }
  for (;;) {
    const page = ledger.all<TradeFacts>(TRADE, count.trade, PAGE);
    for (const facts of page) {
      count.trade = facts.row;
      countTrade(count.cards, facts);
    }
    if (page.length < PAGE) return count;
    await setImmediate();
  }
}

const isLive = ({ status }: ConditionFacts): boolean => status === 'proposed' || status === 'armed' || status === 'triggered';

/** The cards with what is still live, without keeping it: it changes. */
function withLive(ledger: Reader, cards: ReadonlyMap<string, Scorecard>, live: ReadonlySet<string>): Scorecard[] {
  const whole = new Map([...cards].map(([key, card]) => [key, structuredClone(card)]));
  for (const id of live) for (const facts of ledger.all<ConditionFacts>(`${CONDITION} where c.id = ?`, id)) countCondition(whole, facts);
  for (const facts of ledger.all<ShadowFacts>(SHADOWS)) cardFor(whole, facts).untraded[facts.why] = resultsOf(facts);
  return [...whole.values()].sort((a, b) => (`${a.deskId} ${a.strategist}` < `${b.deskId} ${b.strategist}` ? -1 : 1));
}

function cardFor(cards: Map<string, Scorecard>, { desk_id: deskId, strategist }: { desk_id: string; strategist: string }): Scorecard {
  const key = `${deskId}|${strategist}`;
  let card = cards.get(key);
  if (card === undefined) {
    const none = { trades: 0, wins: 0, meanR: 0, m2: 0 };
    card = {
      deskId,
      strategist,
      proposals: 0,
      waiting: 0,
      approved: { people: 0, policy: 0 },
      rejected: { people: 0, policy: 0 },
      expired: 0,
      lapsed: 0,
      superseded: 0,
      disarmed: 0,
      triggered: 0,
      denied: new Map(),
      results: { people: none, policy: none },
      untraded: { rejected: none, expired: none, benched: none },
    };
    cards.set(key, card);
  }
  return card;
}

const answererOf = (auto: number | null): Answerer => (auto === 1 ? 'policy' : 'people');

function countCondition(cards: Map<string, Scorecard>, facts: ConditionFacts): void {
  const card = cardFor(cards, facts);
  const { status, decision, auto, guard } = facts;
  card.proposals++;
  if (decision === 'approve') card.approved[answererOf(auto)]++;
  if (decision === 'reject') card.rejected[answererOf(auto)]++;
  if (status === 'proposed') card.waiting++;
  if (status === 'expired') card[decision === 'approve' ? 'lapsed' : 'expired']++;
  if (status === 'superseded') card.superseded++;
  if (status === 'disarmed') card.disarmed++;
  if (status === 'triggered' || status === 'closed' || status === 'denied') card.triggered++;
  if (status === 'denied') card.denied.set(guard ?? 'unknown', (card.denied.get(guard ?? 'unknown') ?? 0) + 1);
}

function countTrade(cards: Map<string, Scorecard>, facts: TradeFacts): void {
  const card = cardFor(cards, facts);
  const who = answererOf(facts.auto);
  card.results[who] = plus(card.results[who], rOf({ pnl: decimal(facts.pnl), plannedRisk: decimal(facts.planned_risk) }));
}

/** From sums: n results with the sum s and the sum of squares q have the mean s ÷ n and q − s² ÷ n around it. */
const resultsOf = ({ n, wins, sum, squares }: ShadowFacts): Results => ({
  trades: n,
  wins,
  meanR: sum / n,
  m2: Math.max(0, squares - (sum * sum) / n),
});

function plus({ trades, wins, meanR, m2 }: Results, r: number): Results {
  const away = r - meanR;
  const mean = meanR + away / (trades + 1);
  return { trades: trades + 1, wins: wins + (r > 0 ? 1 : 0), meanR: mean, m2: m2 + away * (r - mean) };
}

/** Two groups of trades as one (Chan, Golub and LeVeque 1979). */
export function joined(a: Results, b: Results): Results {
  const trades = a.trades + b.trades;
  if (trades === 0) return a;
  const away = b.meanR - a.meanR;
  return {
    trades,
    wins: a.wins + b.wins,
    meanR: a.meanR + (away * b.trades) / trades,
    m2: a.m2 + b.m2 + (away * away * a.trades * b.trades) / trades,
  };
}
