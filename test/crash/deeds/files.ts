import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { instant, VirtualClock } from '#src/domain/clock.ts';
import { Ledger } from '#src/ledger/ledger.ts';
import { verifyChain } from '#src/ledger/verify.ts';
import { faultsOfFile } from '../faultsOfFile.ts';

/** Events of a ledger that a deed begins with. */
export const EVENTS = 40;
export const AT = instant(Date.parse('2026-03-02T08:00:00Z'));

export const ledgerIn = (folder: string): string => join(folder, 'heron.db');

/** Makes a ledger with some events. */
export function write(path: string, events = EVENTS): void {
  const ledger = new Ledger({ path, clock: new VirtualClock(AT) });
  try {
    for (let i = 0; i < events; i++)
      ledger.transact((tx) =>
        tx.append({ kind: 'app.started', subject: 'heron', actor: 'heron', data: { version: String(i), mode: 'live', feed: 'a test' } }),
      );
  } finally {
    ledger.close();
  }
}

/** What is wrong with a ledger that has to have at least so many events, whatever its schema. */
export function faultsOf(path: string, least: number): string[] {
  if (!existsSync(path)) return [`there is no ${path.split('/').at(-1)}`];
  const faults = faultsOfFile(path);
  const ledger = new Ledger({ path, clock: new VirtualClock(AT), readonly: true });
  try {
    const { ok, events, firstBad } = verifyChain(ledger);
    if (!ok) faults.push(`its chain of hashes breaks at event ${firstBad?.seq}`);
    if (events < least) faults.push(`it has ${events} events, and had ${least}`);
  } finally {
    ledger.close();
  }
  return faults;
}
