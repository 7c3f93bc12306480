import type { AnswersReport } from '#src/shell/answers.ts';
import type { Interval } from './bootstrap.ts';
import type { Knowledge } from './knowledge.ts';

export type Contestant = 'smc' | 'llm' | 'nothing' | 'buy and hold' | 'moving average' | 'random';

/** One line of the table. Money is decimal text in quote, but for `modelCost`, which is in US dollars; a mean R is net of all costs of trading. */
export interface EvalRow {
  readonly strategist: Contestant;
  /** So many runs were looked at together; figures of money and drawdown are their mean. */
  readonly runs: number;
  /** In all runs; null where trades are not what it is about. */
  readonly trades: number | null;
  /** Fraction 0–1. */
  readonly winRate: number | null;
  readonly meanR: number | null;
  /** 80 % bootstrap interval of the mean R. */
  readonly interval: Interval | null;
  readonly pnl: string;
  readonly modelCost: string;
  /** PnL less the cost of the model; null where quote is not dollars. */
  readonly net: string | null;
  readonly maxDrawdownPct: number;
}

/** A difference of mean R between two strategists, or of one from zero. */
export interface EvalDifference {
  readonly of: Contestant;
  readonly from: Contestant;
  readonly meanR: number;
  readonly interval: Interval;
  readonly isBeyond: boolean;
}

export interface EvalReport {
  readonly market: string;
  readonly profile: string;
  readonly quote: string;
  readonly from: string;
  readonly to: string;
  readonly candles: number;
  readonly rows: readonly EvalRow[];
  readonly differences: readonly EvalDifference[];
  readonly knowledge: Knowledge;
  readonly model: AnswersReport | null;
}
