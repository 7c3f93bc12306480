import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit } from '#src/audit/audit.ts';
import { verify } from '#src/audit/verify.ts';
import { systemClock } from '#src/domain/clock.ts';
import { Ledger } from '#src/ledger/ledger.ts';
import { Strikes, type Struck } from '#test/tamper/strikes.ts';
import { Vandal } from '#test/vandal.ts';

const clock = systemClock();
/** `npm run tamper` strikes a thousand times. */
const STRIKES = 120;

let strikes: Strikes;
beforeAll(() => {
  strikes = new Strikes();
});
afterAll(() => strikes[Symbol.dispose]());

const read = (path: string): Ledger => new Ledger({ path, clock, readonly: true });

describe('a ledger that was changed by hand', () => {
  it('is told from one that was not', async () => {
    const ledger = read(strikes.original);
    expect((await audit({ ledger, clock })).findings).toEqual([]);
    expect((await verify(ledger, clock)).ok).toBe(true);
    expect(ledger.head.seq).toBeGreaterThan(300);
    ledger.close();
  });

  it(`is found out in ${STRIKES} of ${STRIKES} random edits, deletes, swaps, reorders and truncations, and its first bad place is named`, {
    timeout: 240_000,
  }, async () => {
    const struck: Struck[] = [];
    for (let seed = 1; seed <= STRIKES; seed++) struck.push(await strikes.strike(seed));
    expect(struck.filter(({ by, isNamed }) => by === 'nobody' || !isNamed)).toEqual([]);
    expect(new Set(struck.map(({ act }) => act))).toEqual(new Set(['edit', 'delete', 'swap', 'reorder', 'truncate']));
    expect(new Set(struck.map(({ act, table }) => `${act} ${table}`)).size).toBeGreaterThan(60);
    const tables = struck.map(({ table }) => table);
    for (const table of ['event', 'llm_call', 'news', 'opinion', 'analyst', 'shadow', 'insight', 'adaptation', 'candle_block'])
      expect(tables).toContain(table);
  });

  it('names the event whose text was changed', async () => {
    const path = strikes.copy('event.db');
    const vandal = new Vandal(path);
    const seq = vandal.editEvent("kind = 'fill.recorded'", '$.price', '1');
    vandal[Symbol.dispose]();
    const ledger = read(path);
    const { ok, text } = await verify(ledger, clock);
    ledger.close();
    expect(ok).toBe(false);
    expect(text).toMatch(new RegExp(`^event ${seq} was changed: expected hash [0-9a-f]{64}, found hash [0-9a-f]{64}$`, 'm'));
  });

  it('names the row that was changed, its event, and what it should be', async () => {
    const path = strikes.copy('row.db');
    const vandal = new Vandal(path);
    const fill = vandal.db.prepare("select id, seq, price from fill where id = 'f5'").get() as { id: string; seq: number; price: string };
    vandal.db.prepare('update fill set price = ? where id = ?').run(`${fill.price}1`, fill.id);
    vandal[Symbol.dispose]();
    const ledger = read(path);
    const { text } = await verify(ledger, clock);
    const { findings } = await audit({ ledger, clock });
    ledger.close();
    expect(text).toContain(`fill f5 (event ${fill.seq}) was changed: expected price ${fill.price}, found price ${fill.price}1`);
    expect(findings).toContainEqual({
      invariant: 'INV-18',
      row: `fill f5 (event ${fill.seq})`,
      expected: `price ${fill.price}`,
      found: `price ${fill.price}1`,
    });
  });

  it('names the newest event when that was taken away', async () => {
    const path = strikes.copy('tail.db');
    const vandal = new Vandal(path);
    const { seq } = vandal.db.prepare('select max(seq) as seq from event').get() as { seq: number };
    vandal.db.prepare('delete from event where seq = ?').run(seq);
    vandal[Symbol.dispose]();
    const ledger = read(path);
    const { text } = await verify(ledger, clock);
    ledger.close();
    expect(text).toContain(`event ${seq} is missing`);
  });
});
