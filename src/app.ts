import { randomBytes } from 'node:crypto';
import { IndicatorBoard } from '#src/analysis/board.ts';
import type { AuditReport } from '#src/audit/report.ts';
import type { PlatformState } from '#src/chat/platform.ts';
import type { Sourced } from '#src/config/load.ts';
import { Candles } from '#src/domain/candles.ts';
import { type Clock, type Instant, later, parseInstant, type VirtualClock } from '#src/domain/clock.ts';
import { negate, toText, ZERO } from '#src/domain/decimal.ts';
import { assert } from '#src/domain/errors.ts';
import { countingIds } from '#src/domain/ids.ts';
import { Quotes } from '#src/domain/quotes.ts';
import type { SteppedFeed } from '#src/feed/port.ts';
import { pruneButtons } from '#src/ledger/buttons.ts';
import { equityOf } from '#src/ledger/equity.ts';
import type { AnyEvent, LedgerKind } from '#src/ledger/event.ts';
import { noteFindings } from '#src/ledger/findings.ts';
import { checkNewest } from '#src/ledger/gate.ts';
import { highestIds, lastPaperOrderNumber } from '#src/ledger/highest.ts';
import { lastJobRun, pruneJobRuns } from '#src/ledger/jobs.ts';
import type { Ledger, LedgerTx } from '#src/ledger/ledger.ts';
import { entryLeverage } from '#src/ledger/orders.ts';
import { balancesOf } from '#src/ledger/postings.ts';
import { pruneTraces } from '#src/ledger/traces.ts';
import type { Recovered } from '#src/sniper/recover.ts';
import { Sniper } from '#src/sniper/sniper.ts';
import type { Strategist } from '#src/strategist/port.ts';
import { Proposer } from '#src/strategist/propose.ts';
import { PaperVenue } from '#src/venue/paper/paperVenue.ts';
import { Engine } from './engine.ts';
import { ACCOUNT, DESK, found } from './found.ts';
import { type Job, runJob, startJobs } from './jobs.ts';
import { type Repairs, repairsOf } from './repair.ts';
import { foundSchedules, Schedules, type ScheduleVerbs } from './schedules.ts';
import { tasksOf } from './tasks.ts';
import { VERSION } from './version.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const WEEK_MS = 7 * 24 * HOUR_MS;

/** What can be asked of the sniper from outside. */
type SniperVerbs = Pick<
  Sniper,
  | 'answer'
  | 'edit'
  | 'disarm'
  | 'closePosition'
  | 'cancelOrder'
  | 'halt'
  | 'resume'
  | 'setDeskStatus'
  | 'distancePct'
  | 'limitsInUse'
  | 'worstDrawdownPct'
>;

/** A running Heron. Everything that can be said to it goes through here; everything it knows is in its ledger. */
export interface App extends AsyncDisposable {
  readonly clock: Clock;
  /** Time of the people who talk to it: the machine's, also where the market runs at another speed. */
  readonly wall: Clock;
  /** Bytes that nobody can guess, for codes and buttons. */
  readonly entropy: (bytes: number) => Uint8Array;
  readonly ledger: Ledger;
  readonly quotes: Quotes;
  readonly candles: Candles;
  readonly settings: Sourced;
  readonly mode: 'paper' | 'live';
  readonly feed: { readonly name: string; readonly simulated: boolean };
  readonly sniper: SniperVerbs;
  readonly proposer: Pick<Proposer, 'now'>;
  readonly jobs: readonly Pick<Job, 'name' | 'everyMs'>[];
  readonly schedules: ScheduleVerbs;
  readonly repairs: Repairs;
  /** How the chat platforms are; set by whoever runs them. */
  platforms?: () => readonly PlatformState[];
  /** Checks everything: the ledger against itself, against memory, against the venue. What is new or gone since the audit before is noted. */
  audit(actor?: string): Promise<AuditReport>;
  /** Ends in order, with the reason in the ledger; disposing does the same. */
  stop(reason: string): Promise<void>;
}

/** An App with its parts, for whoever drives it. */
export interface RunningApp extends App {
  readonly engine: Engine;
  readonly venue: PaperVenue;
  /** What the start found and did. */
  readonly recovered: Recovered;
  readonly startedAt: Instant;
}

/** What differs between a simulated market, a replay and a test: clock, feed and the ledger's kind. */
export interface AppParts {
  readonly settings: Sourced;
  readonly ledger: Ledger;
  readonly clock: VirtualClock;
  /** The market's clock unless said. */
  readonly wall?: Clock;
  readonly entropy?: (bytes: number) => Uint8Array;
  readonly feed: SteppedFeed & { fundingPct?: (market: string, at: ReturnType<Clock['now']>) => number; snapshot?: () => string };
  readonly strategist: Strategist;
  readonly kind: LedgerKind;
  readonly source: string;
  readonly ledgerId: string;
  /** Is called for each event in its transaction: where chat queues what is said about it. */
  readonly announce?: (
    tx: LedgerTx,
    event: AnyEvent,
    scene: Pick<App, 'ledger' | 'clock' | 'wall' | 'quotes' | 'candles' | 'mode' | 'feed' | 'settings' | 'sniper'>,
  ) => void;
  readonly report?: (error: unknown) => void;
  /** Real milliseconds that never go back, for measuring how long an audit takes. */
  readonly monoMs?: () => number;
  /** Jobs that a replay does not need are left out. */
  readonly withJobs?: boolean;
}

/** Builds a Heron in order: ledger, venue, sniper, strategist, engine; then recovery; ready when it returns. */
export async function createApp(parts: AppParts): Promise<RunningApp> {
  const { ledger, clock, feed, kind, source, ledgerId } = parts;
  const settings = parts.settings.values;
  const report = parts.report ?? (() => undefined);
  const quotes = new Quotes();
  const candles = new Candles();
  const board = new IndicatorBoard(candles);
  const facts = { ledger, quotes, settings: parts.settings, mode: 'paper' as const, feed: { name: feed.name, simulated: feed.simulated } };
  checkNewest(ledger);
  found(ledger, { kind, source, ledgerId, venue: 'paper', markets: feed.markets, settings });
  const fundingPct = (market: string): number => feed.fundingPct?.(market, clock.now()) ?? 0;
  const venue = new PaperVenue({
    name: 'paper',
    markets: feed.markets,
    clock,
    settings: { ...settings.paper, feeAsset: 'quote' },
    fundingPct: (market, at) => feed.fundingPct?.(market, at) ?? 0,
  });
  remind(venue, ledger);
  const ids = countingIds(highestIds(ledger));
  const { withJobs = true, wall = clock } = parts;
  if (withJobs) foundSchedules(ledger, ids, settings.owner.zone);
  const basisPct = (market: string): number | undefined => basisOf(ledger, quotes, market);
  const indicator: IndicatorBoard['value'] = (market, ref) => board.value(market, ref);
  const sniper = new Sniper({ ledger, quotes, candles, venue, clock, ids, ledgerId, settings, indicator, fundingPct, basisPct });
  const { announce } = parts;
  if (announce) ledger.within((tx, event) => announce(tx, event, { ...facts, clock, sniper, candles, wall }));
  const { takerFeePct, slippageBps } = venue.profile;
  const proposer = new Proposer({
    ledger,
    quotes,
    clock,
    ids,
    settings,
    strategist: parts.strategist,
    deskId: DESK,
    costs: { takerFeePct, slippageBps },
  });
  const engine = new Engine({ clock, feed, quotes, candles, board, venue, sniper, proposer, maxJumpPct: settings.feed.maxJumpPct });
  engine.warmUp();
  ledger.transact((tx) =>
    tx.append({ kind: 'app.started', subject: 'heron', actor: 'heron', data: { version: VERSION, mode: 'paper', feed: feed.name } }),
  );
  const recovered = await sniper.start();
  const audit = async (actor = 'audit'): Promise<AuditReport> => {
    const { auditApp } = await import('./auditApp.ts');
    const found = await auditApp(app, parts.monoMs ?? (() => 0));
    if (withJobs && ledger.isOpen) note(ledger, found, () => ids.next('d'), actor, report);
    return found;
  };
  const jobs = jobsOf(parts, facts, audit);
  const stopJobs = startJobs(jobs, clock, ledger, report);
  const schedules = new Schedules({ ledger, clock, ids, tasks: tasksOf({ ...facts, candles, sniper, clock }, audit), report });
  const startedAt = clock.now();
  let stopped = false;
  const stop = async (reason: string): Promise<void> => {
    if (stopped) return;
    stopped = true;
    stopJobs();
    schedules.stop();
    ledger.transact((tx) => {
      saveFeed(tx, feed);
      tx.append({ kind: 'app.stopped', subject: 'heron', actor: 'heron', data: { reason } });
    });
    ledger.close();
  };
  const app: RunningApp = {
    ...facts,
    clock,
    wall,
    entropy: parts.entropy ?? randomBytes,
    candles,
    startedAt,
    engine,
    sniper,
    proposer,
    venue,
    jobs,
    schedules,
    repairs: repairsOf(ledger, clock),
    recovered,
    audit,
    stop,
    [Symbol.asyncDispose]: () => stop('disposed'),
  };
  for (const job of jobs) if (job.name !== 'audit' && isOverdue(ledger, job, clock)) runJob(job, clock, ledger, report);
  if (withJobs) schedules.start();
  return app;
}

/** An audit is not worth less because what it found could not be written down. */
function note(
  ledger: Ledger,
  { findings, events }: AuditReport,
  nextId: () => string,
  actor: string,
  report: (error: unknown) => void,
): void {
  try {
    noteFindings(ledger, findings, nextId, actor, events);
  } catch (error) {
    report(error);
  }
}

/** Gives the paper venue back what it held: it lives in memory, and the ledger took in everything that it ever reported. */
function remind(venue: PaperVenue, ledger: Ledger): void {
  const { memory } = ledger;
  const orders = [...memory.orders.values()]
    .filter(({ order }) => order.status === 'open')
    .map(({ order, filled }) => ({
      ...order,
      filled,
      status: 'open' as const,
      venueOrderId: order.venueOrderId ?? '',
      at: order.createdAt,
    }));
  const positions = [...memory.positions.values()]
    .filter(({ market }) => memory.markets.get(market)?.kind === 'perpetual')
    .map(({ market, side, amount, cost, tradeId }) => ({
      market,
      amount: side === 'long' ? amount : negate(amount),
      entryPrice: ZERO,
      leverage: entryLeverage(ledger, tradeId),
      cost,
    }));
  venue.restore({ balances: balancesOf(ledger, 'cash', ACCOUNT), orders, positions, lastOrderNumber: lastPaperOrderNumber(ledger) });
}

/** A perpetual's distance from the spot market of the same base, percent; undefined when there is none to compare with. */
function basisOf(ledger: Ledger, quotes: Quotes, symbol: string): number | undefined {
  const market = ledger.memory.markets.get(symbol);
  const spot = quotes.get(`${market?.base}/${market?.quote}`)?.last;
  const perpetual = quotes.get(symbol)?.last;
  return spot === undefined || perpetual === undefined ? undefined : (perpetual / spot - 1) * 100;
}

function jobsOf(
  { withJobs = true, settings, ledger, clock, wall = clock, feed }: AppParts,
  facts: Pick<App, 'quotes'>,
  audit: App['audit'],
): Job[] {
  const { markMinutes, auditMinutes, pruneHours, traceDays, jobRunsKept } = settings.values.jobs;
  const mark: Job = {
    name: 'mark',
    everyMs: markMinutes * MINUTE_MS,
    run() {
      const { equity, prices } = equityOf(ledger.memory, facts.quotes, ACCOUNT, DESK);
      ledger.transact((tx) => {
        const data = { account_id: ACCOUNT, desk_id: DESK, equity: toText(equity), prices: JSON.stringify(prices) };
        tx.append({ kind: 'equity.marked', subject: DESK, actor: 'heron', data });
      });
      return `equity ${toText(equity)}`;
    },
  };
  const prune: Job = {
    name: 'prune',
    everyMs: pruneHours * HOUR_MS,
    run() {
      return ledger.transact((tx) => {
        saveFeed(tx, feed);
        pruneJobRuns(tx, jobRunsKept);
        pruneButtons(tx, { wall: later(wall.now(), -WEEK_MS), market: later(clock.now(), -WEEK_MS) });
        return `${pruneTraces(tx, later(clock.now(), -traceDays * 24 * HOUR_MS))} old traces deleted`;
      });
    },
  };
  let auditing = false;
  const check: Job = {
    name: 'audit',
    everyMs: auditMinutes * MINUTE_MS,
    async run() {
      // Market time may run far ahead of the machine: audits must not pile up behind each other.
      if (auditing) return 'the one before is still under way';
      auditing = true;
      const { ok, findings, events } = await audit().finally(() => {
        auditing = false;
      });
      return ok ? `${events} events, nothing found` : `${findings.length} findings`;
    },
  };
  return withJobs ? [mark, prune, check] : [mark];
}

function saveFeed(tx: LedgerTx, feed: AppParts['feed']): void {
  if (feed.snapshot) tx.append({ kind: 'feed.saved', subject: feed.name, actor: 'heron', data: { snapshot: feed.snapshot() } });
}

function isOverdue(ledger: Ledger, job: Job, clock: Clock): boolean {
  const last = lastJobRun(ledger, job.name);
  assert(job.everyMs > 0, `job ${job.name} never runs`);
  return last === undefined || parseInstant(last.started_at) + job.everyMs <= clock.now();
}
