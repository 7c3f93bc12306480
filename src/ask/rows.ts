import { z } from 'zod';
import { toIso } from '#src/domain/clock.ts';
import type { Condition } from '#src/domain/condition.ts';
import { toText } from '#src/domain/decimal.ts';
import { type Json, jsonOf } from '#src/domain/hash.ts';
import { rOf, type Trade } from '#src/domain/trade.ts';
import { type Found, isStrategist } from '#src/ledger/search.ts';
import type { Books } from './query.ts';

/** No query answers with more rows than this. */
export const MOST_ROWS = 20;
/** A sentence of the ledger in a result. */
const LONGEST_TEXT = 300;

export const howMany = z.int().min(1).max(MOST_ROWS).describe(`most rows, up to ${MOST_ROWS}`);
export const marketArg = z.string().max(30).nullable().describe('one of the markets, null: all');
export const strategistArg = z.string().max(60).nullable().describe('name of a strategist as rows show it, null: all');

/** An event as it is cited. */
export const eventId = (seq: number): string => `#${seq}`;

export const cut = (text: string): string => (text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT - 1)}…`);

/** A statistic, not money: four digits behind the point. */
export const stat = (value: number): number => Math.round(value * 1e4) / 1e4;

/** The market that is meant; undefined for all. Throws for one that the desk does not have: what a model says is not passed on. */
export function marketIn({ reader }: Books, market: string | null): string | undefined {
  if (market === null) return undefined;
  if (!reader.memory.markets.has(market))
    throw new Error(`there is no such market; there are ${[...reader.memory.markets.keys()].join(', ')}`);
  return market;
}

/** The strategist that is meant; undefined for all. Throws for a name that nothing was ever proposed under. */
export function strategistIn({ reader }: Books, strategist: string | null): string | undefined {
  if (strategist === null) return undefined;
  if (!isStrategist(reader, strategist)) throw new Error('there is no such strategist; rows show their names');
  return strategist;
}

export const tradeJson = ({ seq, row }: Found<Trade>): Json => ({
  id: row.id,
  condition: row.conditionId,
  event: eventId(seq),
  market: row.market,
  side: row.side,
  strategist: row.strategist,
  pattern: row.pattern,
  regime: row.regime,
  opened: toIso(row.openedAt),
  closed: toIso(row.closedAt),
  exit: row.exitReason,
  amount: toText(row.amount),
  entry_price: toText(row.entryPrice),
  exit_price: toText(row.exitPrice),
  fees: toText(row.fees),
  funding: toText(row.funding),
  pnl: toText(row.pnl),
  planned_risk: toText(row.plannedRisk),
  r: stat(rOf(row)),
});

export const conditionJson = ({ seq, row }: Found<Condition>): Json => ({
  id: row.id,
  event: eventId(seq),
  status: row.status,
  market: row.market,
  side: row.side,
  strategist: row.strategist,
  entry: jsonOf(row.entry),
  stop: row.stop,
  targets: row.targets.map(({ price, sharePct }) => ({ price, share_pct: sharePct })),
  risk_pct: row.riskPct,
  risk_amount: toText(row.riskAmount),
  pattern: row.pattern ?? null,
  regime: row.regime ?? null,
  score: row.score ?? null,
  thesis: cut(row.thesis),
  proposed: toIso(row.createdAt),
  expires: toIso(row.expiresAt),
});
