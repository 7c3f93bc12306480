import Database from 'better-sqlite3';
import { type Rng, seededRng } from '#src/domain/rng.ts';

type Cell = string | number | null;
type Row = Record<string, Cell>;

/** What was done, the rows that it was done to as they were, and those of them that stand under another event or key now. */
interface Struck {
  readonly what: string;
  readonly rows: readonly Row[];
  readonly moved?: readonly Row[];
}

interface Column {
  readonly name: string;
  readonly type: string;
  readonly notnull: number;
  readonly pk: number;
}

/** What was done to the file, and where that must show. */
export interface Strike {
  readonly what: string;
  readonly act: 'edit' | 'delete' | 'swap' | 'reorder' | 'truncate';
  readonly table: string;
  /** Keys of the rows that are no longer as they were, parts joined by `/`. */
  readonly keys: readonly string[];
  /** The first event that is no longer as it was, or whose row is not; undefined for rows that come from no event. */
  readonly firstSeq: number | undefined;
  /** Events that rows were moved to: a row that does not belong there may be named after them too. */
  readonly movedTo: readonly number[];
}

const ACTS = ['edit', 'delete', 'swap', 'reorder', 'truncate'] as const;
/** Most rows of one reorder or one truncation. */
const MOST_ROWS = 6;

/** Somebody with the file and a database tool: no triggers, no foreign keys, no check constraints in the way. */
export class Vandal implements Disposable {
  readonly db: Database.Database;
  readonly #rng: Rng;

  constructor(path: string, seed = 1) {
    this.#rng = seededRng(seed);
    this.db = new Database(path);
    this.db.pragma('foreign_keys = OFF');
    this.db.pragma('ignore_check_constraints = ON');
    for (const name of this.db.prepare("select name from sqlite_schema where type = 'trigger'").pluck().all())
      this.db.exec(`drop trigger "${name}"`);
  }

  /** Changes the data of one event, and leaves its hash. */
  editEvent(where: string, path: string, value: Cell): number {
    const seq = this.seqOf(where);
    this.db.prepare('update event set data = json_set(data, ?, ?) where seq = ?').run(path, value, seq);
    return seq;
  }

  seqOf(where: string): number {
    const seq = this.db.prepare(`select seq from event where ${where} order by seq limit 1`).pluck().get();
    if (typeof seq !== 'number') throw new Error(`there is no event where ${where}`);
    return seq;
  }

  /** One edit, delete, swap, reorder or truncation of rows anywhere. */
  strike(): Strike {
    for (;;) {
      const table = this.#pick(this.#tables());
      const columns = this.db.pragma(`table_info("${table}")`) as Column[];
      const act = this.#pick(ACTS);
      const done = this.#strikes[act](table, columns);
      if (done === undefined) continue;
      const keys = done.rows.map((row) => keyOf(columns, row).key.join('/'));
      const [seqs, movedTo] = [seqsOf(done.rows), seqsOf(done.moved ?? [])];
      return { what: done.what, act, table, keys, firstSeq: seqs.length === 0 ? undefined : Math.min(...seqs), movedTo };
    }
  }

  [Symbol.dispose](): void {
    this.db.close();
  }

  #tables(): string[] {
    const names = this.db
      .prepare("select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' order by name")
      .pluck()
      .all() as string[];
    return names.filter((name) => this.db.prepare(`select 1 from "${name}" limit 1`).get() !== undefined);
  }

  readonly #strikes: Readonly<Record<Strike['act'], (table: string, columns: readonly Column[]) => Struck | undefined>> = {
    edit: (table, columns) => this.#edit(table, columns),
    delete: (table, columns) => this.#delete(table, [this.#row(table)], columns),
    swap: (table, columns) => this.#swap(table, columns),
    reorder: (table, columns) => this.#reorder(table, columns),
    truncate: (table, columns) => this.#delete(table, this.#last(table, columns), columns),
  };

  #edit(table: string, columns: readonly Column[]): Struck | undefined {
    const row = this.#row(table);
    const column = this.#pick(columns);
    const value = this.#changed(row[column.name] ?? null, column);
    if (value === row[column.name]) return undefined;
    const { where, key } = keyOf(columns, row);
    if (!this.#try(() => this.db.prepare(`update "${table}" set "${column.name}" = ? where ${where}`).run(value, ...key))) return undefined;
    // Under another number or key it is missing where it was, and does not belong where it is.
    const moved = column.pk > 0 || column.name === 'seq' ? [{ ...row, [column.name]: value }] : [];
    return { what: `edit ${table} ${key.join('/')}: ${column.name} ${row[column.name]} → ${value}`, rows: [row], moved };
  }

  #delete(table: string, rows: readonly Row[], columns: readonly Column[]): Struck {
    for (const row of rows) {
      const { where, key } = keyOf(columns, row);
      this.db.prepare(`delete from "${table}" where ${where}`).run(...key);
    }
    return { what: `delete ${table} ${rows.map((row) => keyOf(columns, row).key.join('/')).join(', ')}`, rows };
  }

  /** Swaps one column of two rows, or everything but their keys. */
  #swap(table: string, columns: readonly Column[]): Struck | undefined {
    const others = columns.filter(({ pk }) => pk === 0);
    return this.#move(table, columns, [this.#row(table), this.#row(table)], this.#rng.next() < 0.5 ? others : [this.#pick(others)]);
  }

  /** Rows that stand one after the other: the last comes first, each other one a place later. Keys stay where they are. */
  #reorder(table: string, columns: readonly Column[]): Struck | undefined {
    const all = this.#sorted(table, columns, 'asc');
    const count = 3 + Math.floor(this.#rng.next() * (MOST_ROWS - 2));
    const at = Math.floor(this.#rng.next() * (all.length - count + 1));
    const rows = all.slice(Math.max(0, at), Math.max(0, at) + count);
    return this.#move(
      table,
      columns,
      rows,
      columns.filter(({ pk }) => pk === 0),
    );
  }

  /** What stands in `moved` of each row comes from the row before it, in the first from the last. */
  #move(table: string, columns: readonly Column[], rows: readonly Row[], moved: readonly (Column | undefined)[]): Struck | undefined {
    const names = moved.flatMap((column) => column?.name ?? []);
    const from = (index: number): Row => rows.at(index - 1) as Row;
    const struck = rows.filter((row, index) => names.some((name) => row[name] !== from(index)[name]));
    if (struck.length === 0) return undefined;
    const set = names.map((name) => `"${name}" = ?`).join(', ');
    const write = (to: Row, cells: Row): void => {
      const { where, key } = keyOf(columns, to);
      this.db.prepare(`update "${table}" set ${set} where ${where}`).run(...names.map((name) => cells[name] ?? null), ...key);
    };
    const done = this.#try(() => {
      // A unique column has to step aside for a moment.
      for (const row of rows)
        write(row, Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, typeof cell === 'string' ? `${cell}~` : cell])));
      for (const [index, row] of rows.entries()) write(row, from(index));
    });
    // Where the number of the event moves with the rest, the row may be named after the one that it has now.
    const there = names.includes('seq') ? struck.map((row) => ({ ...row, seq: from(rows.indexOf(row)).seq ?? null })) : [];
    const places = struck.map((row) => keyOf(columns, row).key.join('/')).join(', ');
    return done ? { what: `move ${table} ${places}: ${names.join(', ')}`, rows: struck, moved: there } : undefined;
  }

  #last(table: string, columns: readonly Column[]): Row[] {
    return this.#sorted(table, columns, 'desc').slice(0, 1 + Math.floor(this.#rng.next() * MOST_ROWS));
  }

  #sorted(table: string, columns: readonly Column[], direction: 'asc' | 'desc'): Row[] {
    const order = columns.some(({ name }) => name === 'seq') ? ['seq', ...keyNames(columns)] : keyNames(columns);
    return this.db.prepare(`select * from "${table}" order by ${order.map((name) => `"${name}" ${direction}`).join(', ')}`).all() as Row[];
  }

  #changed(value: Cell, { type, notnull, pk }: Column): Cell {
    if (value === null) return type === 'TEXT' ? 'x' : 7;
    if (notnull === 0 && pk === 0 && this.#rng.next() < 0.2) return null;
    if (typeof value === 'number')
      return type === 'REAL' ? value + this.#pick([0.1, -1, 1e-9, value * 2 ** -52 || 1]) : value + this.#pick([1, -1, 1000]);
    return this.#changedText(value);
  }

  #changedText(value: string): string {
    const at = Math.floor(this.#rng.next() * value.length);
    switch (this.#pick(['digit', 'append', 'cut', 'case', 'empty', 'garbage'] as const)) {
      case 'digit': {
        const digit = value.slice(at).search(/\d/);
        if (digit < 0) return `${value}0`;
        const place = at + digit;
        return value.slice(0, place) + ((Number(value[place]) + 1) % 10) + value.slice(place + 1);
      }
      case 'append':
        return `${value}${this.#pick(['0', ' ', '.0', '}', '\u0000'])}`;
      case 'cut':
        return value.slice(0, at) + value.slice(at + 1);
      case 'case':
        return value === value.toUpperCase() ? value.toLowerCase() : value.toUpperCase();
      case 'empty':
        return '';
      case 'garbage':
        return this.#pick(['NaN', '{', '[1', '\u{1f4a5}', '1e400', '-5', 'null', "'; drop table fill; --"]);
    }
  }

  #row(table: string): Row {
    const count = this.db.prepare(`select count(*) from "${table}"`).pluck().get() as number;
    return this.db.prepare(`select * from "${table}" limit 1 offset ?`).get(Math.floor(this.#rng.next() * count)) as Row;
  }

  /** False when a unique or not-null constraint stands in the way; then nothing was changed. */
  #try(work: () => void): boolean {
    try {
      this.db.transaction(work)();
      return true;
    } catch (error) {
      if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_CONSTRAINT')) return false;
      throw error;
    }
  }

  #pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.#rng.next() * from.length)] as T;
  }
}

const seqsOf = (rows: readonly Row[]): number[] => rows.flatMap(({ seq }) => (typeof seq === 'number' ? [seq] : []));

const keyNames = (columns: readonly Column[]): string[] => columns.filter(({ pk }) => pk > 0).map(({ name }) => name);

function keyOf(columns: readonly Column[], row: Row): { where: string; key: Cell[] } {
  const names = keyNames(columns);
  return { where: names.map((name) => `"${name}" = ?`).join(' and '), key: names.map((name) => row[name] ?? null) };
}
