import type { Clock } from '#src/domain/clock.ts';
import type { Ledger } from '#src/ledger/ledger.ts';
import { audit } from './audit.ts';
import { hashChain } from './invariants/hashChain.ts';
import { rebuilt } from './invariants/rebuilt.ts';
import { sealed } from './invariants/sealed.ts';
import { type Finding, findingText } from './report.ts';

/** Whether the ledger is as it was written: the chain of hashes, every row that follows from an event, and every sealed row. */
export interface VerifyReport {
  readonly ok: boolean;
  readonly events: number;
  /** The anchor: number and hash of the newest event, to compare with what was posted elsewhere. */
  readonly head: { readonly seq: number; readonly hash: string };
  readonly findings: readonly Finding[];
  readonly elapsedMs: number;
  /** All of it as plain text, a line for each finding. */
  readonly text: string;
}

/** `/verify` and `heron verify`. Works on a ledger that was opened for reading only, and on one with anything in its rows. */
export async function verify(ledger: Ledger, clock: Clock): Promise<VerifyReport> {
  const { ok, events, findings, elapsedMs } = await audit({ ledger, clock }, [hashChain, rebuilt, sealed]);
  const { head } = ledger;
  const lines = findings.map(findingText);
  const sum = ok
    ? `The ledger is as it was written: ${events} events, the newest ${head.seq} with hash ${head.hash}.`
    : `The ledger was changed by hand: ${findings.length} ${findings.length === 1 ? 'finding' : 'findings'} in ${events} events.`;
  return { ok, events, head, findings, elapsedMs, text: [sum, ...lines].join('\n') };
}
