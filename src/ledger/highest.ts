import type { IdPrefix } from '#src/domain/ids.ts';
import type { Reader } from './core.ts';

const TABLES: Record<IdPrefix, string> = {
  c: 'condition',
  o: 'order',
  t: 'trade',
  f: 'fill',
  a: 'approval',
  n: 'funding',
  s: 'schedule',
  d: 'finding',
  i: 'insight',
  e: 'adaptation',
  w: 'shadow',
  m: 'llm_call',
  q: 'news',
};

/** The highest number given out for each kind of id, so that a restart counts on. A trade's number is given with its first order. */
export function highestIds(ledger: Reader): Record<IdPrefix, number> {
  const highest = {} as Record<IdPrefix, number>;
  for (const [prefix, table] of Object.entries(TABLES) as [IdPrefix, string][]) {
    const column = prefix === 't' ? 'trade_id' : 'id';
    const source = prefix === 't' ? 'order' : table;
    const sql = `select max(cast(substr(${column}, 2) as integer)) as n from "${source}" where ${column} glob '${prefix}[0-9]*'`;
    highest[prefix] = ledger.get<{ n: number | null }>(sql)?.n ?? 0;
  }
  return highest;
}

/** Number of the last order that the paper venue named (`p12`), so that a restarted one counts on. */
export const lastPaperOrderNumber = (ledger: Reader): number =>
  ledger.get<{ n: number | null }>(
    `select max(cast(substr(venue_order_id, 2) as integer)) as n from "order" where venue_order_id glob 'p[0-9]*'`,
  )?.n ?? 0;
