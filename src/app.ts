import { randomBytes } from 'node:crypto';
import { IndicatorBoard } from '#src/analysis/board.ts';
import { MarketStates } from '#src/analysis/marketState.ts';
import { Panel } from '#src/analysts/panel.ts';
import { analystVerbs } from '#src/analysts/view.ts';
import type { AuditReport } from '#src/audit/report.ts';
import { promptOf } from '#src/config/prompt.ts';
import { Candles } from '#src/domain/candles.ts';
import { OutsideError } from '#src/domain/errors.ts';
import { countingIds } from '#src/domain/ids.ts';
import { Quotes } from '#src/domain/quotes.ts';
import { noteFindings } from '#src/ledger/findings.ts';
import { checkNewest } from '#src/ledger/gate.ts';
import { highestIds } from '#src/ledger/highest.ts';
import type { Ledger } from '#src/ledger/ledger.ts';
import { heedOlder } from '#src/ledger/restore.ts';
import { Reconciler } from '#src/reconcile/reconciler.ts';
import { adaptationsOf } from '#src/reflection/adaptations.ts';
import type { TrialRunner } from '#src/reflection/trial.ts';
import { Sniper } from '#src/sniper/sniper.ts';
import { Proposer } from '#src/strategist/propose.ts';
import { PaperVenue } from '#src/venue/paper/paperVenue.ts';
import { basisOf } from './basis.ts';
import { keepDeadMan } from './deadMan.ts';
import { isOverdue, jobsOf, saveFeed } from './duties.ts';
import { Engine } from './engine.ts';
import { noteFeed } from './feedChanges.ts';
import { accountOf, DESK, found } from './found.ts';
import { runJob, startJobs } from './jobs.ts';
import { learningOf } from './learningOf.ts';
import { liveVerbs, lockUnlessBound, maxFundsOf } from './live.ts';
import { remind } from './paperMemory.ts';
import { effectiveSettings } from './parameters.ts';
import { recordPrompts } from './prompts.ts';
import { repairsOf } from './repair.ts';
import type { App, AppParts, RunningApp } from './running.ts';
import { foundSchedules, Schedules } from './schedules.ts';
import { type ClosedMinute, ShadowBook } from './shadow.ts';
import { tasksOf } from './tasks.ts';
import { VERSION } from './version.ts';

export type { App, AppParts, RunningApp } from './running.ts';

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
