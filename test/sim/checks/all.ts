import type { RunningApp } from '#src/app.ts';
import { audit } from '#src/audit/audit.ts';
import { INVARIANTS } from '#src/audit/invariants/index.ts';
import type { Parts } from '#src/audit/world.ts';
import { surfacesOf } from '#src/auditApp.ts';
import type { World } from '../world.ts';
import { differences } from './books.ts';
import { checkChats } from './chats.ts';
import { checkOrders } from './orders.ts';

const OF: Readonly<Record<string, string>> = { fills: 'INV-6', fundings: 'INV-6', transfers: 'INV-6', balances: 'INV-7' };
const LONGEST_MS = 120_000;

/** Those that look at rows and memory alone. */
const LIGHT = INVARIANTS.filter(({ readsEvents }) => readsEvents === false);

const partsOf = ({ ledger, clock, quotes, venue, jobs, startedAt }: RunningApp): Parts => ({
  ledger,
  clock: { now: () => clock.now(), mono: () => 0, after: clock.after.bind(clock), every: clock.every.bind(clock) },
  quotes,
  venues: [venue],
  surfaces: surfacesOf(ledger),
  jobs,
  startedAt,
});

/**
 * Everything that has to hold at the end, from the exchange's own books and from the app's own audit. The walk of that audit over all events costs as much
 * as a third of a world: without `isWhole` it looks at rows and memory alone.
 */
export async function checkAll(world: World, isWhole: boolean): Promise<void> {
  const { running, convergedMs = Number.POSITIVE_INFINITY } = world;
  if (running === undefined) {
    world.violated('INV-5', 'Heron does not run ten minutes after everything was healed');
    return;
  }
  // What somebody opened by hand beside a position of ours is nobody's to take over: it stands as a difference, and its market is frozen (INV-5).
  const isFrozen = [...running.app.ledger.memory.findings.values()].some(
    ({ invariant }) => invariant === 'RECON-QUANTITY' || invariant === 'RECON-GHOST',
  );
  const left = differences(world).filter(({ of }) => of !== 'positions' || !isFrozen || (world.counts.byHand ?? 0) === 0);
  for (const { of, what } of left) world.violated(OF[of] ?? 'INV-5', what);
  if (convergedMs > LONGEST_MS)
    world.violated('INV-5', `it took ${convergedMs} ms until ledger and venue agreed or a difference was shown`);
  checkOrders(world);
  checkChats(world);
  const { findings } = isWhole ? await running.app.audit() : await audit(partsOf(running.app), LIGHT);
  if (isWhole) world.counts.audits = (world.counts.audits ?? 0) + 1;
  // That a job could not be written down is true, and is to be found.
  const isTold = (said: string): boolean => /(?:database is locked|disk is full|disk I\/O error)$/.test(said);
  for (const { invariant, row, expected, found } of findings)
    if (invariant !== 'JOBS' || !isTold(found)) world.violated(`AUDIT ${invariant}`, `${row}: ${expected}, found ${found}`);
}
