import type { CandleChart, Chart, ChartLevel, EquityChart, ScoreChart } from '#src/domain/chart.ts';
import { type Instant, instant } from '#src/domain/clock.ts';
import { deepest, drawdownsOf } from '#src/domain/drawdown.ts';
import { inR, percent, price } from './money.ts';
import { plural } from './words.ts';
import { zonedDay, zonedTime } from './zonedTime.ts';

const LEVEL_NAMES: Record<string, string> = { ENTRY: 'entry', SL: 'stop', LAST: 'last price' };

/** What a picture shows, in sentences, for whoever cannot see it: everything that is drawn, the outlines of what is drawn small. */
export function altOf(chart: Chart): string {
  const said = chart.kind === 'candles' ? candleWords(chart) : chart.kind === 'equity' ? equityWords(chart) : scoreWords(chart);
  return [...said, `${chart.badge}.`].join(' ');
}

/** `5 Jan 09:00`, always with the day: a picture is looked at later, too. */
export const dayAndTime = (at: Instant, zone: string): string => `${zonedDay(at, zone)} ${zonedTime(at, at, zone)}`;

/** `UTC`, `Berlin`: a zone as the axis names it. */
export const zoneWord = (zone: string): string => (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');

function candleWords(chart: CandleChart): string[] {
  const { market, timeframe, candles, side, levels, lines, zones, markers, zone, places } = chart;
  const figure = (value: number): string => price(Number(value.toFixed(places)));
  const [first, last] = [candles[0], candles.at(-1)];
  const when = (at: number): string => dayAndTime(instant(at), zone);
  if (first === undefined || last === undefined)
    return [`Chart of ${market}: no candle of ${timeframe} has closed yet.`, ...levelWords(levels, side, figure)];
  const high = Math.max(...candles.map(([, , most]) => most));
  const low = Math.min(...candles.map(([, , , least]) => least));
  const averages = lines.flatMap(({ label, values }) => {
    const value = values.at(-1);
    return value === null || value === undefined
      ? []
      : [`${label} ${figure(value)} (the price is ${last[4] < value ? 'below' : 'above'} it)`];
  });
  return [
    `Chart of ${market}: ${plural(candles.length, 'candle')} of ${timeframe}, the first of ${when(first[0])}, the newest of ${when(last[0])}, ${zoneWord(zone)} time.`,
    `The price went from ${figure(first[1])} to ${figure(last[4])} (${percent((last[4] / first[1] - 1) * 100, 'signed')}), between ${figure(low)} and ${figure(high)}.`,
    ...levelWords(levels, side, figure),
    ...(averages.length === 0 ? [] : [`Averages: ${averages.join(', ')}.`]),
    ...zones.map(({ label, low: from, high: to }) => `${capital(label)} from ${figure(from)} to ${figure(to)}.`),
    ...(markers.length === 0
      ? []
      : [
          `${capital(markers.map(({ label, at, price: paid, kind }) => `${label ?? kind} at ${figure(paid)} on ${when(at)}`).join(', '))}.`,
        ]),
  ];
}

/** Each plan with its distances: the entry from the last price, the others from the entry. */
function levelWords(levels: readonly ChartLevel[], side: CandleChart['side'], figure: (value: number) => string): string[] {
  const last = levels.find(({ kind }) => kind === 'last');
  const sentences = last === undefined ? [] : [`The last price is ${figure(last.price)}.`];
  const plans: ChartLevel[][] = [];
  for (const level of levels) {
    if (level.kind === 'last') continue;
    if (level.kind === 'entry' || plans.length === 0) plans.push([]);
    plans.at(-1)?.push(level);
  }
  for (const [i, plan] of plans.entries()) {
    const entry = plan.find(({ kind }) => kind === 'entry');
    const said = plan.map((level) => {
      const from = level.kind === 'entry' ? last?.price : entry?.price;
      const of = level.kind === 'entry' ? 'the last price' : 'the entry';
      return `${LEVEL_NAMES[level.label] ?? level.label} ${figure(level.price)}${distance(level.price, from, of)}`;
    });
    sentences.push(`${i === 0 && side !== undefined ? `${capital(side)}: ` : ''}${said.join(', ')}.`);
  }
  return sentences;
}

function distance(value: number, from: number | undefined, of: string): string {
  if (from === undefined || !(from > 0) || value === from) return '';
  return ` (${percent(Math.abs(value / from - 1) * 100)} ${value < from ? 'below' : 'above'} ${of})`;
}

function equityWords({ title, asset, points, zone, labels }: EquityChart): string[] {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return [`${title}: no equity was recorded yet.`];
  const figure = (value: number): string => `${price(Number(value.toFixed(2)))} ${asset}`;
  const values = points.map(({ equity }) => equity);
  const worst = deepest(drawdownsOf(points));
  const held = points.find(({ hold }) => hold !== null);
  return [
    `${title}, from ${dayAndTime(instant(first.at), zone)} to ${dayAndTime(instant(last.at), zone)}, ${zoneWord(zone)} time.`,
    `It began at ${figure(first.equity)} and is ${figure(last.equity)} now (${percent(changePct(first.equity, last.equity), 'signed')}), between ${figure(Math.min(...values))} and ${figure(Math.max(...values))}.`,
    worst === undefined || worst.pct === 0
      ? 'It has never been below an earlier best.'
      : `The deepest drawdown was ${percent(worst.pct)}, on ${dayAndTime(instant(worst.at), zone)}, after the best of ${figure(worst.peak.equity)} on ${dayAndTime(instant(worst.peak.at), zone)}.`,
    labels !== undefined
      ? otherLine(labels, held?.hold ?? null, last.hold, figure)
      : held === undefined || held.hold === null || last.hold === null
        ? 'What buying and holding would have brought is not known.'
        : `Buying and holding would have come to ${figure(last.hold)} (${percent(changePct(held.hold, last.hold), 'signed')}).`,
  ];
}

function otherLine(
  labels: NonNullable<EquityChart['labels']>,
  from: number | null,
  to: number | null,
  figure: (value: number) => string,
): string {
  if (from === null || to === null) return `That is ${labels.equity}; nothing is known ${labels.hold}.`;
  return `That is ${labels.equity}; ${labels.hold} it is ${figure(to)} (${percent(changePct(from, to), 'signed')}).`;
}

/** From one value to another in percent; 0 where there is nothing to compare with. */
export const changePct = (from: number, to: number): number => (from > 0 ? (to / from - 1) * 100 : 0);

function scoreWords({ title, bars }: ScoreChart): string[] {
  if (bars.length === 0) return [`${title}: no trade was closed yet.`];
  return [
    `${title}, mean result per trade.`,
    ...bars.map(({ label, mean, interval, trades, grade }) => {
      const between = interval === undefined ? 'too few to say more' : `expected between ${inR(interval.low)} and ${inR(interval.high)}`;
      return `${label} ${inR(mean)} in ${plural(trades, 'trade')}, ${between}: ${grade}.`;
    }),
  ];
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
