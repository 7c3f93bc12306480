import { canonicalJson, type Json, sha256 } from '#src/domain/hash.ts';
import type { Core, Reader } from './core.ts';

/** Columns that a later migration added, with what they hold in older rows: a seal leaves such a value out, so that older seals stay right. */
const ADDED: readonly (readonly [column: string, value: string | number | null])[] = [
  ['action', 'send'],
  ['kind', 'system'],
  ['priority', 50],
  ['card', null],
  ['message_ref', null],
  ['merged_into', null],
];

/** Rows that no event can rebuild (what was said, what was delivered, which job ran) carry a hash of themselves, so that an edit shows. */
export const sealOf = (row: SomeRow): string => sha256(canonicalJson(sealedPart(row) as Json)).slice(0, 32);

type SomeRow = Readonly<Record<string, string | number | null>>;

/** What a seal covers: most rows as they are, and no copy is made of those. */
function sealedPart(row: SomeRow): SomeRow {
  if (row.seal === undefined && ADDED.every(([column, value]) => row[column] !== value)) return row;
  const { seal: _, ...rest }: Record<string, string | number | null> = row;
  for (const [column, value] of ADDED) if (rest[column] === value) delete rest[column];
  return rest;
}

const PAGE = 1_000;

export const SEALED = ['trace', 'outbox', 'inbox', 'job_run', 'button', 'candle_block'] as const;

type SealedRow = SomeRow & { readonly id: number; readonly seal: string };

/** A sealed row that does not fit its seal, or a number that is missing although it was once given out. */
export interface SealBreak {
  readonly table: (typeof SEALED)[number];
  readonly id: number;
  readonly expected: string;
  readonly found: string;
}

/** Key in `meta` under which the highest number that was pruned stands, so that a row that is missing before it is known from one that was deleted. */
const prunedKey = (table: (typeof SEALED)[number]): string => `pruned.${table}`;

export const PRUNED_KEYS: readonly string[] = SEALED.map(prunedKey);

/** Remembers that rows up to `id` were pruned. */
export function recordPruned(tx: Pick<Core, 'run'>, table: (typeof SEALED)[number], id: number): void {
  tx.run('insert or replace into meta (key, value) values (?, ?)', prunedKey(table), String(id));
}

const prunedUpTo = (ledger: Reader, table: (typeof SEALED)[number]): string =>
  ledger.get<{ value: string }>('select value from meta where key = ?', prunedKey(table))?.value ?? '0';

/** Checks every sealed row, and that no row is missing: pruning takes only the oldest, and says up to which. */
export const findSealBreaks = (ledger: Reader): SealBreak[] => SEALED.flatMap((table) => breaksIn(ledger, table));

function breaksIn(ledger: Reader, table: (typeof SEALED)[number]): SealBreak[] {
  const pruned = prunedUpTo(ledger, table);
  if (!/^\d{1,15}$/.test(pruned)) return [{ table, id: 0, expected: 'the number of the newest pruned row', found: `"${pruned}"` }];
  const breaks: SealBreak[] = [];
  let before = Number(pruned);
  for (let cursor = Number.MIN_SAFE_INTEGER; ; ) {
    const rows = ledger.all<SealedRow>(`select * from ${table} where id > ? order by id limit ?`, cursor, PAGE);
    for (const row of rows) {
      const expected = sealOf(row);
      if (expected !== row.seal) breaks.push({ table, id: row.id, expected: `seal ${expected}`, found: `seal ${row.seal}` });
      if (row.id <= before) breaks.push({ table, id: row.id, expected: 'none', found: 'a row that was pruned' });
      else if (row.id !== before + 1) breaks.push({ table, id: before + 1, expected: 'a row', found: 'none' });
      before = Math.max(before, row.id);
    }
    if (rows.length < PAGE) break;
    cursor = rows.at(-1)?.id ?? before;
  }
  const last = ledger.get<{ seq: number }>('select seq from sqlite_sequence where name = ?', table)?.seq ?? 0;
  if (before !== last) breaks.push({ table, id: Math.max(before, last), expected: `row ${last} to be the last`, found: `row ${before}` });
  return breaks;
}
