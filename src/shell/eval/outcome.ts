import { startOfDay } from '#src/domain/clock.ts';
import { type Decimal, decimal, isPositive, subtract } from '#src/domain/decimal.ts';
import { rOf } from '#src/domain/trade.ts';
import { ACCOUNT } from '#src/found.ts';
import { equityOf } from '#src/ledger/equity.ts';
import { tradesInOrder } from '#src/ledger/trades.ts';
import type { AnswersReport } from '#src/shell/answers.ts';
import { type OverCandles, openOverCandles, stepAndWait } from '#src/shell/replay.ts';
import { type ExitShape, exitShapesOf } from './randomEntries.ts';

/** A closed trade, as statistics want it. `day` is the start of the UTC day on which it was opened. */
export interface Result {
  readonly day: number;
  readonly r: number;
  readonly won: boolean;
}

/** What a strategist made of the candles. */
export interface Outcome {
  readonly results: readonly Result[];
  /** Equity at the end less the capital, net of fees and funding, in quote. */
  readonly pnl: Decimal;
  readonly maxDrawdownPct: number;
  readonly shapes: readonly ExitShape[];
  /** Where a model was asked. */
  readonly model: AnswersReport | undefined;
}

/** Runs the engine over the candles on a ledger in memory. What is open before the last candle is closed with it. */
export async function outcomeOf(run: Omit<OverCandles, 'ledgerPath' | 'report' | 'nowMs'>): Promise<Outcome> {
  const faults: unknown[] = [];
  const app = await openOverCandles({ ...run, ledgerPath: ':memory:', report: (error) => faults.push(error), nowMs: () => 0 });
  const { ledger, engine, sniper, quotes } = app;
  const last = run.file.candles.at(-1)?.openedAt;
  while (engine.nextAt() !== undefined) {
    if (engine.nextAt() === last) for (const { tradeId } of ledger.memory.positions.values()) sniper.closePosition(tradeId, 'heron');
    if (run.answers === undefined) engine.step();
    else await stepAndWait(app);
  }
  if (faults.length > 0) throw faults[0];
  ledger.flush();
  const results = tradesInOrder(ledger).map(({ trade }) => ({
    day: startOfDay(trade.openedAt, 'UTC'),
    r: rOf(trade),
    won: isPositive(trade.pnl),
  }));
  const { equity } = equityOf(ledger.memory, quotes, ACCOUNT);
  const outcome = {
    results,
    pnl: subtract(equity, decimal(run.settings.values.desk.capital)),
    maxDrawdownPct: sniper.worstDrawdownPct(ACCOUNT),
    shapes: exitShapesOf(ledger),
    model: run.answers?.report(),
  };
  ledger.close();
  return outcome;
}
