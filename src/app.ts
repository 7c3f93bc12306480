import type { AuditReport } from '#src/audit/report.ts';
import type { Sourced } from '#src/config/load.ts';
import type { Clock } from '#src/domain/clock.ts';
import type { Quotes } from '#src/domain/quotes.ts';
import type { Ledger } from '#src/ledger/ledger.ts';
import type { Sniper } from '#src/sniper/sniper.ts';
import type { Proposer } from '#src/strategist/propose.ts';

/** A running Heron. Everything that can be said to it goes through here; everything it knows is in its ledger. */
export interface App extends AsyncDisposable {
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly quotes: Quotes;
  readonly settings: Sourced;
  /** `paper · SIMULATED market`, for badges. */
  readonly mode: 'paper' | 'live';
  readonly feed: { readonly name: string; readonly simulated: boolean };
  readonly sniper: Sniper;
  readonly proposer: Proposer;
  /** Checks everything, from the ledger file and from memory. */
  audit(): Promise<AuditReport>;
  /** Name of each job, how often it should run and when it last ran. */
  readonly jobs: readonly { readonly name: string; readonly everyMs: number }[];
}
