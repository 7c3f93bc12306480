import { randomBytes } from 'node:crypto';
import { IndicatorBoard } from '#src/analysis/board.ts';
import { MarketStates } from '#src/analysis/marketState.ts';
import { Panel } from '#src/analysts/panel.ts';
import type { AnalystVerbs } from '#src/analysts/verbs.ts';
import { analystVerbs } from '#src/analysts/view.ts';
import type { AskVerbs } from '#src/ask/verbs.ts';
import type { AuditReport } from '#src/audit/report.ts';
import type { PlatformState } from '#src/chat/platform.ts';
import type { Sourced } from '#src/config/load.ts';
import type { PromptFile } from '#src/config/prompt.ts';
import { promptOf } from '#src/config/prompt.ts';
import { Candles } from '#src/domain/candles.ts';
import type { Clock, Instant, VirtualClock } from '#src/domain/clock.ts';
import { OutsideError } from '#src/domain/errors.ts';
import { countingIds } from '#src/domain/ids.ts';
import type { MarketState } from '#src/domain/marketState.ts';
import { Quotes } from '#src/domain/quotes.ts';
import type { SteppedFeed } from '#src/feed/port.ts';
import type { AnyEvent, LedgerKind } from '#src/ledger/event.ts';
import { noteFindings } from '#src/ledger/findings.ts';
import { checkNewest } from '#src/ledger/gate.ts';
import { highestIds } from '#src/ledger/highest.ts';
import type { Ledger, LedgerTx } from '#src/ledger/ledger.ts';
import { heedOlder } from '#src/ledger/restore.ts';
import type { FileKey } from '#src/ledger/sealedFile.ts';
import type { Model } from '#src/model/port.ts';
import type { ReadyLine } from '#src/ready/gate.ts';
import { Reconciler, type ReconcileVerbs } from '#src/reconcile/reconciler.ts';
import { type AdaptationVerbs, adaptationsOf } from '#src/reflection/adaptations.ts';
import type { TrialRunner } from '#src/reflection/trial.ts';
import type { LearningVerbs } from '#src/reflection/verbs.ts';
import type { Recovered } from '#src/sniper/recover.ts';
import { Sniper } from '#src/sniper/sniper.ts';
import type { Strategist, StrategistDeps } from '#src/strategist/port.ts';
import { Proposer } from '#src/strategist/propose.ts';
import { PaperVenue } from '#src/venue/paper/paperVenue.ts';
import type { Venue } from '#src/venue/port.ts';
import { keepDeadMan } from './deadMan.ts';
import { isOverdue, jobsOf, saveFeed } from './duties.ts';
import { Engine } from './engine.ts';
import { noteFeed } from './feedChanges.ts';
import { accountOf, DESK, found } from './found.ts';
import { type Job, runJob, startJobs } from './jobs.ts';
import { type Learning, learningOf } from './learningOf.ts';
import { type LiveParts, type LiveVerbs, liveVerbs, lockUnlessBound, maxFundsOf } from './live.ts';
import { remind } from './paperMemory.ts';
import { effectiveSettings } from './parameters.ts';
import { recordPrompts } from './prompts.ts';
import { type Repairs, repairsOf } from './repair.ts';
import { foundSchedules, Schedules, type ScheduleVerbs } from './schedules.ts';
import { type ClosedMinute, ShadowBook } from './shadow.ts';
import { tasksOf } from './tasks.ts';
import { VERSION } from './version.ts';

/** What can be asked of the sniper from outside. */
type SniperVerbs = Pick<
  Sniper,
  | 'answer'
  | 'edit'
  | 'preview'
  | 'disarm'
  | 'closePosition'
  | 'keepPosition'
  | 'flatten'
  | 'cancelOrder'
  | 'halt'
  | 'resume'
  | 'lockDown'
  | 'endLockdown'
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
  readonly analysts: AnalystVerbs;
  /** What a market is like at a moment that is not before the newest candles. */
  readonly marketState: (market: string, at: Instant) => MarketState;
  /** Undefined without a model. */
  readonly model?: Model | undefined;
  readonly learning?: LearningVerbs | undefined;
  /** Undefined without a model. */
  readonly asker?: AskVerbs | undefined;
  readonly repairs: Repairs;
  /** What the venue cannot do, so that a person has to watch it: said before an approval. */
  readonly supervised?: readonly string[] | undefined;
  /** Runs the readiness gate and writes down what came of it; set by whoever opened the vault and the venue, undefined on paper. */
  ready?: (actor: string) => Promise<{ readonly ok: boolean; readonly lines: readonly ReadyLine[] }>;
  /** Only where real money is traded. */
  readonly live?: LiveVerbs | undefined;
  /** Only where real money is traded. */
  readonly reconciler?: ReconcileVerbs | undefined;
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
  /** Undefined where nothing is followed. */
  readonly shadows: Pick<ShadowBook, 'ready' | 'count'> | undefined;
  readonly proposer: Pick<Proposer, 'now' | 'pending'>;
  readonly venue: Venue;
  /** The paper venue; undefined where real money is traded. */
  readonly paper: PaperVenue | undefined;
  readonly adaptations: AdaptationVerbs;
  readonly learning: Learning;
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
  readonly feed: SteppedFeed & {
    fundingPct?: (market: string, at: ReturnType<Clock['now']>) => number;
    /** Where there are two sources: whether both have the price that a market was quoted at last. */
    confirmed?: (market: string) => boolean;
    /** Where the feed itself knows how far a perpetual is from its index. */
    basisPct?: (market: string) => number | undefined;
    snapshot?: () => string;
  };
  /** Built here where it reads the ledger, the candles or asks the model. */
  readonly strategist: Strategist | ((deps: StrategistDeps) => Strategist | Promise<Strategist>);
  /** Undefined without a model. */
  readonly model?: Model | undefined;
  /** The shipped prompts unless said. */
  readonly prompt?: StrategistDeps['prompt'];
  /** What may be said to the model: written down where it changed since the last start. */
  readonly prompts?: Iterable<PromptFile>;
  readonly kind: LedgerKind;
  readonly source: string;
  readonly ledgerId: string;
  /** Is called for each event in its transaction: where chat queues what is said about it. */
  readonly announce?: (
    tx: LedgerTx,
    event: AnyEvent,
    scene: Pick<App, 'ledger' | 'clock' | 'wall' | 'quotes' | 'candles' | 'mode' | 'feed' | 'settings' | 'sniper' | 'supervised'>,
  ) => void;
  readonly report?: (error: unknown) => void;
  /** Real milliseconds that never go back, for measuring how long an audit takes. */
  readonly monoMs?: () => number;
  /** Only where real money is traded. */
  readonly live?: LiveParts | undefined;
  /** Replays changes before they are proposed; without it none is. */
  readonly trials?: (TrialRunner & { close?(): Promise<void> }) | undefined;
  /** Jobs that a replay does not need are left out. */
  readonly withJobs?: boolean;
  /** The ledger is copied beside itself again and again, by a process of its own. `seal` gives a key for one backup that only the vault's key can read again. */
  readonly backup?: { readonly seal?: (() => FileKey) | undefined } | undefined;
  /** Whether candles are kept and what is not traded is followed; as `withJobs` unless said. */
  readonly withShadows?: boolean;
}

/** Builds a Heron in order: ledger, venue, sniper, strategist, engine; then recovery; ready when it returns. */
export async function createApp(parts: AppParts): Promise<RunningApp> {
  const { ledger, clock, feed, kind, source, ledgerId } = parts;
  const effective = effectiveSettings(parts.settings, ledger);
  const settings = effective.values;
  const report = parts.report ?? (() => undefined);
  const quotes = new Quotes();
  const candles = new Candles();
  const board = new IndicatorBoard(candles);
  const states = new MarketStates(candles);
  const marketState: App['marketState'] = (market, at) => states.of(market, at);
  const { live } = parts;
  const mode = live === undefined ? 'paper' : 'live';
  const facts = { ledger, quotes, settings: effective, mode, feed: { name: feed.name, simulated: feed.simulated } } as const;
  checkNewest(ledger);
  heedOlder(ledger);
  found(ledger, {
    kind,
    source,
    ledgerId,
    venue: live?.venue.name ?? 'paper',
    mode,
    opening: live?.opening ?? [{ asset: settings.desk.quote, amount: settings.desk.capital }],
    markets: feed.markets,
    settings,
  });
  if (parts.prompts) recordPrompts(ledger, parts.prompts);
  const fundingPct = (market: string): number => feed.fundingPct?.(market, clock.now()) ?? 0;
  const paper =
    live === undefined
      ? new PaperVenue({
          name: 'paper',
          markets: feed.markets,
          clock,
          settings: { ...settings.paper, feeAsset: 'quote' },
          fundingPct: (market, at) => feed.fundingPct?.(market, at) ?? 0,
        })
      : undefined;
  if (paper) remind(paper, ledger);
  const venue = live?.venue ?? (paper as PaperVenue);
  const ids = countingIds(highestIds(ledger));
  const { withJobs = true, withShadows = withJobs, wall = clock } = parts;
  if (withJobs) foundSchedules(ledger, ids, settings.owner.zone);
  const basisPct = (market: string): number | undefined => feed.basisPct?.(market) ?? basisOf(ledger, quotes, market);
  const indicator: IndicatorBoard['value'] = (market, ref) => board.value(market, ref);
  const sniper = new Sniper({
    ledger,
    quotes,
    candles,
    venue,
    clock,
    ids,
    ledgerId,
    liveBound: live?.bound,
    settings,
    indicator,
    fundingPct,
    basisPct,
    confirmed: feed.confirmed?.bind(feed),
    unconfirmed: (id, market) => report(unconfirmed(id, market)),
    marketState,
  });
  const { announce } = parts;
  if (announce)
    ledger.within((tx, event) => announce(tx, event, { ...facts, clock, sniper, candles, wall, supervised: venue.profile.supervised }));
  if (live) lockUnlessBound(ledger, live.bound);
  const { takerFeePct, slippageBps } = venue.profile;
  const { model, strategist, prompt = promptOf } = parts;
  const proposer = new Proposer({
    ledger,
    quotes,
    clock,
    ids,
    settings,
    strategist:
      typeof strategist === 'function'
        ? await strategist({ ledger, candles, quotes, clock, settings, deskId: DESK, model, prompt })
        : strategist,
    deskId: DESK,
    costs: { takerFeePct, slippageBps },
    preview: sniper.preview,
    report,
  });
  const { on, horizonHours } = settings.analysts;
  // A replay of rules asks nobody: it costs nothing, and its ledger is what the rules make it.
  const panel =
    withJobs || model !== undefined
      ? new Panel({
          ledger,
          quotes,
          clock,
          on,
          horizonMinutes: horizonHours * 60,
          structures: settings.smc.structures,
          markets: settings.desk.markets,
        })
      : undefined;
  const { maxJumpPct } = settings.feed;
  const shadows = withShadows ? new ShadowBook({ createApp, ledger, clock, ids, settings: parts.settings, feed, report }) : undefined;
  const minute = shadows && ((closed: readonly ClosedMinute[]) => shadows.minute(closed));
  const engine = new Engine({ clock, feed, quotes, candles, board, venue: paper, sniper, proposer, panel, maxJumpPct, minute });
  engine.warmUp();
  noteFeed(ledger, feed);
  ledger.transact((tx) =>
    tx.append({ kind: 'app.started', subject: 'heron', actor: 'heron', data: { version: VERSION, mode, feed: feed.name } }),
  );
  const recovered = await sniper.start();
  await shadows?.start();
  const reconciler =
    live &&
    new Reconciler({
      venue: live.venue,
      ledger,
      clock: wall,
      ids,
      quotes,
      sink: sniper.sink,
      sniper,
      accountId: accountOf(mode),
      deskId: DESK,
      maxFunds: maxFundsOf(settings),
      report,
    });
  const stopDeadMan = live && keepDeadMan(live.venue, ledger, wall, report);
  await reconciler?.start();
  const audit = async (actor = 'audit'): Promise<AuditReport> => {
    const { auditApp } = await import('./auditApp.ts');
    const found = await auditApp(app, parts.monoMs ?? (() => 0));
    if (withJobs && ledger.isOpen) note(ledger, found, () => ids.next('d'), actor, report);
    return found;
  };
  // What only a model needs is not loaded without one.
  const thinking = model && { ledger, quotes, clock, ids, settings, model, prompt };
  const news = withJobs && thinking ? (await import('./newsOf.ts')).newsOf(thinking) : [];
  const asker = thinking && (await import('./askOf.ts')).askOf(thinking);
  const jobs = [...jobsOf(parts, facts, audit), ...news];
  const stopJobs = startJobs(jobs, clock, ledger, report);
  const adaptations = adaptationsOf({
    ledger,
    clock,
    ids,
    deskId: DESK,
    mode,
    settings,
    configured: effective.configured,
    parameter: effective.parameter,
    contradiction: effective.contradiction,
    trials: parts.trials ?? noTrials,
    report,
  });
  const stopMeasuring = withJobs ? adaptations.start() : () => undefined;
  const learning = learningOf({
    ledger,
    clock,
    ids,
    deskId: DESK,
    settings,
    parameter: effective.parameter,
    adaptations,
    model,
    prompt,
    report,
  });
  const schedules = new Schedules({
    ledger,
    clock,
    ids,
    tasks: tasksOf({ ...facts, candles, sniper, clock, proposer }, audit, learning),
    report,
  });
  const stopReflecting = withJobs ? learning.start() : () => undefined;
  const startedAt = clock.now();
  let stopped = false;
  const stop = async (reason: string): Promise<void> => {
    if (stopped) return;
    stopped = true;
    stopJobs();
    reconciler?.stop();
    stopDeadMan?.();
    schedules.stop();
    stopMeasuring();
    stopReflecting();
    proposer.stop();
    model?.stop?.();
    shadows?.close();
    ledger.transact((tx) => {
      saveFeed(tx, feed);
      tx.append({ kind: 'app.stopped', subject: 'heron', actor: 'heron', data: { reason } });
    });
    ledger.close();
    await parts.trials?.close?.();
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
    paper,
    jobs,
    schedules,
    adaptations,
    shadows,
    learning,
    analysts: analystVerbs({ ledger, clock, on, intervalPct: settings.learning.intervalPct, horizonHours }),
    marketState,
    ...(asker && { model, asker }),
    ...(live && { live: liveVerbs(ledger, wall, live.bound), reconciler }),
    supervised: venue.profile.supervised,
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

const unconfirmed = (id: string, market: string): OutsideError =>
  new OutsideError(
    'unconfirmed',
    `${id} waits: only one source has the price of ${market} that it waited for. Nothing was sent; it is asked again with every price.`,
    'If this lasts, look at /health and at the venue itself.',
    true,
  );

const noTrials: TrialRunner = { run: () => Promise.reject(new Error('changes cannot be replayed here')) };

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

/** A perpetual's distance from the spot market of the same base, percent; undefined when there is none to compare with. */
function basisOf(ledger: Ledger, quotes: Quotes, symbol: string): number | undefined {
  const market = ledger.memory.markets.get(symbol);
  const spot = quotes.get(`${market?.base}/${market?.quote}`)?.last;
  const perpetual = quotes.get(symbol)?.last;
  return spot === undefined || perpetual === undefined ? undefined : (perpetual / spot - 1) * 100;
}
