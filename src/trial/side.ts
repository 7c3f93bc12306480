import { createApp } from '#src/app.ts';
import type { Sourced } from '#src/config/load.ts';
import type { Settings } from '#src/config/settings.ts';
import { type Change, targetOf } from '#src/domain/adaptation.ts';
import { instant, parseInstant, toIso, VirtualClock } from '#src/domain/clock.ts';
import { toNumber, toText } from '#src/domain/decimal.ts';
import { deepest, drawdownsOf } from '#src/domain/drawdown.ts';
import { canonicalJson } from '#src/domain/hash.ts';
import { rOf } from '#src/domain/trade.ts';
import { fileFeeds } from '#src/feed/file.ts';
import { ACCOUNT, DESK } from '#src/found.ts';
import { equityOf } from '#src/ledger/equity.ts';
import { Ledger } from '#src/ledger/ledger.ts';
import { marketOf } from '#src/ledger/markets.ts';
import { markHistory } from '#src/ledger/markHistory.ts';
import { pnlBetween } from '#src/ledger/pnl.ts';
import { tradesInOrder } from '#src/ledger/trades.ts';
import type { TrialSide } from '#src/reflection/trial.ts';
import { smcStrategist } from '#src/strategist/smc/smc.ts';
import { beginningOf, type TrialQuestion, unpacked } from './question.ts';
import { reproposer } from './reproposer.ts';

/** Transactions per commit; the ledger is thrown away. */
const BATCH = 4_000;
const MOST_POINTS = 120;

/** A closed trade of one side. */
export interface TriedTrade {
  /** Hash of the condition's parameters: the same proposal has the same one on both sides. */
  readonly paramsHash: string;
  readonly day: number;
  readonly r: number;
  /** What its risk was multiplied by, within the limits. */
  readonly factor: number;
  /** Planned risk as a fraction of the equity at its trigger. */
  readonly riskShare: number;
}

export interface PlayedSide {
  readonly side: TrialSide;
  readonly trades: readonly TriedTrade[];
}

const DAY_MS = 86_400_000;

/** Replays the candles of a trial on a ledger in memory, with some changes in force from the first minute on; scores begin empty. */
export async function playSide(question: TrialQuestion, changes: readonly Change[]): Promise<PlayedSide> {
  const { settings, tapes, change, conditions, turns, from } = question;
  const clock = new VirtualClock(parseInstant(from));
  const ledger = new Ledger({ path: ':memory:', clock, batch: BATCH });
  const { spreadBps, participationPct } = settings.replay;
  const files = tapes.map(({ market, candles, warmup }) => ({
    market: marketOf(market),
    candles: unpacked(candles),
    warmup,
    spreadBps,
    participationPct,
  }));
  const faults: unknown[] = [];
  const app = await createApp({
    settings: tried(
      settings,
      tapes.map(({ market }) => market.symbol),
    ),
    ledger,
    clock,
    feed: fileFeeds(files),
    strategist: change.kind === 'parameter' ? (deps) => smcStrategist(deps.settings.smc) : reproposer(conditions, turns),
    kind: 'replay',
    source: 'a trial of a change',
    ledgerId: 'trial',
    withJobs: false,
    report: (error) => void faults.push(error),
  });
  inForce(ledger, changes, from);
  const entered = new Map<string, { readonly paramsHash: string; readonly factor: number; readonly equity: number }>();
  ledger.listen((event) => {
    if (event.kind !== 'condition.triggered') return;
    const paramsHash = ledger.memory.conditions.get(event.subject)?.paramsHash ?? event.subject;
    const equity = toNumber(equityOf(ledger.memory, app.quotes, ACCOUNT).equity);
    entered.set(event.subject, { paramsHash, factor: event.data.factor, equity });
  });
  while (app.engine.nextAt() !== undefined) app.engine.step();
  if (faults.length > 0) throw faults[0];
  const trades = tradesInOrder(ledger).map(({ trade }): TriedTrade => {
    const at = entered.get(trade.conditionId);
    return {
      paramsHash: at?.paramsHash ?? trade.conditionId,
      day: Math.floor(trade.closedAt / DAY_MS),
      r: rOf(trade),
      factor: at?.factor ?? 1,
      riskShare: toNumber(trade.plannedRisk) / (at?.equity ?? Number.NaN),
    };
  });
  const total = pnlBetween(ledger, undefined, undefined);
  const begun = beginningOf(question);
  const all = markHistory(ledger, DESK, instant(0)).map(({ at, equity }) => ({ at: at < begun ? begun : at, equity }));
  const marks = all.slice(all.findLastIndex(({ at }) => at <= begun));
  const side: TrialSide = {
    trades: total.trades,
    wins: total.wins,
    pnl: toText(total.pnl),
    meanR: trades.length === 0 ? null : trades.reduce((sum, { r }) => sum + r, 0) / trades.length,
    maxDrawdownPct: -(deepest(drawdownsOf(marks.map((mark) => ({ ...mark, hold: null }))))?.pct ?? 0) || 0,
    curve: thinned(marks).map(({ at, equity }) => [toIso(at), equity] as const),
  };
  await app.stop('the trial is over');
  return { side, trades };
}

/** The desk's settings; everything within the limits is approved, and nothing is asked or written that a replay does not need. */
function tried(settings: Settings, markets: readonly string[]): Sourced {
  const values: Settings = {
    ...settings,
    desk: { ...settings.desk, markets: [...markets] },
    policy: { ...settings.policy, autopilot: true },
    model: { ...settings.model, name: '' },
  };
  return { values, origin: () => 'default', entries: () => [] };
}

/** Puts changes in force as they would be in a ledger, so that the same code applies them. */
function inForce(ledger: Ledger, changes: readonly Change[], at: string): void {
  ledger.transact((tx) => {
    changes.forEach((change, i) => {
      const id = `e${i + 1}`;
      const data = {
        id,
        at,
        desk_id: DESK,
        insight_id: null,
        change: canonicalJson(change),
        target: targetOf(change),
        reason: 'a trial',
        proposed_by: 'rules',
        trial: null,
      };
      const cause = tx.append({ kind: 'adaptation.proposed', subject: id, actor: 'trial', data });
      tx.append({ kind: 'adaptation.applied', subject: id, actor: 'trial', cause, data: { reason: 'a trial' } });
    });
  });
}

/** At most 120 of them: evenly apart, the last one always. */
function thinned<Point>(points: readonly Point[]): Point[] {
  const step = Math.max(1, Math.ceil(points.length / MOST_POINTS));
  return points.filter((_, i) => (points.length - 1 - i) % step === 0);
}
