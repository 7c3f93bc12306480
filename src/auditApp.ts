import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { audit } from '#src/audit/audit.ts';
import { INVARIANTS } from '#src/audit/invariants/index.ts';
import type { AuditReport } from '#src/audit/report.ts';
import type { Surface } from '#src/audit/world.ts';
import { settingsNobodyReads } from '#src/config/readers.ts';
import { type Decimal, negate, sum, toText } from '#src/domain/decimal.ts';
import type { Book } from '#src/domain/posting.ts';
import type { Ledger } from '#src/ledger/ledger.ts';
import { PERFORMANCE_BY } from '#src/ledger/pnl.ts';
import { postedByTrades } from '#src/ledger/postings.ts';
import { runningPerformance, runningPnl } from '#src/ledger/runningPnl.ts';
import type { App, RunningApp } from './app.ts';

/** Where the sources are: what a setting or a table is used for is read there. */
const HOUSE_URL = new URL('..', import.meta.url);
const HOUSE = fileURLToPath(HOUSE_URL);

/** Everywhere that realized PnL is shown or follows from: all of them must say the same to the last digit. */
export function surfacesOf(ledger: Ledger): Surface[] {
  const posted = (book: Book): Decimal => postedByTrades(ledger, book);
  return [
    { name: '/pnl all', pnl: () => toText(runningPnl(ledger).pnl) },
    ...PERFORMANCE_BY.map((by) => ({
      name: `/performance ${by}`,
      pnl: () => toText(sum(runningPerformance(ledger, by).map(({ pnl }) => pnl))),
    })),
    {
      name: '/coins (scores by market)',
      pnl: () => toText(sum([...ledger.memory.scores.values()].filter(({ dimension }) => dimension === 'market').map(({ pnl }) => pnl))),
    },
    { name: 'the postings', pnl: () => toText(negate(sum([posted('pnl'), posted('fees'), posted('funding')]))) },
  ];
}

/** A running Heron, or a ledger and a clock alone. */
export type Audited = Pick<App, 'ledger' | 'clock'> & Partial<Pick<RunningApp, 'quotes' | 'jobs' | 'venue' | 'startedAt'>>;

/** With more of either than this, the file is audited by a process of its own: the walk would hold up the prompt and the sniper. */
const MANY_EVENTS = 5_000;
/** Of 4 KiB. What was said, heard and looked at has many rows and no events. */
const MANY_PAGES = 2_000;
const LONGEST_REPORT = 16 * 1024 ** 2;

/** Audits a running Heron: its ledger, its memory, its venue, its jobs and what it shows. */
export async function auditApp(app: Audited, monoMs: () => number): Promise<AuditReport> {
  const { ledger, clock, quotes, jobs, venue, startedAt } = app;
  const parts = {
    ledger,
    clock: { now: () => clock.now(), mono: monoMs, after: clock.after.bind(clock), every: clock.every.bind(clock) },
    surfaces: surfacesOf(ledger),
    unreadSettings,
    ...(venue && { quotes, venues: [venue], jobs, startedAt }),
  };
  if (venue === undefined || ledger.path === ':memory:' || isSmall(ledger)) return audit(parts);
  const [file, here] = await Promise.all([
    auditFile(ledger.path),
    audit(
      parts,
      INVARIANTS.filter(({ readsEvents }) => readsEvents === false),
    ),
  ]);
  return {
    ok: file.ok && here.ok,
    checked: [...file.checked.filter(({ invariant }) => here.checked.every((one) => one.invariant !== invariant)), ...here.checked],
    findings: [...file.findings, ...here.findings],
    elapsedMs: Math.max(file.elapsedMs, here.elapsedMs),
    events: file.events,
  };
}

const isSmall = (ledger: Ledger): boolean =>
  ledger.head.seq < MANY_EVENTS && (ledger.get<{ page_count: number }>('pragma page_count')?.page_count ?? 0) < MANY_PAGES;

let unread: readonly string[] | undefined;

/** The sources do not change while a process runs. */
const unreadSettings = (): readonly string[] => {
  unread ??= settingsNobodyReads(HOUSE);
  return unread;
};

/** `heron audit --json` on a file. It exits with 1 when it found something, and prints the report all the same. */
async function auditFile(path: string): Promise<AuditReport> {
  const args = [fileURLToPath(new URL('bin/heron.mjs', HOUSE_URL)), 'audit', '--json', '--ledger', path];
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: LONGEST_REPORT }).catch(
    (error: { stdout?: string }) => {
      if (!error.stdout?.startsWith('{')) throw error;
      return { stdout: error.stdout };
    },
  );
  return JSON.parse(stdout) as AuditReport;
}
