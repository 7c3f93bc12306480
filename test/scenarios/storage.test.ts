import { chmodSync, copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadSettings } from '#src/config/load.ts';
import { parseInstant, VirtualClock } from '#src/domain/clock.ts';
import { CannotStart } from '#src/domain/errors.ts';
import { sha256 } from '#src/domain/hash.ts';
import { makeBackup } from '#src/ledger/backup.ts';
import { beforeSchema } from '#src/ledger/backupFolder.ts';
import { openDatabase } from '#src/ledger/database.ts';
import { checkNewest, gateReport, passForLive } from '#src/ledger/gate.ts';
import { takeLease } from '#src/ledger/lease.ts';
import { Ledger } from '#src/ledger/ledger.ts';
import { schemaVersion } from '#src/ledger/migrate.ts';
import { heedOlder, restoreBackup } from '#src/ledger/restore.ts';
import { verifyChain } from '#src/ledger/verify.ts';
import { ledgerChecks } from '#src/shell/doctorLedger.ts';
import { openWorld } from '#test/harness.ts';
import { HeronProcess, heron } from '#test/shell/heron.ts';
import { BTC, enters, idea } from './acts.ts';

const NOW = parseInstant('2026-03-01T06:00:00Z');
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'heron-storage-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string): string => join(folder, name);
const open = (path: string): Ledger => new Ledger({ path, clock: new VirtualClock(NOW) });

function write(ledger: Ledger, events: number): void {
  for (let i = 0; i < events; i++)
    ledger.transact((tx) => tx.append({ kind: 'app.stopped', subject: 'heron', actor: 'heron', data: { reason: `reason ${i}` } }));
}

function refusal(work: () => unknown): CannotStart {
  try {
    work();
  } catch (error) {
    if (error instanceof CannotStart) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

/** A ledger as a crash leaves it: three events in the file, two more in the log alone. */
function crashed(name: string): string {
  const [path, copy] = [at(`${name}-alive.db`), at(`${name}.db`)];
  const first = open(path);
  write(first, 3);
  first.close();
  const second = open(path);
  write(second, 2);
  for (const end of ['', '-wal', '-shm']) copyFileSync(`${path}${end}`, `${copy}${end}`);
  second.close();
  return copy;
}

describe('a ledger whose log was damaged (FI-54)', () => {
  it.each<[string, (path: string) => void, number]>([
    ['nothing else', () => undefined, 5],
    ['garbage behind it', (path) => writeFileSync(`${path}-wal`, 'garbage'.repeat(3_000), { flag: 'a' }), 5],
    ['its last transaction cut off', (path) => truncateSync(`${path}-wal`, statSync(`${path}-wal`).size - 100), 4],
    ['nothing of it left', (path) => rmSync(`${path}-wal`), 3],
    ['its index deleted', (path) => rmSync(`${path}-shm`), 5],
  ])('holds what was committed before, and its chain is whole: %s', (name, damage, events) => {
    const path = crashed(name.replaceAll(' ', '-'));
    damage(path);
    const ledger = open(path);
    expect(ledger.head.seq).toBe(events);
    expect(verifyChain(ledger).ok).toBe(true);
    checkNewest(ledger);
    ledger.close();
  });

  it('and that so ends before one of its own backups opens nothing new until somebody has looked', () => {
    const path = crashed('behind');
    makeBackup({ ledgerPath: path, at: NOW });
    rmSync(`${path}-wal`, { force: true });
    const db = new Database(path);
    // What the copy was made from is in the file by now: take the last two events back as a lost log would.
    db.exec("drop trigger event_no_delete; delete from event where seq > 3; delete from meta where key = 'head'");
    db.exec("insert into meta select 'head', seq || ' ' || hash from event where seq = 3");
    db.close();
    const ledger = open(path);
    expect(heedOlder(ledger)).toBe(true);
    expect(ledger.memory.halt?.reason).toMatch(/older copy that ends with event 3: 2 later events are missing/);
    expect(heedOlder(ledger)).toBe(false);
    ledger.close();
  });

  it('and no longer fits together is not written to', () => {
    const path = crashed('mismatch');
    const db = new Database(path);
    db.exec('drop trigger event_no_update; update event set data = \'{"reason":"another"}\' where seq = 4');
    db.close();
    const ledger = open(path);
    expect(refusal(() => checkNewest(ledger)).message).toContain('event 4 is changed');
    ledger.close();
  });
});

describe('a second Heron on a ledger (FI-55)', () => {
  it('ends with 78 and a clear sentence, and asks no chat platform for anything', async () => {
    const { promise: polled, resolve: poll } = Promise.withResolvers<void>();
    let requests = 0;
    const server = createServer((_, response) => {
      requests++;
      poll();
      response.end('{"ok":false,"error_code":401,"description":"Unauthorized"}');
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    const env = { HERON_TELEGRAM__TOKEN: `12345678:${'x'.repeat(35)}`, HERON_TELEGRAM__APIROOT: `http://127.0.0.1:${port}` };
    const args = ['start', '--ledger', at('one.db'), '--set', 'simulated.historyDays=2'];
    const first = new HeronProcess(args, { cwd: folder });
    await first.until(/Heron is watching/);
    const second = await heron(args, { cwd: folder, env });
    expect(second).toMatchObject({
      code: 78,
      stdout: '',
      stderr: expect.stringMatching(/^Another Heron is running on .*one\.db\.\n.*heron say/),
    });
    expect(requests).toBe(0);
    first.child.stdin.end();
    await first.ended;
    // The same words of the environment do reach the platform from a Heron that may run: the silence above means something.
    const third = new HeronProcess(args, { cwd: folder, env });
    await polled;
    third.child.stdin.end();
    await third.ended;
    server.close();
  });
});

describe('a ledger on a file system that cannot be trusted (FI-56)', () => {
  const on =
    (type: number, ofFile = type) =>
    (path: string) => ({ type: path.endsWith('.db') ? ofFile : type, bavail: 1e9, bsize: 4096 });

  it.each([
    ['NFS', 0x6969],
    ['SMB', 0x517b],
    ['CIFS', 0xff534d42],
    ['CIFS', 0xff534d42 | 0],
    ['FUSE', 0x65735546],
    ['9P', 0x01021997],
    ['virtiofs', 0x6a656a63],
    ['overlay', 0x794c7630],
  ])('is refused for live money and named: %s', (name, type) => {
    const path = at(`${name}.db`);
    const lease = takeLease(path);
    const ledger = open(path);
    const line = gateReport(ledger, { statfs: on(type) }).find((one) => one.name === 'file system');
    expect(line).toMatchObject({ ok: false, figure: name, liveOnly: true });
    expect(refusal(() => passForLive(ledger, { statfs: on(type) })).message).toContain(`file system is ${name}`);
    passForLive(ledger, { statfs: on(0xef53) });
    ledger.close();
    lease.release();
  });

  it('is refused too where the file alone is mounted', () => {
    const path = at('mounted.db');
    const lease = takeLease(path);
    const ledger = open(path);
    expect(refusal(() => passForLive(ledger, { statfs: on(0xef53, 0x9123683e) })).message).toContain('the file alone is mounted');
    ledger.close();
    lease.release();
  });

  it('is good enough for paper, and the doctor says so', () => {
    const path = at('paper.db');
    open(path).close();
    const { values } = loadSettings({ env: {}, sets: [] });
    const checks = ledgerChecks(path, values, on(0x794c7630));
    expect(checks.find(({ name }) => name === 'file system')).toMatchObject({
      ok: true,
      found: expect.stringContaining('refused for live money'),
    });
    const live = ledgerChecks(path, { ...values, mode: 'live' }, on(0x794c7630));
    expect(live.find(({ name }) => name === 'file system')).toMatchObject({ ok: false, found: 'overlay' });
  });
});

describe('a database library that keeps less than it promises (FI-57)', () => {
  it.each(['3.51.2', '3.50.9', '2.99.99'])('is refused: SQLite %s', (sqliteVersion) => {
    const path = at(`old-${sqliteVersion}.db`);
    const lease = takeLease(path);
    const ledger = open(path);
    expect(refusal(() => passForLive(ledger, { sqliteVersion })).message).toContain(`SQLite is ${sqliteVersion}`);
    passForLive(ledger, { sqliteVersion: '3.51.3' });
    ledger.close();
    lease.release();
  });

  it('is refused when it does not wait for the disk, as read back after a write', () => {
    const path = at('normal.db');
    const lease = takeLease(path);
    const ledger = open(path);
    const asked: string[] = [];
    const careless = new Proxy(ledger, {
      get(target, key) {
        if (key === 'get')
          return (sql: string) => {
            asked.push(sql);
            return sql === 'pragma synchronous' ? { synchronous: 1 } : target.get(sql);
          };
        if (key === 'transact')
          return (work: Parameters<Ledger['transact']>[0]) => {
            asked.push('a write');
            return target.transact(work);
          };
        const value = Reflect.get(target, key, target) as unknown;
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    expect(refusal(() => passForLive(careless)).message).toContain('synchronous is 1');
    expect(asked.indexOf('a write')).toBeGreaterThanOrEqual(0);
    expect(asked.indexOf('a write')).toBeLessThan(asked.indexOf('pragma synchronous'));
    ledger.close();
    lease.release();
  });

  it.each([
    ['a folder that others can read', (path: string) => writeMode(folder, 0o755, () => path), 'folder mode'],
    ['a ledger that others can read', (path: string) => writeMode(path, 0o644, () => path), 'ledger mode'],
  ])('and so is %s', (_, spoil, name) => {
    const path = at('modes.db');
    const lease = takeLease(path);
    const ledger = open(path);
    passForLive(ledger);
    spoil(path);
    expect(gateReport(ledger).find((line) => line.name === name)).toMatchObject({ ok: false });
    expect(refusal(() => passForLive(ledger)).message).toContain(name);
    restoreModes();
    ledger.close();
    lease.release();
  });

  it('and so is a ledger that nobody holds, or a disk that is nearly full', () => {
    const path = at('free.db');
    const ledger = open(path);
    expect(refusal(() => passForLive(ledger)).message).toContain('lease is held by nobody');
    const lease = takeLease(path);
    const full = () => ({ type: 0xef53, bavail: 1000, bsize: 4096 });
    expect(refusal(() => passForLive(ledger, { statfs: full })).message).toContain('disk is 0.0 GiB free');
    ledger.close();
    lease.release();
  });
});

describe('a ledger that was restored from a backup of six hours ago (FI-58)', () => {
  it('knows nothing of what came after, opens nothing, and goes on when an owner says so', async () => {
    await using world = await openWorld({ prices: { [BTC]: 63_900 } });
    const backup = makeBackup({ ledgerPath: world.path, at: NOW });
    await enters(world);
    await world.silence(6 * 60);
    await world.minutes(1, { [BTC]: 63_900 });
    const before = world.ledger.head.seq;
    expect(world.events('fill.recorded').length).toBeGreaterThan(0);

    const restored = restoreBackup({ file: backup.path, ledgerPath: world.path, at: NOW, actor: 'user:shell' });
    expect(restored.seq).toBe(backup.seq);
    expect(restored.aheadSeq).toBe(before);
    await world.restart({ crash: true });
    expect(world.events('fill.recorded')).toEqual([]);
    expect(world.ledger.memory.halt?.reason).toContain(`${before - backup.seq} later events are missing`);

    await world.minutes(2, { [BTC]: 63_900 });
    const id = await world.proposes(idea());
    expect(await world.says(`/approve ${id}`)).toMatch(/halted/i);
    await world.minutes(2, { [BTC]: 64_010 });
    await world.restart();
    expect(world.ledger.memory.halt).toBeDefined();
    expect(world.events('order.submitted')).toEqual([]);
    expect(await world.says('/resume')).toContain('older copy');
    await world.says('/resume "resume trading"');
    await world.minutes(2, { [BTC]: 63_900 });
    await world.says(`/approve ${id}`);
    await world.minutes(2, { [BTC]: 64_010 });
    expect(world.events('fill.recorded').length).toBeGreaterThan(0);
    // What was restored once is not found to be old again.
    await world.restart();
    expect(world.ledger.memory.halt).toBeUndefined();
    expect(existsSync(restored.kept as string)).toBe(true);
    const kept = new Ledger({ path: restored.kept as string, clock: new VirtualClock(NOW), readonly: true });
    expect(kept.head.seq).toBeGreaterThanOrEqual(before);
    kept.close();
  });

  it('is locked again where it was made while live was unlocked', () => {
    const path = at('unlocked.db');
    const ledger = open(path);
    ledger.transact((tx) => tx.append({ kind: 'live.unlocked', subject: 'live', actor: 'user:x', data: { gate_seq: 1, bound: 'b' } }));
    expect(ledger.memory.live?.bound).toBe('b');
    ledger.close();
    const { path: file } = makeBackup({ ledgerPath: path, at: NOW });
    restoreBackup({ file, ledgerPath: path, at: NOW, actor: 'user:shell' });
    const restored = open(path);
    expect(restored.memory.live).toBeUndefined();
    expect(restored.memory.halt).toBeDefined();
    restored.close();
  });

  it('is not restored while somebody runs on it, from a newer Heron, or from a damaged copy; the ledger stays as it was', () => {
    const path = at('kept.db');
    const ledger = open(path);
    write(ledger, 3);
    ledger.close();
    const { path: file } = makeBackup({ ledgerPath: path, at: NOW });
    const bytes = readFileSync(path);
    const order = { ledgerPath: path, at: NOW, actor: 'user:shell' };

    const lease = takeLease(path);
    expect(refusal(() => restoreBackup({ ...order, file })).code).toBe('ledger-in-use');
    lease.release();

    const newer = at('newer.db');
    copyFileSync(file, newer);
    const db = new Database(newer);
    db.pragma(`user_version = ${schemaVersion() + 1}`);
    db.close();
    expect(refusal(() => restoreBackup({ ...order, file: newer })).code).toBe('ledger-newer');

    const damaged = at('damaged.db');
    writeFileSync(damaged, readFileSync(file).fill(7, 20_000, 24_000));
    expect(() => restoreBackup({ ...order, file: damaged })).toThrow();
    expect(readFileSync(path).equals(bytes)).toBe(true);
    expect(existsSync(`${path}.restoring`)).toBe(false);
    takeLease(path).release();
  });
});

describe('an upgrade and a downgrade (FI-60)', () => {
  /** A ledger as the first Heron made it. */
  function old(name: string, more = ''): string {
    const path = at(name);
    const sql = readFileSync(new URL('../../migrations/0001_ledger.sql', import.meta.url), 'utf8');
    const db = openDatabase(path);
    db.exec(sql);
    db.prepare('insert into meta (key, value) values (?, ?)').run('migration.1', sha256(sql));
    db.pragma('user_version = 1');
    if (more !== '') db.exec(more);
    db.close();
    return path;
  }
  const versionOf = (path: string): unknown => {
    const db = new Database(path, { readonly: true });
    try {
      return db.pragma('user_version', { simple: true });
    } finally {
      db.close();
    }
  };

  it('keeps the ledger as it was before it changes anything, and brings it up to date', () => {
    const path = old('upgrade.db');
    const ledger = open(path);
    expect(gateReport(ledger).find(({ name }) => name === 'schema')).toMatchObject({ ok: true });
    ledger.close();
    expect(versionOf(path)).toBe(schemaVersion());
    expect(versionOf(beforeSchema(path, 2))).toBe(1);
    expect(statSync(beforeSchema(path, 2)).mode & 0o777).toBe(0o600);
  });

  it('that fails in the middle of a migration leaves nothing of it, and can be tried again', () => {
    const path = old('stuck.db', 'create table chat (in_the_way text)');
    expect(() => open(path)).toThrow();
    expect(versionOf(path)).toBe(1);
    const db = new Database(path);
    expect(db.prepare("select name from sqlite_schema where name in ('person', 'button', 'notice')").all()).toEqual([]);
    db.exec('drop table chat');
    db.close();
    open(path).close();
    expect(versionOf(path)).toBe(schemaVersion());
  });

  it('to an older Heron is refused, and nothing is written', () => {
    const path = at('downgrade.db');
    open(path).close();
    const db = new Database(path);
    db.pragma(`user_version = ${schemaVersion() + 1}`);
    db.close();
    const bytes = readFileSync(path);
    expect(refusal(() => open(path)).code).toBe('ledger-newer');
    expect(readFileSync(path).equals(bytes)).toBe(true);
  });
});

const changed: [string, number][] = [];
function writeMode<T>(path: string, mode: number, then: () => T): T {
  changed.push([path, statSync(path).mode & 0o777]);
  chmodSync(path, mode);
  return then();
}
function restoreModes(): void {
  for (const [path, mode] of changed.splice(0)) chmodSync(path, mode);
}
