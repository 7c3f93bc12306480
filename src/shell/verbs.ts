import type { Io } from './io.ts';
import type { Options } from './options.ts';

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
    summary: 'runs Heron on paper at a simulated market; talk to it at the prompt, or pipe commands in',
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
    name: 'doctor',
    summary: 'checks Node, settings, the folder of the ledger, the ledger and the clock, and says what to mend',
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
