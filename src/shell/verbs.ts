import type { Io } from './io.ts';
import type { Options } from './options.ts';
import { REFUSED_FLAGS } from './secretArguments.ts';

/** Something that Heron does from the shell. It is loaded when it is asked for, so that a small verb starts fast. */
export interface Verb {
  readonly name: string;
  readonly summary: string;
  readonly usage: string;
  readonly flags: Record<string, { type: 'string' | 'boolean'; multiple?: boolean }>;
  load(): Promise<{ run(options: Options, io: Io): Promise<number> }>;
}

export const VERBS: readonly Verb[] = [
  {
    name: 'start',
    summary: 'runs Heron on paper, at a simulated market or at the real prices of a venue; talk to it at the prompt, or pipe commands in',
    usage: 'heron start [--service] [--ledger FILE]',
    flags: { service: { type: 'boolean' } },
    load: () => import('./start.ts'),
  },
  {
    name: 'demo',
    summary: 'plays a short day at high speed as a conversation, then ends',
    usage: 'heron demo [--ledger FILE]',
    flags: {},
    load: () => import('./demo.ts'),
  },
  {
    name: 'replay',
    summary: 'runs the same engine over a file of candles and reports',
    usage:
      'heron replay --candles FILE --market BTC/USD [--profile swing|intraday] [--approve auto|policy|none] [--seed N] [--strategist smc|llm --answers FILE [--record]] [--json]',
    flags: {
      candles: { type: 'string' },
      market: { type: 'string' },
      profile: { type: 'string' },
      approve: { type: 'string' },
      seed: { type: 'string' },
      strategist: { type: 'string' },
      answers: { type: 'string' },
      record: { type: 'boolean' },
    },
    load: () => import('./replayVerb.ts'),
  },
  {
    name: 'eval',
    summary: 'runs strategists over a file of candles and says how they differ, and how sure that is',
    usage: 'heron eval --candles FILE --market BTC/USD [--profile swing|intraday] [--answers FILE] [--json]',
    flags: { candles: { type: 'string' }, market: { type: 'string' }, profile: { type: 'string' }, answers: { type: 'string' } },
    load: () => import('./evalVerb.ts'),
  },
  {
    name: 'fetch',
    summary: 'downloads one-minute candles of a venue into the ledger, goes on where it stopped, and names what is missing',
    usage: 'heron fetch VENUE MARKET… --from 2026-01-01 [--to 2026-02-01] [--ledger FILE] [--json]',
    flags: { from: { type: 'string' }, to: { type: 'string' } },
    load: () => import('./fetchVerb.ts'),
  },
  {
    name: 'say',
    summary: 'says one thing to a running Heron, or asks a ledger that nobody runs, and prints the answer',
    usage: 'heron say "/status" [--ledger FILE]',
    flags: {},
    load: () => import('./say.ts'),
  },
  {
    name: 'audit',
    summary: 'checks the ledger against itself; exit 1 when something disagrees',
    usage: 'heron audit [--ledger FILE] [--json]',
    flags: {},
    load: () => import('./auditVerb.ts'),
  },
  {
    name: 'verify',
    summary: 'recomputes the hash chain and every fact behind it; exit 1 and the number of the first changed event',
    usage: 'heron verify [--ledger FILE] [--json]',
    flags: {},
    load: () => import('./verifyVerb.ts'),
  },
  {
    name: 'backup',
    summary: 'copies the ledger into a file of its own, also while a Heron runs on it, and reads the copy back',
    usage: 'heron backup [--to FILE] [--ledger FILE] [--list] [--json]',
    flags: { to: { type: 'string' }, list: { type: 'boolean' }, 'for-heron': { type: 'boolean' } },
    load: () => import('./backupVerb.ts'),
  },
  {
    name: 'restore',
    summary: 'puts a backup in the place of a ledger, keeps the one that was there, and halts until an owner resumes',
    usage: 'heron restore FILE [--to LEDGER] [--json]',
    flags: { to: { type: 'string' } },
    load: () => import('./restoreVerb.ts'),
  },
  {
    name: 'ready',
    summary: 'checks every line of the readiness gate for live money, each with its figure; exit 1 when one fails',
    usage: 'heron ready [--probe] [--paper LEDGER] [--json] [--ledger FILE]',
    flags: { probe: { type: 'boolean' }, paper: { type: 'string' } },
    load: () => import('./readyVerb.ts'),
  },
  {
    name: 'keys',
    summary:
      'keeps the keys of exchanges and model providers in an encrypted vault: typed at a hidden prompt or piped in, never an argument',
    usage:
      'heron keys list | add PROVIDER [--testnet] [--untested] | test [PROVIDER] | rotate PROVIDER|vault | remove PROVIDER [--yes]  [--json]',
    flags: { testnet: { type: 'boolean' }, untested: { type: 'boolean' }, yes: { type: 'boolean' }, ...REFUSED_FLAGS },
    load: () => import('./keysVerb.ts'),
  },
  {
    name: 'doctor',
    summary: 'checks Node, settings, disk, ledger, backups, clock, venue, keys, chat and model, and says what to mend',
    usage: 'heron doctor [--json]',
    flags: {},
    load: () => import('./doctor.ts'),
  },
  {
    name: 'version',
    summary: 'prints the version',
    usage: 'heron version [--json]',
    flags: {},
    load: () => import('./versionVerb.ts'),
  },
];
