import { INTERVAL_PCT } from './bootstrap.ts';
import type { Knowledge } from './knowledge.ts';
import type { EvalDifference, EvalReport, EvalRow } from './report.ts';

const WIDTH = 100;
const NONE = '–';

type Column = readonly [title: string, of: (row: EvalRow) => string];

const fixed = (value: number | null, places: number): string => (value === null ? NONE : value.toFixed(places));
const money = (text: string | null): string => (text === null ? NONE : Number(text).toFixed(2));
const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;

const COLUMNS: readonly Column[] = [
  ['strategist', ({ strategist, runs }) => (runs === 1 ? strategist : `${strategist} × ${runs}`)],
  ['trades', ({ trades }) => fixed(trades, 0)],
  ['won', ({ winRate }) => wonText(winRate)],
  ['mean R', ({ meanR }) => fixed(meanR, 2)],
  [
    `${INTERVAL_PCT} % interval`,
    ({ interval }) => (interval === null ? NONE : `${interval.low.toFixed(2)} to ${interval.high.toFixed(2)}`),
  ],
  ['PnL', ({ pnl }) => money(pnl)],
  ['model $', ({ modelCost }) => money(modelCost)],
  ['net', ({ net }) => money(net)],
  ['drawdown', ({ maxDrawdownPct }) => `${maxDrawdownPct.toFixed(1)} %`],
];

function wonText(winRate: number | null): string {
  if (winRate === null) return NONE;
  const winRatePct = winRate * 100;
  return `${winRatePct.toFixed(0)} %`;
}

/** An evaluation for people: at most 100 columns wide. */
export function evalText(report: EvalReport): string {
  const { market, profile, from, to, candles, rows, quote, model } = report;
  const days = `${from.slice(0, 10)} to ${to.slice(0, 10)}`;
  const cells = [COLUMNS.map(([title]) => title), ...rows.map((row) => COLUMNS.map(([, of]) => of(row)))];
  const widths = COLUMNS.map((_, i) => Math.max(...cells.map((line) => (line[i] as string).length)));
  const table = cells.map((line) =>
    line.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] as number) : cell.padStart(widths[i] as number))).join('  '),
  );
  const random = rows.find(({ strategist }) => strategist === 'random');
  const asked =
    model === null
      ? []
      : [
          `${model.model}: ${model.asked} questions asked, ${model.recorded} answers from the file, ${model.missing} missing${model.missing === 0 ? '.' : ': its line shows only what it answered.'}`,
        ];
  return [
    `Evaluation over ${market}, profile ${profile}: ${candles} minutes, ${days} (UTC)`,
    '',
    ...table,
    '',
    ...wrapped(
      `Money in ${quote}, net of fees; what is open at the end is closed with the last candle. Buy and hold uses all of the capital.`,
    ),
    ...wrapped(
      `Random entries: ${random?.runs} runs with as many entries and the same exits as smc at moments that are drawn; PnL and drawdown are means.`,
    ),
    ...asked.flatMap(wrapped),
    ...wrapped(knowledgeText(report.knowledge, days)),
    ...wrapped(conclusionOf(report.differences)),
    '',
  ].join('\n');
}

function knowledgeText({ cutoff, data }: Knowledge, days: string): string {
  switch (data) {
    case 'none':
      return 'No model took part: give --answers FILE, or name a model in the settings.';
    case 'unknown':
      return `What the model knew is unknown: model.cutoff is not set. It may remember these candles (${days}), so its line proves nothing.`;
    case 'before':
      return `All candles (${days}) are from before the model's knowledge cutoff ${cutoff}: it may remember them, so its line proves nothing.`;
    case 'across':
      return `The candles (${days}) begin before the model's knowledge cutoff ${cutoff} and end after it: it may remember the first part.`;
    case 'after':
      return `All candles (${days}) are from after the model's knowledge cutoff ${cutoff}: it cannot remember them.`;
  }
}

/** The one sentence at the end: what can be told apart, and nothing more. */
function conclusionOf(differences: readonly EvalDifference[]): string {
  if (differences.length === 0) return 'There are too few days with trades to tell anybody apart.';
  const beyond = differences.filter(({ isBeyond }) => isBeyond);
  const looked = `of ${differences.length} differences in mean R that were looked at`;
  if (beyond.length === 0) return `None ${looked} is beyond its ${INTERVAL_PCT} % interval: these candles do not tell anybody apart.`;
  const named = beyond.map(
    ({ of, from, meanR, interval }) => `${of} against ${from} (${signed(meanR)} R, ${signed(interval.low)} to ${signed(interval.high)})`,
  );
  const verb = beyond.length === 1 ? 'is' : 'are';
  return `Beyond ${beyond.length === 1 ? 'its' : 'their'} ${INTERVAL_PCT} % interval ${verb}, ${looked}: ${named.join('; ')}; by chance alone one in five would be.`;
}

/** Lines of at most 100 characters, broken between words. */
function wrapped(text: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
