import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { relative } from 'node:path';
import Database from 'better-sqlite3';
import type { At } from '#test/hooks.ts';

/** What changes a disk, and how many of its arguments are paths. */
const CALLS = { renameSync: 2, rmSync: 1, linkSync: 2, writeFileSync: 1, writeSync: 0, fsyncSync: 0, chmodSync: 1, openSync: 1 } as const;

/** Statements that begin or end something; what lies between them changes nothing for anybody else. */
const STEPS = /^\s*(?:begin|commit|vacuum)\b/i;

type Call = (...args: unknown[]) => unknown;

/**
 * Hooks before each step that changes a file below a folder or brings a database there further: `rename heron.db to heron.db.before-#`, `commit in heron.db`.
 * From outside the product: its own calls are what is framed.
 */
export function hookDisk(folder: string, at: At): void {
  const nameOf = (path: unknown): string => relative(folder, String(path)).replaceAll(/\d+(?:T\d+Z)?/g, '#');
  const isHere = (path: unknown): boolean => String(path).startsWith(folder);
  const opened = new Map<number, string>();
  for (const [name, paths] of Object.entries(CALLS)) {
    const verb = name.replace('Sync', '').replace('rm', 'remove').replace('writeFile', 'write');
    const call = fs[name as keyof typeof CALLS] as Call;
    const framed: Call = (...args) => {
      const about =
        paths === 0 || typeof args[0] === 'number' ? opened.get(args[0] as number) : isHere(args[0]) ? nameOf(args[0]) : undefined;
      const isRead = name === 'openSync' && (args[1] === undefined || args[1] === 'r');
      const isNothing = name === 'rmSync' && !fs.existsSync(String(args[0]));
      if (about !== undefined && !isRead && !isNothing) at(`${verb} ${about}${paths === 2 ? ` to ${nameOf(args[1])}` : ''}`);
      const result = call(...args);
      if (name === 'openSync' && isHere(args[0])) opened.set(result as number, nameOf(args[0]));
      return result;
    };
    Object.assign(fs, { [name]: framed });
  }
  syncBuiltinESMExports();
  hookSql((path, step) => {
    if (isHere(path)) at(`${step} in ${nameOf(path)}`);
  });
}

interface Sql {
  readonly name: string;
}

function hookSql(at: (path: string, step: string) => void): void {
  const { prototype } = Database as unknown as { prototype: Record<'exec' | 'pragma' | 'prepare' | 'close', Call> };
  const stepOf = (sql: unknown): string | undefined => {
    const text = String(sql);
    if (STEPS.test(text)) return text.trim().split(' ')[0]?.toLowerCase();
    return /^\s*--|create table/i.test(text) ? 'schema' : undefined;
  };
  const { exec, pragma, prepare, close } = prototype;
  prototype.exec = function (this: Sql, sql) {
    const step = stepOf(sql);
    if (step !== undefined) at(this.name, step);
    return exec.call(this, sql);
  };
  prototype.pragma = function (this: Sql, text, ...more) {
    if (/user_version =|journal_mode =|application_id =|wal_checkpoint/.test(String(text)))
      at(this.name, String(text).replace(/ ?[=(].*/, ''));
    return pragma.call(this, text, ...more);
  };
  prototype.prepare = function (this: Sql, sql) {
    const statement = prepare.call(this, sql) as { run: Call };
    const step = stepOf(sql);
    if (step === undefined) return statement;
    const { name } = this;
    const run = statement.run.bind(statement);
    statement.run = (...args) => {
      at(name, step);
      return run(...args);
    };
    return statement;
  };
  prototype.close = function (this: Sql) {
    at(this.name, 'close');
    return close.call(this);
  };
}
