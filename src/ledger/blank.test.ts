import { describe, expect, it } from 'vitest';
import { borrowBlank } from './blank.ts';

const WRITE = "insert into meta (key, value) values ('left', 'behind')";
const LEFT = "select count(*) as n from meta where key = 'left'";

describe('the tables that a ledger is rebuilt in', () => {
  it('are blank for each borrower, whatever the one before wrote, and its statements are prepared already', () => {
    const first = borrowBlank();
    first.statements.of(WRITE).run();
    expect(first.statements.of(LEFT).get()).toEqual({ n: 1 });
    first.giveBack();
    const second = borrowBlank();
    expect(second.statements).toBe(first.statements);
    expect(second.statements.of(LEFT).get()).toEqual({ n: 0 });
    second.giveBack();
  });

  it('are other ones for whoever borrows at the same time', () => {
    const [one, other] = [borrowBlank(), borrowBlank()];
    one.statements.of(WRITE).run();
    expect(other.statements.of(LEFT).get()).toEqual({ n: 0 });
    one.giveBack();
    other.giveBack();
  });

  it('are thrown away where SQLite has ended the transaction by itself', () => {
    const broken = borrowBlank();
    broken.statements.of(WRITE).run();
    broken.statements.of('commit').run();
    broken.giveBack();
    const next = borrowBlank();
    expect(next.statements.of(LEFT).get()).toEqual({ n: 0 });
    next.giveBack();
  });
});
