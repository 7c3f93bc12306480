import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '#src/ledger/database.ts';
import { openWorld } from '#test/harness.ts';
import { HOUSE, places, sources } from '#test/never-again/sources.ts';

const all = sources('src', 'commands');
const filesOf = (found: readonly string[]): string[] => [...new Set(found.map((place) => place.slice(0, place.indexOf(':'))))].sort();

describe('the program (SEC-34)', () => {
  it('runs no text as code, and loads nothing whose name is not written down', () => {
    expect(
      places(all, /\beval\(|new Function\(|\bFunction\(|runInThisContext|runInNewContext|createRequire|\brequire\(|WebAssembly/),
    ).toEqual([]);
    expect(places(all, /from 'node:(?:vm|inspector|repl|module)'/, 'text')).toEqual([]);
    // What is loaded later is named by a text of its own, but for files of the exchange library, which lie in its folder.
    const later = places(all, /\bimport\((?!')[^)]*/, 'text').filter((place) => !place.includes('@link'));
    expect(filesOf(later)).toEqual(['src/venue/ccxt/client.ts', 'src/venue/ccxt/errorClasses.ts']);
    const launcher = readdirSync(join(HOUSE, 'bin'))
      .map((name) => readFileSync(join(HOUSE, 'bin', name), 'utf8'))
      .join('\n');
    expect([...launcher.matchAll(/import\(([^)]*)\)/g)].map(([, what]) => what)).not.toContainEqual(
      expect.not.stringMatching(/^'\.\.\/src\/[\w/]+\.ts'$/),
    );
  });

  it('starts no other program than its own', () => {
    expect(filesOf(places(all, /node:child_process/, 'text'))).toEqual(['src/auditApp.ts', 'src/backups.ts']);
    const started = places(
      all,
      /\b(?:spawn|spawnSync|exec|execSync|execFile|execFileSync|fork)\((?!'begin|'commit|'rollback|')[^,)]*/,
    ).filter((place) => /^src\/(?:auditApp|backups)/.test(place));
    for (const place of started) expect(place).toMatch(/process\.execPath/);
    expect(started.length).toBeGreaterThan(0);
    expect(places(all, /shell: ?true/, 'text')).toEqual([]);
  });
});

describe('SQL (SEC-37)', () => {
  it('has SQL in the room of the ledger alone, and puts nothing into it but names of its own', () => {
    const outside = all.filter(({ path }) => !path.startsWith('src/ledger/'));
    expect(places(outside, /from 'better-sqlite3'/, 'text')).toEqual([]);
    expect(places(outside, /\.pragma\(|\bdb\.(?:prepare|exec)\(/)).toEqual([]);
    // Whatever is written into a statement is a constant of the file: a table, a column, a condition; never something that was said.
    const ledger = all.filter(({ path }) => path.startsWith('src/ledger/'));
    const said = places(
      ledger,
      /(?:select|insert|update|delete|from|where|values|pragma)\b[^`';]*\$\{(?:[^}]*\b(?:text|actor|reason|said|typed|question|token|line|chat|user|args)\b[^}]*)\}/i,
      'text',
    );
    expect(said).toEqual([]);
  });

  it('keeps what is said as it is said: a quote, a semicolon or a comment is text', async () => {
    await using world = await openWorld({ prices: { 'BTC/USDT': 63_800 }, sets: ['policy.autoUpToPct=0'] });
    const tables = (): unknown => world.ledger.all("select name, sql from sqlite_schema where type = 'table' order by name");
    const before = tables();
    for (const text of [
      "'; drop table event; --",
      "x' or '1'='1",
      '"; delete from person; --',
      "c1'); insert into approval values ('a9'); --",
      'a\0b',
    ]) {
      const id = await world.proposes();
      for (const line of [`/market ${text}`, `/why "${text.replaceAll('"', '')}"`, `/halt ${text}`, `/trades ${text}`])
        await world.says(line);
      await world.says('/resume "resume trading"');
      await world.says(`/reject ${id} ${text}`);
      expect(world.events('halt.set').at(-1)?.data.reason).toContain(text.replace(/^"/, '').slice(0, 3).trim());
    }
    expect(tables()).toEqual(before);
    expect(world.ledger.get('select count(*) as n from person')).toEqual({ n: 0 });
  });

  it('lets nobody write into the schema of the file', () => {
    const db = openDatabase(':memory:');
    db.exec('create table one (x integer)');
    db.pragma('writable_schema = ON');
    expect(() => db.exec("update sqlite_schema set sql = 'create table one (x, y)' where name = 'one'")).toThrow(/may not be modified/);
    expect(() => db.prepare("select load_extension('x')").get()).toThrow();
    expect(() => db.exec("select 1; attach database '/etc/passwd' as other; select * from other.sqlite_schema")).toThrow();
    db.close();
  });
});
