import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit } from '#src/audit/audit.ts';
import { INVARIANTS } from '#src/audit/invariants/index.ts';
import { verify } from '#src/audit/verify.ts';
import { systemClock } from '#src/domain/clock.ts';
import { Ledger } from '#src/ledger/ledger.ts';
import { openLedgerWorld, playHistory } from '#test/ledgerWorld.ts';
import { Vandal } from '#test/vandal.ts';

const clock = systemClock();
/** That the append-only triggers are gone is seen too; here the change itself must be found. */
const OTHERS = INVARIANTS.filter(({ id }) => id !== 'FILE');
const STRIKES = 200;

let folder = '';
let original = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'heron-tampering-'));
  original = join(folder, 'ledger.db');
  const world = openLedgerWorld({ path: original, seed: 11, batch: 1000 });
  playHistory(world, 24, 2);
  world.ledger.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const read = (path: string): Ledger => new Ledger({ path, clock, readonly: true });

async function examine(path: string): Promise<{ by: 'verify' | 'audit' | 'nobody'; findings: number }> {
  const ledger = read(path);
  try {
    const verified = await verify(ledger, clock);
    if (!verified.ok) return { by: 'verify', findings: verified.findings.length };
    const audited = await audit({ ledger, clock }, OTHERS);
    return { by: audited.ok ? 'nobody' : 'audit', findings: audited.findings.length };
  } finally {
    ledger.close();
  }
}

describe('a ledger that was changed by hand', () => {
  it('is told from one that was not', async () => {
    const ledger = read(original);
    expect((await audit({ ledger, clock })).findings).toEqual([]);
    expect((await verify(ledger, clock)).ok).toBe(true);
    expect(ledger.head.seq).toBeGreaterThan(300);
    ledger.close();
  });

  it(`is found out in ${STRIKES} of ${STRIKES} random edits, deletes and swaps of single rows`, { timeout: 240_000 }, async () => {
    const missed: string[] = [];
    const struck = new Set<string>();
    for (let seed = 1; seed <= STRIKES; seed++) {
      const path = join(folder, `copy-${seed}.db`);
      copyFileSync(original, path);
      const vandal = new Vandal(path, seed);
      const what = vandal.strike();
      vandal[Symbol.dispose]();
      struck.add(what.split(' ').slice(0, 2).join(' '));
      if ((await examine(path)).by === 'nobody') missed.push(`${seed}: ${what}`);
      rmSync(path);
    }
    expect(missed).toEqual([]);
    expect(struck.size).toBeGreaterThan(40);
    const tables = [...struck].map((what) => what.split(' ')[1]);
    for (const table of ['llm_call', 'prompt', 'news', 'opinion', 'analyst', 'shadow', 'insight', 'adaptation', 'candle_block'])
      expect(tables).toContain(table);
  });

  it('names the event whose text was changed', async () => {
    const path = join(folder, 'event.db');
    copyFileSync(original, path);
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
    const path = join(folder, 'row.db');
    copyFileSync(original, path);
    const vandal = new Vandal(path);
    const fill = vandal.db.prepare("select id, seq, price from fill where id = 'f5'").get() as { id: string; seq: number; price: string };
    vandal.db.prepare('update fill set price = ? where id = ?').run(`${fill.price}1`, fill.id);
    vandal[Symbol.dispose]();
    const ledger = read(path);
    const { text } = await verify(ledger, clock);
    const { findings } = await audit({ ledger, clock }, OTHERS);
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
    const path = join(folder, 'tail.db');
    copyFileSync(original, path);
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
