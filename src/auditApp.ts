import { fileURLToPath } from 'node:url';
import { audit } from '#src/audit/audit.ts';
import type { AuditReport } from '#src/audit/report.ts';
import type { Surface } from '#src/audit/world.ts';
import { settingsNobodyReads } from '#src/config/readers.ts';
import { type Decimal, negate, sum, toText } from '#src/domain/decimal.ts';
import type { Book } from '#src/domain/posting.ts';
import type { Ledger } from '#src/ledger/ledger.ts';
import { PERFORMANCE_BY, performanceBy, pnlBetween } from '#src/ledger/pnl.ts';
import { postedByTrades } from '#src/ledger/postings.ts';
import type { App, RunningApp } from './app.ts';

/** Where the sources are: what a setting or a table is used for is read there. */
const HOUSE = fileURLToPath(new URL('..', import.meta.url));

/** Everywhere that realized PnL is shown or follows from: all of them must say the same to the last digit. */
export function surfacesOf(ledger: Ledger): Surface[] {
  const posted = (book: Book): Decimal => postedByTrades(ledger, book);
  return [
    { name: '/pnl all', pnl: () => toText(pnlBetween(ledger, undefined, undefined).pnl) },
    ...PERFORMANCE_BY.map((by) => ({
      name: `/performance ${by}`,
      pnl: () => toText(sum(performanceBy(ledger, by).map(({ pnl }) => pnl))),
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

/** Audits a running Heron: its ledger, its memory, its venue, its jobs and what it shows. */
export function auditApp(app: Audited, monoMs: () => number): Promise<AuditReport> {
  const { ledger, clock, quotes, jobs, venue, startedAt } = app;
  return audit({
    ledger,
    clock: { now: () => clock.now(), mono: monoMs, after: clock.after.bind(clock), every: clock.every.bind(clock) },
    surfaces: surfacesOf(ledger),
    unreadSettings: () => settingsNobodyReads(HOUSE),
    ...(venue && { quotes, venues: [venue], jobs, startedAt }),
  });
}
