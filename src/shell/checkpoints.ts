import type { Clock } from '#src/domain/clock.ts';
import type { Ledger } from '#src/ledger/ledger.ts';

const EVERY_MS = 5_000;

/** Keeps the ledger's log short between commits, so that none of them has to: an order waits for its commit. Returns the way to stop it. */
export function keepLogShort(ledger: Pick<Ledger, 'checkpoint'>, wall: Clock): () => void {
  const timer = wall.every(EVERY_MS, () => ledger.checkpoint());
  return () => timer.cancel();
}
