import { type AppParts, createApp, type RunningApp } from '#src/app.ts';
import type { AuditReport } from '#src/audit/report.ts';
import type { Sourced } from '#src/config/load.ts';
import type { Candle } from '#src/domain/candle.ts';
import { VirtualClock } from '#src/domain/clock.ts';
import { toText } from '#src/domain/decimal.ts';
import { WrongUsage } from '#src/domain/errors.ts';
import { canonicalJson, sha256 } from '#src/domain/hash.ts';
import type { Market } from '#src/domain/market.ts';
import { type CandleFile, readCandleFile } from '#src/feed/candleFile/read.ts';
import { drawnOrder } from '#src/feed/candlePath.ts';
import { fileFeed } from '#src/feed/file.ts';
import type { FileReport } from '#src/feed/port.ts';
import { ACCOUNT } from '#src/found.ts';
import { equityOf } from '#src/ledger/equity.ts';
import { countEvents } from '#src/ledger/events.ts';
import { Ledger } from '#src/ledger/ledger.ts';
import { expectancyR, pnlBetween } from '#src/ledger/pnl.ts';
import { strategistOf } from '#src/strategists.ts';
import type { Answers, AnswersReport } from './answers.ts';
import { marketOf } from './fileMarket.ts';
import { type Approve, decisiveOf, settingsFor } from './replaySettings.ts';

/** Logical transactions per commit: a replay can be run again, so it need not be durable step by step. */
const BATCH = 4_000;

export interface ReplayOptions {
  readonly path: string;
  readonly market: string;
  readonly approve: Approve;
  readonly settings: Sourced;
  readonly ledgerPath: string;
  /** For the time that it took; the shell gives real time. */
  readonly nowMs: () => number;
  /** Undefined: rules alone decide. */
  readonly answers?: Answers | undefined;
}

/** Candles of one market on a ledger of their own, before the first step. */
export interface OverCandles {
  readonly file: CandleFile;
  readonly market: Market;
  /** As `settingsFor` gives them. */
  readonly settings: Sourced;
  readonly ledgerPath: string;
  readonly strategist: AppParts['strategist'];
  readonly answers?: Answers | undefined;
  readonly nowMs: () => number;
  readonly report: (error: unknown) => void;
}

/** What a replay found. Amounts are decimal strings in quote; percents and ratios are numbers. */
export interface ReplayReport {
  readonly market: string;
  readonly profile: string;
  readonly candles: number;
  readonly file: FileReport;
  readonly proposals: number;
  readonly armed: number;
  readonly triggered: number;
  readonly denied: number;
  readonly trades: number;
  readonly openPositions: number;
  readonly pnl: string;
  readonly fees: string;
  readonly funding: string;
  readonly maxDrawdownPct: number;
  /** Fraction 0–1; null without trades. */
  readonly winRate: number | null;
  readonly expectancyR: number | null;
  readonly buyAndHoldPct: number;
  readonly equity: string;
  readonly droppedQuotes: number;
  readonly events: number;
  readonly ledgerHash: string;
  /** Questions to the model; undefined when rules decided. */
  readonly model?: AnswersReport;
  readonly audit: Pick<AuditReport, 'ok' | 'findings'>;
  readonly elapsedMs: number;
  readonly candlesPerSecond: number;
}

/** Opens a replay. Throws WrongUsage when there is a ledger already. */
export async function openOverCandles({
  file,
  market,
  settings,
  ledgerPath,
  strategist,
  answers,
  nowMs,
  report,
}: OverCandles): Promise<RunningApp> {
  const identity = { file: file.report.sha256, market: market.symbol, settings: decisiveOf(settings) };
  const ledgerId = sha256(canonicalJson(identity)).slice(0, 12);
  const source = `replay of ${market.symbol} from candles ${file.report.sha256.slice(0, 12)}`;
  const clock = new VirtualClock((file.candles[0] as Candle).openedAt);
  const ledger = new Ledger({ path: ledgerPath, clock, batch: BATCH });
  if (ledger.head.seq > 0) {
    ledger.close();
    throw new WrongUsage(
      `${ledgerPath} already holds a ledger; a replay needs a new file.`,
      'Name another file with --ledger, or delete that one.',
    );
  }
  const { spreadBps, participationPct, seed } = settings.values.replay;
  const lowFirst = seed === 0 ? undefined : drawnOrder(seed);
  return createApp({
    settings,
    ledger,
    clock,
    feed: fileFeed({ market, candles: file.candles, spreadBps, participationPct, lowFirst }),
    strategist,
    ...(answers === undefined ? {} : { model: answers.modelFor(ledger, clock, settings, report), prompt: answers.prompt }),
    kind: 'replay',
    source,
    ledgerId,
    withJobs: false,
    monoMs: nowMs,
    report,
  });
}

/** One candle. Market time stands still until a model has answered, so that the same answers make the same ledger. */
export async function stepAndWait({ engine, proposer }: RunningApp): Promise<void> {
  engine.step();
  for (let answer = proposer.pending(); answer !== undefined; answer = proposer.pending()) await answer;
}

/** Runs the engine over a file of candles, on a ledger of its own, and audits the ledger at the end. */
export async function replay(options: ReplayOptions): Promise<ReplayReport> {
  const { path, nowMs, answers } = options;
  const file = readCandleFile(path);
  const market = marketOf(options.market, file.candles);
  const settings = settingsFor(options.settings, options.approve, market, answers?.name);
  const strategist: AppParts['strategist'] = (deps) => strategistOf(deps.settings, deps);
  const faults: unknown[] = [];
  const app = await openOverCandles({ ...options, file, market, settings, strategist, report: (error) => faults.push(error) });
  const { ledger } = app;
  const { sha256: digest, candles, missing, duplicates, disordered, bad } = file.report;
  ledger.transact((tx) =>
    tx.append({
      kind: 'replay.started',
      subject: market.symbol,
      actor: 'heron',
      data: { path: nameOf(path), sha256: digest, candles, missing, duplicates, disordered, bad },
    }),
  );
  const startedMs = nowMs();
  while (app.engine.nextAt() !== undefined) {
    if (answers === undefined) app.engine.step();
    else await stepAndWait(app);
  }
  if (faults.length > 0) throw faults[0];
  const trades = pnlBetween(ledger, undefined, undefined).trades;
  ledger.transact((tx) =>
    tx.append({ kind: 'replay.finished', subject: market.symbol, actor: 'heron', data: { candles: app.engine.candles, trades } }),
  );
  ledger.flush();
  const elapsedMs = nowMs() - startedMs;
  const report = await reportOf(app, options, file, elapsedMs);
  ledger.close();
  return report;
}

async function reportOf(app: RunningApp, options: ReplayOptions, file: CandleFile, elapsedMs: number): Promise<ReplayReport> {
  const { ledger, engine, sniper, quotes, settings } = app;
  const { ok, findings } = await app.audit();
  const total = pnlBetween(ledger, undefined, undefined);
  const first = file.candles[0] as Candle;
  const last = file.candles.at(-1) as Candle;
  return {
    market: options.market,
    profile: settings.values.smc.profile,
    candles: engine.candles,
    file: file.report,
    proposals: countEvents(ledger, 'condition.proposed'),
    armed: countEvents(ledger, 'condition.armed'),
    triggered: countEvents(ledger, 'condition.triggered'),
    denied: countEvents(ledger, 'condition.denied'),
    trades: total.trades,
    openPositions: ledger.memory.positions.size,
    pnl: toText(total.pnl),
    fees: toText(total.fees),
    funding: toText(total.funding),
    maxDrawdownPct: round(sniper.worstDrawdownPct(ACCOUNT), 4),
    winRate: total.trades === 0 ? null : round(total.wins / total.trades, 6),
    expectancyR: expectancyR(ledger) ?? null,
    buyAndHoldPct: round((last.close / first.open - 1) * 100, 4),
    equity: toText(equityOf(ledger.memory, quotes, ACCOUNT).equity),
    droppedQuotes: engine.dropped,
    events: ledger.head.seq,
    ledgerHash: ledger.head.hash,
    ...(options.answers === undefined ? {} : { model: options.answers.report() }),
    audit: { ok, findings },
    elapsedMs: Math.round(elapsedMs),
    candlesPerSecond: Math.round(engine.candles / (elapsedMs / 1000)),
  };
}

const round = (value: number, places: number): number => Math.round(value * 10 ** places) / 10 ** places;

/** The path may tell who ran it; the name of the file is enough. */
const nameOf = (path: string): string => path.split('/').at(-1) ?? path;
