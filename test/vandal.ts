import Database from 'better-sqlite3';
import { type Rng, seededRng } from '#src/domain/rng.ts';

type Cell = string | number | null;
type Row = Record<string, Cell>;

interface Column {
  readonly name: string;
  readonly type: string;
  readonly notnull: number;
  readonly pk: number;
}

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

  /** One edit, delete or swap of a single row or pair of rows anywhere. Says what it was. */
  strike(): string {
    for (;;) {
      const table = this.#pick(this.#tables());
      const columns = this.db.pragma(`table_info("${table}")`) as Column[];
      const act = this.#pick(['edit', 'delete', 'swap'] as const);
      const done =
        act === 'edit' ? this.#edit(table, columns) : act === 'delete' ? this.#delete(table, columns) : this.#swap(table, columns);
      if (done !== undefined) return done;
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

  #edit(table: string, columns: readonly Column[]): string | undefined {
    const row = this.#row(table);
    const column = this.#pick(columns);
    const value = this.#changed(row[column.name] ?? null, column);
    if (value === row[column.name]) return undefined;
    const { where, key } = keyOf(columns, row);
    if (!this.#try(() => this.db.prepare(`update "${table}" set "${column.name}" = ? where ${where}`).run(value, ...key))) return undefined;
    return `edit ${table} ${key.join('/')}: ${column.name} ${row[column.name]} → ${value}`;
  }

  #delete(table: string, columns: readonly Column[]): string | undefined {
    const { where, key } = keyOf(columns, this.#row(table));
    this.db.prepare(`delete from "${table}" where ${where}`).run(...key);
    return `delete ${table} ${key.join('/')}`;
  }

  /** Swaps one column of two rows, or everything but their keys. */
  #swap(table: string, columns: readonly Column[]): string | undefined {
    const [a, b] = [this.#row(table), this.#row(table)];
    const others = columns.filter(({ pk }) => pk === 0);
    const swapped = this.#rng.next() < 0.5 ? others : [this.#pick(others)];
    if (swapped.every(({ name }) => a[name] === b[name])) return undefined;
    const set = swapped.map(({ name }) => `"${name}" = ?`).join(', ');
    const write = (to: Row, from: Row): void => {
      const { where, key } = keyOf(columns, to);
      this.db.prepare(`update "${table}" set ${set} where ${where}`).run(...swapped.map(({ name }) => from[name] ?? null), ...key);
    };
    // A unique column has to step aside for a moment.
    const aside = Object.fromEntries(Object.entries(a).map(([name, cell]) => [name, typeof cell === 'string' ? `${cell}~` : cell]));
    const done = this.#try(() => {
      write(a, aside);
      write(b, a);
      write(a, b);
    });
    return done
      ? `swap ${table} ${keyOf(columns, a).key.join('/')} and ${keyOf(columns, b).key.join('/')}: ${swapped.map(({ name }) => name).join(', ')}`
      : undefined;
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

function keyOf(columns: readonly Column[], row: Row): { where: string; key: Cell[] } {
  const names = columns.filter(({ pk }) => pk > 0).map(({ name }) => name);
  return { where: names.map((name) => `"${name}" = ?`).join(' and '), key: names.map((name) => row[name] ?? null) };
}
