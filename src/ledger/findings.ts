import type { Difference } from '#src/domain/difference.ts';
import type { Core, Reader } from './core.ts';
import type { LedgerEvent } from './event.ts';
import type { Ledger, LedgerTx } from './ledger.ts';

/** Something that two sources disagree about, from the audit that saw it first until one no longer sees it. */
export interface FindingRow {
  readonly id: string;
  readonly invariant: string;
  readonly row: string;
  readonly expected: string;
  readonly found: string;
  readonly status: 'open' | 'acknowledged' | 'repaired' | 'gone';
  readonly opened_at: string;
}

export function projectFinding(core: Core, { seq, at, data }: LedgerEvent<'finding.opened'>): void {
  const { id, invariant, row, expected, found } = data;
  core.run(
    "insert into finding (id, invariant, row, expected, found, status, opened_at, seq) values (?, ?, ?, ?, ?, 'open', ?, ?)",
    id,
    invariant,
    row,
    expected,
    found,
    at,
    seq,
  );
  core.memory.findings.set(id, { ...data, status: 'open', opened_at: at });
}

export const findingStatus =
  (status: 'acknowledged' | 'repaired' | 'gone') =>
  (core: Core, { subject }: LedgerEvent): void => {
    core.run('update finding set status = ? where id = ?', status, subject);
    const finding = core.memory.findings.get(subject);
    if (finding === undefined) return;
    if (status === 'acknowledged') core.memory.findings.set(subject, { ...finding, status });
    else core.memory.findings.delete(subject);
  };

/** Those that still stand. */
export const loadFindings = (core: Core): FindingRow[] =>
  core.all<FindingRow>(
    "select id, invariant, row, expected, found, status, opened_at from finding where status in ('open', 'acknowledged') order by id",
  );

/** What an audit sees. */
export interface Seen {
  readonly invariant: string;
  readonly row: string;
  readonly expected: string;
  readonly found: string;
}

/** More at once than this tell nobody more: the rest is one line. */
export const MOST_STANDING = 50;
const REST = { row: 'further findings', expected: 'none' } as const;

export interface Noted {
  readonly opened: readonly string[];
  readonly closed: readonly string[];
}

/** What the comparison with a venue finds is named so; audits leave it alone, and the comparison what audits find. */
const RECONCILED = 'RECON-';
export const isReconciled = ({ invariant }: Pick<Seen, 'invariant'>): boolean => invariant.startsWith(RECONCILED);

/** Who looks: what it may close, the event that tells of what is new, and why something is gone. */
interface Checker {
  readonly owns: (finding: Pick<Seen, 'invariant'>) => boolean;
  readonly told: (tx: LedgerTx, actor: string, checked: number, opens: readonly Seen[]) => number;
  readonly gone: string;
  /** Under which the rest stands. */
  readonly rest: string;
}

const AUDIT: Checker = {
  owns: (finding) => !isReconciled(finding),
  told: (tx, actor, checked, opens) =>
    tx.append({
      kind: 'audit.finished',
      subject: 'ledger',
      actor,
      data: { ok: false, checked, findings: opens.map((one) => ({ ...one })) },
    }),
  gone: 'the audit no longer finds it',
  rest: 'AUDIT',
};

const RECONCILER: Checker = {
  owns: isReconciled,
  told: (tx, actor, checked, opens) =>
    tx.append({ kind: 'reconcile.finished', subject: 'ledger', actor, data: { checked, findings: opens.map((one) => ({ ...one })) } }),
  gone: 'the ledger and the venue agree again',
  rest: 'RECON-REST' satisfies Difference,
};

/** What an audit has just seen. */
export const noteFindings = (ledger: Ledger, seen: readonly Seen[], nextId: () => string, actor: string, checked: number): Noted =>
  note(ledger, seen, nextId, actor, checked, AUDIT);

/** What a comparison with the venue has just seen; their invariants begin with `RECON-`. */
export const noteDifferences = (ledger: Ledger, seen: readonly Seen[], nextId: () => string, actor: string, checked: number): Noted =>
  note(ledger, seen, nextId, actor, checked, RECONCILER);

/**
 * Compares what has just been seen with what stands: opens what is new, closes what is gone. Something that stands is not opened again, also when its
 * figures have changed. At most fifty stand; how many more there are is one finding of its own.
 */
function note(
  ledger: Ledger,
  seen: readonly Seen[],
  nextId: () => string,
  actor: string,
  checked: number,
  { owns, told, gone: why, rest: restName }: Checker,
): Noted {
  const standing = new Map<string, FindingRow>();
  for (const row of ledger.memory.findings.values()) if (owns(row)) standing.set(keyed(row, standing), row);
  const now = new Map<string, Seen>();
  for (const one of seen) now.set(keyed(one, now), one);
  const gone = [...standing].filter(([key, { invariant }]) => !now.has(key) && invariant !== restName);
  const fresh = [...now].filter(([key]) => !standing.has(key)).map(([, one]) => one);
  const kept = [...standing.values()].filter(({ invariant }) => invariant !== restName).length - gone.length;
  const opened = fresh.slice(0, Math.max(0, MOST_STANDING - kept));
  const more = fresh.length - opened.length;
  const rest = [...standing.values()].find(({ invariant }) => invariant === restName);
  const overflow =
    more > 0 && rest === undefined ? [{ ...REST, invariant: restName, found: `${more} more; heron audit --json lists all` }] : [];
  const closed = [...gone.map(([, { id }]) => id), ...(more === 0 && rest !== undefined ? [rest.id] : [])];
  const opens = [...opened, ...overflow];
  if (opens.length === 0 && closed.length === 0) return { opened: [], closed: [] };
  return ledger.transact((tx) => {
    const cause = opens.length === 0 ? null : told(tx, actor, checked, opens);
    const ids = opens.map(({ invariant, row, expected, found }) => {
      const id = nextId();
      tx.append({ kind: 'finding.opened', subject: id, actor, cause, data: { id, invariant, row, expected, found } });
      return id;
    });
    for (const id of closed) tx.append({ kind: 'finding.closed', subject: id, actor, data: { reason: why } });
    return { opened: ids, closed };
  });
}

/**
 * What makes two sightings the same thing: the invariant, the row and, where both sides name it, the column. Figures may differ: a balance that drifts
 * goes on drifting. A second one in the same list gets a number.
 */
function keyed({ invariant, row, expected, found }: Seen, taken: ReadonlyMap<string, unknown>): string {
  const column = columnOf({ expected, found }) ?? '';
  const key = `${invariant}|${row}|${column}`;
  let number = 1;
  while (taken.has(number === 1 ? key : `${key}|${number}`)) number++;
  return number === 1 ? key : `${key}|${number}`;
}

/** The column that differs: `fee 1.02` expected, `fee 0.01` found. */
export function columnOf({ expected, found }: Pick<Seen, 'expected' | 'found'>): string | undefined {
  const [column = ''] = expected.split(' ', 1);
  return /^[a-z_]+$/.test(column) && expected.length > column.length && found.startsWith(`${column} `) ? column : undefined;
}

/** Somebody knows of it: it stands, but asks for nobody any more. False when there is none. */
export function acknowledge(ledger: Ledger, id: string, actor: string, reason: string): boolean {
  if (!ledger.memory.findings.has(id)) return false;
  ledger.transact((tx) => tx.append({ kind: 'finding.acknowledged', subject: id, actor, data: { reason } }));
  return true;
}

/** One that stands or stood. */
export const findingById = (ledger: Reader, id: string): FindingRow | undefined =>
  ledger.get<FindingRow>('select id, invariant, row, expected, found, status, opened_at from finding where id = ?', id);
