import { createApp } from '#src/app.ts';
import type { AuditReport } from '#src/audit/report.ts';
import type { Sourced } from '#src/config/load.ts';
import type { Settings } from '#src/config/settings.ts';
import type { Candle } from '#src/domain/candle.ts';
import { VirtualClock } from '#src/domain/clock.ts';
import { decimal, toText } from '#src/domain/decimal.ts';
import { WrongUsage } from '#src/domain/errors.ts';
import { canonicalJson, type Json, sha256 } from '#src/domain/hash.ts';
import { type Market, parseSymbol } from '#src/domain/market.ts';
import { readCandleFile } from '#src/feed/candleFile/read.ts';
import { drawnOrder } from '#src/feed/candlePath.ts';
import { fileFeed } from '#src/feed/file.ts';
import type { FileReport } from '#src/feed/port.ts';
import { ACCOUNT } from '#src/found.ts';
import { equityOf } from '#src/ledger/equity.ts';
import { countEvents } from '#src/ledger/events.ts';
import { Ledger } from '#src/ledger/ledger.ts';
import { expectancyR, pnlBetween } from '#src/ledger/pnl.ts';
import { strategistOf } from '#src/strategists.ts';

/** Logical transactions per commit: a replay can be run again, so it need not be durable step by step. */
const BATCH = 4_000;

export interface ReplayOptions {
  readonly path: string;
  readonly market: string;
  /** `auto`: everything within the guards is approved; `policy`: as the settings say; `none`: nothing is. */
  readonly approve: 'auto' | 'policy' | 'none';
  readonly settings: Sourced;
  readonly ledgerPath: string;
  /** For the time that it took; the shell gives real time. */
  readonly nowMs: () => number;
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
  readonly audit: Pick<AuditReport, 'ok' | 'findings'>;
  readonly elapsedMs: number;
  readonly candlesPerSecond: number;
}

/** Runs the engine over a file of candles, on a ledger of its own, and audits the ledger at the end. */
export async function replay(options: ReplayOptions): Promise<ReplayReport> {
  const { path, ledgerPath, nowMs } = options;
  const file = readCandleFile(path);
  const market = marketOf(options.market, file.candles);
  const settings = settingsFor(options, market);
  const { values } = settings;
  const first = file.candles[0] as Candle;
  // Where the ledger lies, what is logged and who is told decide nothing: the same replay has the same ids wherever it is kept.
  const { ledger: _path, log: _level, chat: _chat, telegram: _telegram, discord: _discord, ...decisive } = values;
  const identity = { file: file.report.sha256, market: market.symbol, settings: decisive as unknown as Json };
  const ledgerId = sha256(canonicalJson(identity)).slice(0, 12);
  const source = `replay of ${market.symbol} from candles ${file.report.sha256.slice(0, 12)}`;
  const clock = new VirtualClock(first.openedAt);
  const ledger = new Ledger({ path: ledgerPath, clock, batch: BATCH });
  if (ledger.head.seq > 0) {
    ledger.close();
    throw new WrongUsage(
      `${ledgerPath} already holds a ledger; a replay needs a new file.`,
      'Name another file with --ledger, or delete that one.',
    );
  }
  const { spreadBps, participationPct, seed } = values.replay;
  const lowFirst = seed === 0 ? undefined : drawnOrder(seed);
  const feed = fileFeed({ market, candles: file.candles, spreadBps, participationPct, lowFirst });
  const app = await createApp({
    settings,
    ledger,
    clock,
    feed,
    strategist: strategistOf(values),
    kind: 'replay',
    source,
    ledgerId,
    withJobs: false,
    monoMs: nowMs,
  });
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
  while (app.engine.nextAt() !== undefined) app.engine.step();
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

async function reportOf(
  app: Awaited<ReturnType<typeof createApp>>,
  options: ReplayOptions,
  file: { candles: readonly Candle[]; report: FileReport },
  elapsedMs: number,
): Promise<ReplayReport> {
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
    audit: { ok, findings },
    elapsedMs: Math.round(elapsedMs),
    candlesPerSecond: Math.round(engine.candles / (elapsedMs / 1000)),
  };
}

const round = (value: number, places: number): number => Math.round(value * 10 ** places) / 10 ** places;

/** The path may tell who ran it; the name of the file is enough. */
const nameOf = (path: string): string => path.split('/').at(-1) ?? path;

/** Market of a file: its tick is the finest price step that the file shows. */
function marketOf(symbol: string, candles: readonly Candle[]): Market {
  const parsed = parseSymbol(symbol);
  if (parsed === undefined) throw new WrongUsage(`${symbol} is not a market.`, 'Write it like BTC/USD, or BTC/USDT:USDT for a perpetual.');
  if (candles.length === 0)
    throw new WrongUsage('The file holds no candles.', 'Look at the report of heron replay --json for the rows that were left out.');
  const places = placesOfPrices(candles);
  const tick = decimal(`1e-${places}`);
  const step = parsed.kind === 'spot' ? decimal('0.00000001') : decimal('0.001');
  return {
    symbol,
    venue: 'paper',
    ...parsed,
    tick,
    step,
    minAmount: step,
    minNotional: decimal('1'),
    contractSize: decimal('1'),
    maxLeverage: parsed.kind === 'spot' ? 1 : 20,
  };
}

const MOST_PLACES = 10;

/** The fewest digits behind the point with which every price of a file can be written. */
function placesOfPrices(candles: readonly Candle[]): number {
  let places = 0;
  let scale = 1;
  for (const { open, high, low, close } of candles) {
    for (const price of [open, high, low, close]) {
      while (places < MOST_PLACES && Math.abs(price * scale - Math.round(price * scale)) > price * scale * 1e-12) {
        places++;
        scale *= 10;
      }
    }
  }
  return places;
}

function settingsFor({ settings, approve }: ReplayOptions, market: Market): Sourced {
  const { values } = settings;
  const policy =
    approve === 'auto'
      ? { ...values.policy, autopilot: true }
      : approve === 'none'
        ? { ...values.policy, autopilot: false, autoUpToPct: 0 }
        : values.policy;
  const next: Settings = { ...values, policy, desk: { ...values.desk, markets: [market.symbol], quote: market.quote } };
  return { ...settings, values: next };
}
