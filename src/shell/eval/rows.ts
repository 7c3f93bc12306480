import { type Decimal, decimal, divide, isZero, subtract, sum, toText } from '#src/domain/decimal.ts';
import { differenceOf, type Interval, intervalOf } from './bootstrap.ts';
import type { Outcome, Result } from './outcome.ts';
import type { Contestant, EvalDifference, EvalRow } from './report.ts';

/** Currencies from which a model's dollars can be subtracted. */
const DOLLARS = new Set(['USD', 'USDT', 'USDC']);

/** Who took part, and what came of it. */
export interface Entered {
  readonly name: Contestant;
  readonly outcomes: readonly Outcome[];
  readonly modelCost: Decimal;
  /** Whether its trades are comparable: each with a stop of its own and a risk in R. */
  readonly trades: boolean;
}

/** Of all its runs. */
export const resultsOf = (outcomes: readonly Outcome[]): Result[] => outcomes.flatMap(({ results }) => results);
const meanR = (results: readonly Result[]): number => results.reduce((total, { r }) => total + r, 0) / results.length;

/** Its line of the table; `draws` of its mean R where there are enough days. */
export function rowOf({ name, outcomes, modelCost, trades }: Entered, quote: string, draws: Float64Array | undefined): EvalRow {
  const results = resultsOf(outcomes);
  const runs = outcomes.length;
  const pnl = divide(sum(outcomes.map((one) => one.pnl)), decimal(String(runs)), 2);
  const counts = trades && results.length > 0;
  return {
    strategist: name,
    runs,
    trades: trades ? results.length : null,
    winRate: counts ? round(results.filter(({ won }) => won).length / results.length, 6) : null,
    meanR: counts ? round(meanR(results), 6) : null,
    interval: draws === undefined ? null : rounded(intervalOf(draws)),
    pnl: toText(pnl),
    modelCost: toText(modelCost),
    net: DOLLARS.has(quote) || isZero(modelCost) ? toText(subtract(pnl, modelCost)) : null,
    maxDrawdownPct: round(outcomes.reduce((total, one) => total + one.maxDrawdownPct, 0) / runs, 4),
  };
}

/** Each strategist of Heron's against everything that it has to be better than. */
export function differencesOf(entered: readonly Entered[], draws: ReadonlyMap<Contestant, Float64Array | undefined>): EvalDifference[] {
  const meanOf = (name: Contestant): number => meanR(resultsOf(entered.find((one) => one.name === name)?.outcomes ?? []));
  const found: EvalDifference[] = [];
  const compare = (of: Contestant, from: Contestant): void => {
    const [ours, theirs] = [draws.get(of), draws.get(from)];
    if (ours === undefined || (theirs === undefined && from !== 'nothing')) return;
    const interval = rounded(intervalOf(theirs === undefined ? ours : differenceOf(ours, theirs)));
    const difference = meanOf(of) - (theirs === undefined ? 0 : meanOf(from));
    found.push({ of, from, meanR: round(difference, 6), interval, isBeyond: interval.low > 0 || interval.high < 0 });
  };
  for (const ours of ['smc', 'llm'] as const) for (const other of ['nothing', 'moving average', 'random'] as const) compare(ours, other);
  compare('llm', 'smc');
  return found;
}

const round = (value: number, places: number): number => Math.round(value * 10 ** places) / 10 ** places;
const rounded = ({ low, high }: Interval): Interval => ({ low: round(low, 6), high: round(high, 6) });
