import { FAST, SLOW } from './averageCross.ts';
import type { ChartCost } from './charts.ts';
import type { CommandCosts, LineCost } from './commandCost.ts';
import type { Environment } from './environment.ts';
import type { QuoteCost } from './quoteCost.ts';
import type { Race } from './replayRace.ts';
import type { Spread } from './rounds.ts';
import type { Target } from './targets.ts';

const SLOWEST = 5;

/** All that a run of the benchmark found; what `--json` prints. */
export interface BenchReport {
  readonly environment: Environment;
  readonly candles: number;
  readonly rounds: number;
  readonly race: Race;
  readonly quotes: readonly QuoteCost[];
  /** Undefined when the trades do not agree. */
  readonly commands: CommandCosts | undefined;
  readonly pictures: readonly ChartCost[];
  readonly targets: readonly Target[];
  readonly elapsedMs: number;
}

/** The report for a person. Trade counts stand before times; where they do not agree there are no times. */
export function reportText({ environment, candles, rounds, race, quotes, commands, pictures, targets, elapsedMs }: BenchReport): string {
  const { node, platform, cpuCount, cpu, sqlite, fileSystem } = environment;
  return [
    'Heron, measured',
    `node ${node}, ${platform}, ${cpuCount} CPUs (${cpu}), SQLite ${sqlite}, ledgers on ${fileSystem}`,
    '',
    `Replay: SMA ${FAST} / ${SLOW} cross, long only, over ${whole(candles)} seeded one-minute candles`,
    ...race.absent.map((line) => `  ! ${line}`),
    '',
    'Trades, compared first',
    ...table([
      ['', 'trades', 'candles held', 'events', 'events / trade'],
      ...race.counts.map(({ letter, name, trades, heldCandles, events }) => [
        `(${letter}) ${name}`,
        whole(trades),
        whole(heldCandles),
        whole(events),
        (events / trades).toFixed(2),
      ]),
    ]),
    race.mismatch === undefined
      ? '  They agree to the trade, and to the candle.'
      : `  They do NOT agree: ${race.mismatch}. Times would mean nothing.`,
    ...timings(race, rounds),
    ...quoteTable(quotes, rounds),
    ...commandTable(commands),
    ...pictureTable(pictures),
    ...targetTable(targets),
    '',
    `${(elapsedMs / 1_000).toFixed(0)} s in all.`,
  ].join('\n');
}

function timings({ counts, timings, mismatch }: Race, rounds: number): string[] {
  if (mismatch !== undefined) return [];
  const rows = timings.map(({ letter, elapsedMs, candlesPerSecond }) => {
    const name = counts.find((count) => count.letter === letter)?.name ?? '';
    return [`(${letter}) ${name}`, `${elapsedMs.median.toFixed(1)} ms`, range(elapsedMs), whole(candlesPerSecond)];
  });
  return ['', `Times, ${rounds} interleaved rounds`, ...table([['', 'median', 'least – most', 'candles / s'], ...rows])];
}

function quoteTable(quotes: readonly QuoteCost[], rounds: number): string[] {
  if (quotes.length === 0) return [];
  const rows = quotes.map(({ armed, quietNs, walkNs, hitsPerQuote, replaceNs }) => [
    whole(armed),
    `${quietNs.median.toFixed(1)} ns`,
    range(quietNs),
    `${walkNs.median.toFixed(1)} ns`,
    range(walkNs),
    hitsPerQuote.toFixed(2),
    `${whole(replaceNs.median)} ns`,
  ]);
  return [
    '',
    `Cost of a quote against armed price conditions, ${rounds} interleaved rounds`,
    ...table([['armed', 'crosses nothing', 'least – most', 'random walk', 'least – most', 'hits / quote', 'disarm + arm'], ...rows]),
  ];
}

/** The slowest few, and what is in the middle. */
function commandTable(costs: CommandCosts | undefined): string[] {
  if (costs === undefined) return [];
  const { events, trades, runs, lines, walks } = costs;
  const cells = (name: string, { elapsedMs, cpuMs, firstMs }: Omit<LineCost, 'line'>): string[] => [
    name,
    `${elapsedMs.median.toFixed(2)} ms`,
    `${elapsedMs.min.toFixed(2)} – ${elapsedMs.max.toFixed(2)}`,
    `${cpuMs.toFixed(2)} ms`,
    `${firstMs.toFixed(2)} ms`,
  ];
  const middle = lines[lines.length >> 1];
  const firsts = lines.toSorted((a, b) => b.firstMs - a.firstMs);
  return [
    '',
    `Reading commands on a ledger with ${whole(events)} events and ${whole(trades)} trades: ${lines.length} lines, each ${runs} times, the slowest first`,
    ...table([
      ['', 'median', 'least – most', 'processor', 'first time'],
      ...lines.slice(0, SLOWEST).map((cost) => cells(cost.line, cost)),
      ...(middle ? [cells(`the middle one: ${middle.line}`, middle)] : []),
      ...firsts.slice(0, 1).map((cost) => cells(`slowest first time: ${cost.line}`, cost)),
    ]),
    `  Not judged, because they look at every event: ${walks.map(({ line, firstMs }) => `${line} ${whole(firstMs)} ms`).join(', ')}.`,
  ];
}

function pictureTable(pictures: readonly ChartCost[]): string[] {
  if (pictures.length === 0) return [];
  const rows = pictures.map(({ kind, elapsedMs, ofEmpty }) => [
    kind,
    `${elapsedMs.median.toFixed(1)} ms`,
    range(elapsedMs),
    `${ofEmpty.toFixed(2)} ×`,
  ]);
  return ['', 'Pictures', ...table([['', 'median', 'least – most', 'of an empty one'], ...rows])];
}

function targetTable(targets: readonly Target[]): string[] {
  const rows = targets.map(({ name, value, bound, limit, laterLimit, isMet }) => [
    name,
    value === undefined ? '–' : value.toFixed(2),
    limit === undefined ? '' : `${bound} ${limit}`,
    laterLimit === undefined ? '' : `later ${laterLimit}`,
    value === undefined ? 'not measured' : isMet === undefined ? 'not judged' : isMet ? 'met' : 'NOT met',
  ]);
  return [
    '',
    'Targets',
    ...table([['', 'figure', 'wanted', '', ''], ...rows]),
    '  (c) computes the averages with data-forge-indicators, as the README of grademark does; (e) gets them from one pass of our own code within the run.',
  ];
}

/** Aligns the columns: the first to the left, the others to the right. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    `  ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart((widths[column] ?? 0) + 3))).join('')}`.trimEnd(),
  );
}

const whole = (value: number): string => Math.round(value).toLocaleString('en-US');
const range = ({ min, max }: Spread): string => `${min.toFixed(1)} – ${max.toFixed(1)}`;
