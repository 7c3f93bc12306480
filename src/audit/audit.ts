import { type AnyEvent, eventOf } from '#src/ledger/event.ts';
import { Rebuild } from '#src/ledger/rebuild.ts';
import { eventRows } from '#src/ledger/verify.ts';
import type { Check, Checked, Fault, Invariant } from './invariant.ts';
import { INVARIANTS } from './invariants/index.ts';
import type { AuditReport, Finding } from './report.ts';
import type { Parts, World } from './world.ts';

/** More of the same tell nobody more. */
const MOST_PER_INVARIANT = 50;

interface Running {
  readonly invariant: Invariant;
  readonly check: Check;
  readonly unreadable: Fault[];
}

/**
 * Checks everything that must hold, in one walk over the events. The ledger is read at one moment, synchronously; only what has to ask a venue
 * is awaited afterwards. Whatever stands in a row, the audit does not throw: what cannot be checked is a finding.
 */
export async function audit(parts: Parts, invariants: readonly Invariant[] = INVARIANTS): Promise<AuditReport> {
  const { ledger, clock } = parts;
  const start = clock.mono();
  if (!ledger.readonly) ledger.flush();
  using rebuilt = new Rebuild();
  const world: World = { ...parts, rebuilt };
  const running: Running[] = [];
  for (const invariant of invariants) {
    const check = invariant.start(world);
    if (check !== undefined) running.push({ invariant, check, unreadable: [] });
  }
  const walks = running.some(({ invariant }) => invariant.readsEvents !== false);
  const { events, finished } = ledger.consistently(() => ({
    events: walks ? walk(world, running) : 0,
    finished: running.map(({ check }) => attempt(() => check.finish())),
  }));
  const checked: { invariant: string; rows: number }[] = [];
  const findings: Finding[] = [];
  for (const [index, { invariant, unreadable }] of running.entries()) {
    const { rows, faults } = await settled(finished[index]);
    checked.push({ invariant: invariant.id, rows });
    findings.push(...named(invariant.id, [...unreadable, ...faults]));
  }
  return { ok: findings.length === 0, checked, findings, elapsedMs: Math.round(clock.mono() - start), events };
}

/** Gives each event to the rebuilt ledger and then to every check that wants it. Returns how many there were. */
function walk(world: World, running: readonly Running[]): number {
  const reading = running.filter(({ check }) => check.row !== undefined);
  const watching = running.filter(({ check }) => check.event !== undefined);
  let events = 0;
  for (const row of eventRows(world.ledger)) {
    events++;
    for (const { check } of reading) check.row?.(row);
    let event: AnyEvent;
    try {
      event = eventOf(row);
    } catch (error) {
      world.rebuilt.stop(row.seq, error);
      continue;
    }
    world.rebuilt.apply(event);
    for (const { check, unreadable } of watching) {
      try {
        check.event?.(event);
      } catch (error) {
        unreadable.push({ row: `event ${row.seq}`, expected: 'something that can be read', found: said(error) });
      }
    }
  }
  world.rebuilt.finish();
  return events;
}

type Attempt = { readonly good: Checked | Promise<Checked> } | { readonly bad: unknown };

/** A check that fails is a finding; it keeps no other from being made. */
function attempt(finish: () => Checked | Promise<Checked>): Attempt {
  try {
    return { good: finish() };
  } catch (error) {
    return { bad: error };
  }
}

async function settled(one: Attempt | undefined): Promise<Checked> {
  if (one === undefined) return { rows: 0, faults: [] };
  try {
    if ('bad' in one) throw one.bad;
    return await one.good;
  } catch (error) {
    return { rows: 0, faults: [{ row: 'the ledger', expected: 'rows that can be read', found: said(error) }] };
  }
}

function named(invariant: string, faults: readonly Fault[]): Finding[] {
  const findings = faults.slice(0, MOST_PER_INVARIANT).map((fault) => ({ invariant, ...fault }));
  const more = faults.length - findings.length;
  if (more > 0) findings.push({ invariant, row: `${more} more`, expected: 'none', found: 'of the same kind' });
  return findings;
}

const said = (error: unknown): string => (error instanceof Error ? error.message.replace(/^bug: /, '') : String(error)).slice(0, 200);
