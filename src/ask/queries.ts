import type { Query } from './query.ts';
import { analysts } from './tools/analysts.ts';
import { balances } from './tools/balances.ts';
import { conditions } from './tools/conditions.ts';
import { events } from './tools/events.ts';
import { learned } from './tools/learned.ts';
import { pnl } from './tools/pnl.ts';
import { positions } from './tools/positions.ts';
import { scores } from './tools/scores.ts';
import { spending } from './tools/spending.ts';
import { trade } from './tools/trade.ts';
import { trades } from './tools/trades.ts';
import { why } from './tools/why.ts';

/** Everything that can be looked up to answer a question. */
export const QUERIES: readonly Query[] = [
  trades,
  trade,
  conditions,
  why,
  pnl,
  scores,
  positions,
  balances,
  learned,
  analysts,
  spending,
  events,
];
