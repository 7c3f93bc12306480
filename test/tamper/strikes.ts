import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { audit } from '#src/audit/audit.ts';
import { INVARIANTS } from '#src/audit/invariants/index.ts';
import type { Finding } from '#src/audit/report.ts';
import { verify } from '#src/audit/verify.ts';
import { systemClock } from '#src/domain/clock.ts';
import { Ledger } from '#src/ledger/ledger.ts';
import { openLedgerWorld, playHistory } from '#test/ledgerWorld.ts';
import { type Strike, Vandal } from '#test/vandal.ts';

const clock = systemClock();
/** That the append-only triggers are gone is seen too; here the change itself must be found. */
const OTHERS = INVARIANTS.filter(({ id }) => id !== 'FILE');

export interface Struck extends Strike {
  readonly seed: number;
  readonly by: 'verify' | 'audit' | 'nobody';
  /** What was struck is named: for rows of events their event, the first one that is bad; for others the table and the row. */
  readonly isNamed: boolean;
  /** What was said, the first of it. */
  readonly said: string;
}

/** One ledger with a history, of which each strike gets a copy of its own. */
export class Strikes implements Disposable {
  readonly #folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'heron-strikes-'));
  readonly original = join(this.#folder, 'ledger.db');

  constructor() {
    const world = openLedgerWorld({ path: this.original, seed: 11, batch: 1000 });
    playHistory(world, 24, 2);
    world.ledger.close();
  }

  /** A copy that somebody else may damage. */
  copy(name: string): string {
    const path = join(this.#folder, name);
    copyFileSync(this.original, path);
    return path;
  }

  async strike(seed: number): Promise<Struck> {
    const path = this.copy(`struck-${seed}.db`);
    const vandal = new Vandal(path, seed);
    const strike = vandal.strike();
    vandal[Symbol.dispose]();
    const { by, findings } = await examine(path);
    rmSync(path);
    return { ...strike, seed, by, isNamed: isNamed(strike, findings), said: JSON.stringify(findings[0] ?? null) };
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** What `heron verify` says, and where that finds nothing what the audit says. */
async function examine(path: string): Promise<{ by: Struck['by']; findings: readonly Finding[] }> {
  const ledger = new Ledger({ path, clock, readonly: true });
  try {
    const verified = await verify(ledger, clock);
    if (!verified.ok) return { by: 'verify', findings: verified.findings };
    const audited = await audit({ ledger, clock }, OTHERS);
    return { by: audited.ok ? 'nobody' : 'audit', findings: audited.findings };
  } finally {
    ledger.close();
  }
}

function isNamed({ table, keys, firstSeq, movedTo }: Strike, findings: readonly Finding[]): boolean {
  const rows = findings.map(({ row }) => row);
  if (table === 'event') {
    const first = findings.find(({ invariant }) => invariant === 'INV-8')?.row;
    return first === `event ${Math.min(firstSeq ?? Number.NaN, ...movedTo)}`;
  }
  if (table === 'meta') return keys.some((key) => rows.some((row) => row.includes(key) || row.startsWith(shownFor(key))));
  if (firstSeq === undefined) return rows.some((row) => keys.some((key) => row === `${table} ${key}`) || row.startsWith(`${table} `));
  const seqs = rows.flatMap((row) =>
    row.startsWith(`${table} `) ? [...row.matchAll(/\(event (-?\d+)\)$/g)].map(([, seq]) => Number(seq)) : [],
  );
  return seqs.includes(firstSeq) && seqs.every((seq) => seq >= firstSeq || movedTo.includes(seq));
}

/** Where a record of the newest event, or of the newest row that was pruned from a table, is missed when it is wrong. */
const shownFor = (key: string): string => (key === 'head' ? 'event ' : `${key.replace(/^pruned\./, '')} `);
