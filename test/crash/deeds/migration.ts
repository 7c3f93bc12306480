import { readdirSync, readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { toIso, VirtualClock } from '#src/domain/clock.ts';
import { canonicalJson, sha256 } from '#src/domain/hash.ts';
import { APPLICATION_ID } from '#src/ledger/database.ts';
import { hashedText } from '#src/ledger/event.ts';
import { GENESIS, Ledger } from '#src/ledger/ledger.ts';
import { schemaVersion } from '#src/ledger/migrate.ts';
import type { Deed } from '../deeds.ts';
import { AT, EVENTS, faultsOf, ledgerIn } from './files.ts';

const FOLDER = new URL('../../../migrations/', import.meta.url);

/** A ledger of the first schema that there was is brought up to date: each step of it happened as a whole or not at all. */
export const migration: Deed = {
  name: 'migration',
  prepare(folder) {
    const db = new Database(ledgerIn(folder));
    const [first = ''] = readdirSync(FOLDER).sort();
    const sql = readFileSync(new URL(first, FOLDER), 'utf8');
    db.pragma('journal_mode = WAL');
    db.pragma(`application_id = ${APPLICATION_ID}`);
    db.exec(sql);
    db.prepare('insert into meta (key, value) values (?, ?)').run('migration.1', sha256(sql));
    let hash = GENESIS;
    for (let seq = 1; seq <= EVENTS; seq++) {
      const data = canonicalJson({ version: String(seq), mode: 'live', feed: 'a test' });
      hash = sha256(hash + hashedText(seq, toIso(AT), 'heron', 'app.started', 'heron', null, data));
      db.prepare('insert into event (seq, at, actor, kind, subject, cause, data, hash) values (?, ?, ?, ?, ?, ?, ?, ?)').run(
        seq,
        toIso(AT),
        'heron',
        'app.started',
        'heron',
        null,
        data,
        hash,
      );
    }
    db.prepare("insert into meta (key, value) values ('head', ?)").run(`${EVENTS} ${hash}`);
    db.pragma('user_version = 1');
    db.close();
  },
  run(folder) {
    const ledger = new Ledger({ path: ledgerIn(folder), clock: new VirtualClock(AT) });
    ledger.transact((tx) =>
      tx.append({ kind: 'app.started', subject: 'heron', actor: 'heron', data: { version: 'new', mode: 'live', feed: 'a test' } }),
    );
    ledger.close();
  },
  look(folder, isDone) {
    const path = ledgerIn(folder);
    const faults = faultsOf(path, EVENTS + (isDone ? 1 : 0));
    const db = new Database(path, { readonly: true });
    const version = db.pragma('user_version', { simple: true }) as number;
    const noted = db.prepare("select count(*) from meta where key like 'migration.%'").pluck().get() as number;
    db.close();
    if (version !== noted) faults.push(`its version is ${version}, and ${noted} migrations are noted`);
    if (isDone && version !== schemaVersion()) faults.push(`it was done, and its version is ${version}`);
    return faults;
  },
};
