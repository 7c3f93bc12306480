import { setImmediate } from 'node:timers/promises';
import { memoryEqualsLedger } from '#src/audit/invariants/memoryEqualsLedger.ts';
import type { Clock } from '#src/domain/clock.ts';
import { type AnyEvent, type EventRow, eventOf } from '#src/ledger/event.ts';
import type { Ledger } from '#src/ledger/ledger.ts';
import { mend, remember } from '#src/ledger/mend.ts';
import { Rebuild } from '#src/ledger/rebuild.ts';
import { ChainWalk, eventRows, savedHead } from '#src/ledger/verify.ts';
import { type NoRepair, no, type Planned, planOf, RESTORE, type RepairPlan, refusalBefore } from './repairPlan.ts';

/** Events between two pauses: a long ledger is folded while everything else goes on. */
const PAGE = 500;
/** Shorter ones are folded at once. */
const LONG = 5_000;
const LONGEST = 500;

interface Repaired {
  readonly ok: true;
  readonly plan: RepairPlan;
  /** Other findings about the same row, which it ended too. */
  readonly also: readonly string[];
  /** What runs had taken its figures from the wrong row. */
  readonly needsRestart: boolean;
}

/** Makes rows as the events make them, after somebody has seen and approved exactly what is written. */
export interface Repairs {
  plan(id: string): Promise<RepairPlan | NoRepair>;
  /** Writes what `hash` stands for, if that is still what is to be written. */
  apply(id: string, hash: string, actor: string): Promise<Repaired | NoRepair>;
}

export function repairsOf(ledger: Ledger, clock: Clock): Repairs {
  return {
    async plan(id) {
      return withRebuilt(ledger, id, (rebuilt) => planOf(ledger, rebuilt, id));
    },
    async apply(id, hash, actor) {
      return withRebuilt(ledger, id, (rebuilt) => {
        const plan = planOf(ledger, rebuilt, id);
        if (!plan.ok) return plan;
        if (plan.hash !== hash)
          return no(`What is to be written has changed since it was shown: nothing was repaired.`, `Look again: /repair ${id}`);
        return applied(ledger, rebuilt, clock, plan, actor);
      });
    },
  };
}

/** Folds the events once more, in slices. `use` runs in the same turn as the last event, so that nothing can happen in between. */
async function withRebuilt<T>(ledger: Ledger, id: string, use: (rebuilt: Rebuild) => T | NoRepair): Promise<T | NoRepair> {
  const refused = refusalBefore(ledger, id);
  if (refused !== undefined) return refused;
  using rebuilt = new Rebuild();
  const chain = new ChainWalk();
  ledger.flush();
  let last = 0;
  const take = (row: EventRow): void => {
    chain.step(row);
    last = row.seq;
    let event: AnyEvent;
    try {
      event = eventOf(row);
    } catch (error) {
      rebuilt.stop(row.seq, error);
      return;
    }
    rebuilt.apply(event);
  };
  let walked = 0;
  for (const row of eventRows(ledger)) {
    take(row);
    if (++walked % PAGE === 0 && ledger.head.seq > LONG) await setImmediate();
  }
  // What was written in the pauses; from here on there is none.
  ledger.flush();
  if (last > 0) for (const row of eventRows(ledger, last)) take(row);
  rebuilt.finish();
  const { firstBad } = chain.finish(savedHead(ledger));
  if (firstBad !== undefined)
    return no(`Event #${firstBad.seq} is not as it was written, so nobody can know what the rows should be.`, RESTORE);
  if (rebuilt.stopped !== undefined) return no(`Event #${rebuilt.stopped.seq} cannot be applied: ${rebuilt.stopped.why}.`, RESTORE);
  return use(rebuilt);
}

function applied(ledger: Ledger, rebuilt: Rebuild, clock: Clock, planned: Planned, actor: string): Repaired | NoRepair {
  const { mend: change, finding, ...plan } = planned;
  const about = [...ledger.memory.findings.values()].filter((one) => one.invariant === finding.invariant && one.row === finding.row);
  const said = (side: 'before' | 'after'): string =>
    plan.changes
      .map((one) => `${one.what} ${one[side]}`)
      .join(', ')
      .slice(0, LONGEST);
  try {
    return ledger.transact((tx) => {
      mend(tx, change);
      for (const { id } of about)
        tx.append({
          kind: 'finding.repaired',
          subject: id,
          actor,
          data: { table: change.table, before: said('before'), after: said('after') },
        });
      // Whoever started on the wrong row has its figures in memory.
      const agrees = memoryAgrees(ledger, rebuilt, clock);
      if (!agrees) remember(tx);
      return { ok: true, plan, also: about.map(({ id }) => id).filter((id) => id !== finding.id), needsRestart: !agrees };
    });
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    return no(`The ledger did not take it: ${said}. Nothing was changed.`, `Other findings may have to be repaired first: /drift.`);
  }
}

function memoryAgrees(ledger: Ledger, rebuilt: Rebuild, clock: Clock): boolean {
  const checked = memoryEqualsLedger.start({ ledger, rebuilt, clock })?.finish();
  return checked === undefined || checked instanceof Promise || checked.faults.length === 0;
}
