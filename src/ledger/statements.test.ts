import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { Statements } from './statements.ts';

const made = (): { db: Database.Database; statements: Statements } => {
  const db = new Database(':memory:');
  db.exec(
    'create table word (id integer primary key, text text not null, weight text not null) strict; create index word_text on word (text, id)',
  );
  return { db, statements: new Statements(() => db) };
};

describe('the statements of a ledger', () => {
  it('find what is asked for, whatever kind of value it is, and by the same index', () => {
    const { db, statements } = made();
    const add = statements.of('insert into word (text, weight) values (?, ?)');
    for (const [text, weight] of [
      ['1', '01.50'],
      ['a?b', '2'],
      ['ü', '3'],
    ])
      add.run(text, weight);
    const find = (text: string) => statements.of('select weight from word where text = ? order by id limit ?').all(text, 1);
    expect([find('1'), find('a?b'), find('ü'), find('2')]).toEqual([[{ weight: '01.50' }], [{ weight: '2' }], [{ weight: '3' }], []]);
    expect(statements.of('select text from word where id in (?, ?) or (? is null and id = ?) order by id').all(1, 3, 'x', 2)).toEqual([
      { text: '1' },
      { text: 'ü' },
    ]);
    const plan = (sql: string) => JSON.stringify(db.prepare(`explain query plan ${sql}`).all('x'));
    expect(plan('select id from word where text = +? order by id')).toBe(plan('select id from word where text = ? order by id'));
    db.close();
  });

  it('prepare each text once', () => {
    const { db, statements } = made();
    expect(statements.of('select 1')).toBe(statements.of('select 1'));
    statements.clear();
    db.close();
    expect(() => statements.of('select 1')).toThrow(/not open/);
  });
});
