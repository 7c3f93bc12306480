import { canonicalJson, sha256 } from '#src/domain/hash.ts';
import { type FindingRow, findingById, isReconciled } from '#src/ledger/findings.ts';
import type { Ledger } from '#src/ledger/ledger.ts';
import { isAppendOnly, type Mend, mendOf, type Row } from '#src/ledger/mend.ts';
import type { Rebuild } from '#src/ledger/rebuild.ts';

const HASH_LENGTH = 12;

/** One column, or a whole row, as it is and as it would be. */
interface Change {
  readonly what: string;
  readonly before: string;
  readonly after: string;
}

/** What a repair would write. `hash` stands for exactly this. */
export interface RepairPlan {
  readonly ok: true;
  readonly id: string;
  /** `condition c1` */
  readonly row: string;
  readonly changes: readonly Change[];
  readonly hash: string;
}

/** Why something cannot be repaired so, and what to do instead. */
export interface NoRepair {
  readonly ok: false;
  readonly text: string;
  readonly instead: string;
}

/** A plan with what it is made from. */
export type Planned = RepairPlan & { readonly mend: Mend; readonly finding: FindingRow };

export const RESTORE = 'Halt, keep this file as evidence, and start from the last good copy. /verify names every event that was changed.';
export const no = (text: string, instead: string): NoRepair => ({ ok: false, text, instead });

/** `fill f1 (event 18)` → table and id. */
function rowOf({ invariant, row }: FindingRow): { table: string; id: string } | undefined {
  const match = invariant === 'INV-18' ? /^(\S+) (.+?)(?: \(event \d+\))?$/.exec(row) : null;
  return match === null || match[1] === 'event' ? undefined : { table: match[1] as string, id: match[2] as string };
}

/** What can be refused without a look at the events. */
export function refusalBefore(ledger: Ledger, id: string): NoRepair | undefined {
  const finding = ledger.memory.findings.get(id);
  if (finding === undefined) {
    const known = findingById(ledger, id);
    return no(known === undefined ? `There is no finding ${id}.` : `${id} is ${known.status} already.`, '/drift lists what stands.');
  }
  if (rowOf(finding) !== undefined) return undefined;
  if (isReconciled(finding))
    return no(
      `${id} is a difference to the venue, and no row that the events make otherwise.`,
      `/adopt ${id} shows what the ledger could take over.`,
    );
  const instead = INSTEAD[finding.invariant];
  if (finding.row.startsWith('event '))
    return no(`${finding.row} itself was changed, and events are what everything else is made from: nothing can make one again.`, RESTORE);
  if (finding.invariant === 'SEALS')
    return no(
      `${finding.row} carries a seal, because no event can tell it again: what it said before is lost.`,
      `Keep the file as evidence; /drift ${id} ack says that you know.`,
    );
  const same = [...ledger.memory.findings.values()].find((one) => one.id !== id && rowOf(one) !== undefined);
  return no(
    `${id} (${finding.invariant}) is not a row that follows from the events, so there is nothing that could be written in its place.`,
    instead ??
      (same === undefined
        ? `/drift ${id} ack says that you know of it.`
        : `It may follow from ${same.id}, which can be repaired: /repair ${same.id}`),
  );
}

const INSTEAD: Readonly<Record<string, string>> = {
  FILE: RESTORE,
  MEMORY: 'Restart Heron: it reads everything from the rows again.',
  VENUE: 'Nothing is changed at a venue by a repair. Look at /positions and /orders; /close closes by hand.',
  JOBS: 'It runs again at its next time; /health shows when it ran last.',
  AUDIT: 'Repair what is listed first: the next audit lists the rest.',
};

export function planOf(ledger: Ledger, rebuilt: Rebuild, id: string): Planned | NoRepair {
  const finding = ledger.memory.findings.get(id);
  const place = finding && rowOf(finding);
  if (finding === undefined || place === undefined) return no(`${id} does not stand any more.`, '/drift lists what stands.');
  const change = mendOf(rebuilt, ledger, place.table, place.id);
  const row = `${place.table} ${place.id}`;
  if (change === undefined) return no(`${row} is as the events make it: there is nothing to repair.`, '/audit closes what is gone.');
  if (change.before !== undefined && isAppendOnly(rebuilt, place.table))
    return no(
      `${row} is a fact, and facts are only ever added: Heron does not change or delete them, not even a wrong one.`,
      `Every figure is made from the events, which are whole. Halt, keep this file as evidence, and go on from the last good copy; or /drift ${id} ack.`,
    );
  const changes = changesOf(change);
  const hash = sha256(canonicalJson({ table: change.table, key: change.key, changes }));
  return { ok: true, id, row, changes, hash: hash.slice(0, HASH_LENGTH), mend: change, finding };
}

function changesOf({ before, after, table }: Mend): Change[] {
  if (before === undefined || after === undefined)
    return [
      {
        what: `row of ${table}`,
        before: before === undefined ? 'none' : rowText(before),
        after: after === undefined ? 'none' : rowText(after),
      },
    ];
  return Object.keys(after)
    .filter((name) => before[name] !== after[name])
    .map((name) => ({ what: name, before: cellText(before[name]), after: cellText(after[name]) }));
}

const cellText = (cell: Row[string] | undefined): string => (cell === null || cell === undefined ? 'nothing' : String(cell));
const rowText = (row: Row): string =>
  Object.entries(row)
    .map(([name, cell]) => `${name} ${cellText(cell)}`)
    .join(', ');
