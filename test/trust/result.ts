import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** A figure that a run was to reach, as a sentence and as what was measured. */
export interface Goal {
  /** What is measured: `growth of memory after the first two hours`. */
  readonly what: string;
  /** What it is to be, with its unit: `less than 5 %`. */
  readonly target: string;
  /** What it was, with its unit: `1.8 %`. */
  readonly measured: string;
  readonly met: boolean;
}

/** How a check of the security list is proven. */
export interface SecurityCheck {
  /** `SEC-01` … `SEC-40`. */
  readonly id: string;
  /** What must hold, as a sentence. */
  readonly says: string;
  /** Tests that fail when it does not hold: file below the project, and title. */
  readonly proofs: readonly (readonly [file: string, title: string])[];
  /** What of it no test shows, and why. */
  readonly open?: string;
}

/** One run of one tool, as it is kept in `docs/trust/<tool>.json`. */
export interface TrustResult {
  readonly tool: string;
  /** What was run: 40 hex digits of `git rev-parse HEAD`. */
  readonly commit: string;
  /** The files were not those of the commit: something was changed and not committed. */
  readonly uncommitted: boolean;
  /** When it ended, ISO-8601 UTC. */
  readonly at: string;
  readonly machine: { readonly cpus: number; readonly cpu: string; readonly node: string; readonly platform: string };
  readonly seconds: number;
  /** What was done, how often, in words that need no explanation: `{ 'worlds lived': 500000, 'crashes in them': 1020344 }`. */
  readonly tried: Readonly<Record<string, number | string>>;
  /** What was not as it must be, a sentence each, with the seed or the way to see it. Empty when nothing was found. */
  readonly found: readonly string[];
  /** Figures to reach, where the tool has any. */
  readonly goals?: readonly Goal[];
  /** Only of the tool `security`. */
  readonly checks?: readonly SecurityCheck[];
  /** What the run did not do, or could not, a sentence each. */
  readonly notes?: readonly string[];
  /** The command that does it again. */
  readonly again: string;
}

/** What a run says itself; the rest is asked of git and of the machine. */
export type Told = Omit<TrustResult, 'commit' | 'uncommitted' | 'at' | 'machine' | 'seconds'> & {
  /** Length of the run; the age of the process where it is not said. */
  readonly seconds?: number;
};

/** Writes the result of a run to `file`, beside what was run, on what, when and how long. Returns what was written. */
export function writeResult(file: string | URL, { tool, seconds = process.uptime(), ...told }: Told): TrustResult {
  const result: TrustResult = {
    tool,
    ...revision(),
    at: new Date().toISOString(),
    machine: machine(),
    seconds: Math.round(seconds * 10) / 10,
    ...told,
  };
  const path = file instanceof URL ? fileURLToPath(file) : file;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(result, null, 2)}\n`);
  return result;
}

/** Where the result of a tool is kept: what a run writes when no `--out` says otherwise. */
export const resultFile = (tool: string): string => `${ROOT}docs/trust/${tool}.json`;

export const readResult = (file: string): TrustResult => JSON.parse(readFileSync(file, 'utf8')) as TrustResult;

function machine(): TrustResult['machine'] {
  const [cpu] = cpus();
  return {
    cpus: cpus().length,
    cpu: cpu?.model.trim() ?? 'unknown',
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
  };
}

/** The results themselves do not count as changes: they are written by runs, and committed after them. */
export function revision(): Pick<TrustResult, 'commit' | 'uncommitted'> {
  const git = (...args: readonly string[]): string => execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trim();
  return {
    commit: git('rev-parse', 'HEAD'),
    uncommitted: git('status', '--porcelain', '--', '.', ':!docs/trust', ':!docs/trust.md') !== '',
  };
}
