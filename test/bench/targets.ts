import type { ChartCost } from './charts.ts';
import type { CommandCosts } from './commandCost.ts';
import type { Letter } from './contestant.ts';
import type { QuoteCost } from './quoteCost.ts';
import type { Race } from './replayRace.ts';

/** A figure that the issue asks for; `value` is undefined when a side of it was not measured. */
export interface Target {
  readonly name: string;
  readonly value: number | undefined;
  readonly bound: 'at least' | 'at most';
  /** Undefined for a figure that only stands beside another one. */
  readonly limit: number | undefined;
  /** What it shall become. */
  readonly laterLimit: number | undefined;
  readonly isMet: boolean | undefined;
}

/** The targets of the benchmark, from medians. */
export function targetsOf(
  { timings }: Race,
  quotes: readonly QuoteCost[],
  commands: CommandCosts | undefined,
  pictures: readonly ChartCost[],
): Target[] {
  const ms = (letter: Letter): number | undefined => timings.find((timing) => timing.letter === letter)?.elapsedMs.median;
  const few = quotes.at(0);
  const many = quotes.at(-1);
  return [
    target('speed of Heron ÷ speed of grademark (c)', ratio(ms('c'), ms('d')), 'at least', 0.5, 1.3),
    target('speed of Heron ÷ speed of grademark given averages (e)', ratio(ms('e'), ms('d')), 'at least', undefined),
    target('time of Heron ÷ time of bare rows (b)', ratio(ms('d'), ms('b')), 'at most', 8, 3),
    target('quote that crosses nothing, at 1,000,000 ÷ at 100', ratio(many?.quietNs.median, few?.quietNs.median), 'at most', 4),
    target('quote of the random walk, at 1,000,000 ÷ at 100', ratio(many?.walkNs.median, few?.walkNs.median), 'at most', 4),
    target('slowest reading command, median in ms', commands?.lines[0]?.elapsedMs.median, 'at most', 5),
    target(
      'dearest picture ÷ an empty one of its size',
      pictures.map(({ ofEmpty }) => ofEmpty).toSorted((a, b) => b - a)[0],
      'at most',
      1.2,
    ),
  ];
}

function target(name: string, value: number | undefined, bound: Target['bound'], limit: number | undefined, laterLimit?: number): Target {
  const isMet = value === undefined || limit === undefined ? undefined : bound === 'at least' ? value >= limit : value <= limit;
  return { name, value, bound, limit, laterLimit, isMet };
}

const ratio = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? undefined : a / b;
