import { backupAge } from './backupAge.ts';
import type { ReadyCheck } from './check.ts';
import { clockSkew } from './clockSkew.ts';
import { egressTest } from './egressTest.ts';
import { fundsCapped } from './fundsCapped.ts';
import { haltDrill } from './haltDrill.ts';
import { keyPermissions } from './keyPermissions.ts';
import { ledgerGate } from './ledgerGate.ts';
import { limitsSet } from './limitsSet.ts';
import { liveMode } from './liveMode.ts';
import { nothingOpen } from './nothingOpen.ts';
import { notifications } from './notifications.ts';
import { openingBalances } from './openingBalances.ts';
import { paperRecord } from './paperRecord.ts';
import { roundTrip } from './roundTrip.ts';
import { singleLease } from './singleLease.ts';
import { vaultKey } from './vaultKey.ts';
import { venueAccepted } from './venueAccepted.ts';
import { venueStops } from './venueStops.ts';

/** Every line of the readiness gate (E10), in the order in which a person mends them. */
export const READY_CHECKS: readonly ReadyCheck[] = [
  liveMode,
  singleLease,
  ledgerGate,
  vaultKey,
  keyPermissions,
  clockSkew,
  egressTest,
  venueAccepted,
  roundTrip,
  venueStops,
  openingBalances,
  fundsCapped,
  nothingOpen,
  limitsSet,
  haltDrill,
  notifications,
  paperRecord,
  backupAge,
];
