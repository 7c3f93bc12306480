import { sha256 } from '#src/domain/hash.ts';
import type { Reader } from './core.ts';
import { hashedText } from './event.ts';
import { eventRowsAfter } from './events.ts';
import { GENESIS } from './ledger.ts';

const PAGE = 1_000;

/** What a recomputation of the hash chain found. `seq` of a break is the first event that does not fit. */
export interface ChainReport {
  readonly ok: boolean;
  readonly events: number;
  /** Hash of the last event that fits; with its number, the anchor that can be compared elsewhere. */
  readonly hash: string;
  readonly seq: number;
  readonly broken?: { readonly seq: number; readonly expected: string; readonly found: string } | undefined;
}

/** Recomputes every hash in pages; `pause` lets something else run between two pages, because a long chain takes its time. */
export async function verifyChain(ledger: Reader, pause: () => Promise<void>): Promise<ChainReport> {
  let hash = GENESIS;
  let seq = 0;
  for (;;) {
    const rows = eventRowsAfter(ledger, seq, PAGE);
    for (const row of rows) {
      if (row.seq !== seq + 1) {
        return { ok: false, events: seq, hash, seq, broken: { seq: seq + 1, expected: 'an event', found: 'none' } };
      }
      const expected = sha256(hash + hashedText(row.seq, row.at, row.actor, row.kind, row.subject, row.cause, row.data));
      if (expected !== row.hash) return { ok: false, events: seq, hash, seq, broken: { seq: row.seq, expected, found: row.hash } };
      hash = row.hash;
      seq = row.seq;
    }
    if (rows.length < PAGE) return { ok: true, events: seq, hash, seq };
    await pause();
  }
}
