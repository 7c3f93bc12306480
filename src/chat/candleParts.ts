import type { App } from '#src/app.ts';
import type { Candle } from '#src/domain/candle.ts';
import type { CandleChart, ChartCandle, ChartLine } from '#src/domain/chart.ts';
import { type Instant, instant } from '#src/domain/clock.ts';
import { placesOf } from '#src/domain/decimal.ts';
import type { Market } from '#src/domain/market.ts';
import { TIMEFRAME_MS, TIMEFRAMES, type Timeframe } from '#src/domain/timeframe.ts';
import { badgeOf } from './badge.ts';
import { dayAndTime, zoneWord } from './chartWords.ts';

/** What pictures of a market are made from. */
export type CandleScene = Pick<App, 'ledger' | 'quotes' | 'feed' | 'settings' | 'mode' | 'candles'>;

/** Lengths of the averages that are drawn, in candles. */
const AVERAGES = [20, 50];
const VOLUME_DIGITS = 4;

/** The part of a candle chart that is the same whatever is planned there: closed candles, averages, last price. */
export function candleParts(
  { candles, settings, mode, feed }: CandleScene,
  market: Market,
  timeframe: Timeframe,
): Omit<CandleChart, 'title' | 'subtitle' | 'levels' | 'zones' | 'markers'> {
  const all = candles.of(market.symbol, timeframe);
  const shown = all.slice(-settings.values.chat.chartCandles);
  return {
    kind: 'candles',
    zone: settings.values.owner.zone,
    badge: badgeOf({ mode, feed }),
    market: market.symbol,
    timeframe,
    candles: shown.map(
      ({ openedAt, open, high, low, close, volume }): ChartCandle => [
        openedAt,
        open,
        high,
        low,
        close,
        Number(volume.toPrecision(VOLUME_DIGITS)),
      ],
    ),
    lines: AVERAGES.flatMap((length) => lineOf(all, length, shown.length)),
    places: placesOf(market.tick),
  };
}

/** `newest candle closed 5 Jan 09:00 Berlin`: so that nobody takes an old picture for a new one. */
export function newestCandle({ candles, timeframe, zone }: Pick<CandleChart, 'candles' | 'timeframe' | 'zone'>): string {
  const last = candles.at(-1);
  if (last === undefined) return 'no candle yet';
  return `newest candle closed ${dayAndTime(closeOf(last[0], timeframe as Timeframe), zone)} ${zoneWord(zone)}`;
}

const closeOf = (openedAt: number, timeframe: Timeframe): Instant => instant(openedAt + TIMEFRAME_MS[timeframe]);

/** Timeframes of which there are candles, the shortest first. */
export const timeframesOf = ({ candles }: Pick<CandleScene, 'candles'>, market: string): Timeframe[] =>
  TIMEFRAMES.filter((timeframe) => candles.of(market, timeframe).length > 0);

/** The timeframe that decisions in a desk's markets are made on; another one where it has no candles. Undefined while there are none at all. */
export function decisionTimeframe(scene: CandleScene, market: string, deskId?: string): Timeframe | undefined {
  const { smc } = scene.settings.values;
  const desks = [...scene.ledger.memory.desks.values()];
  const desk = desks.find(({ id }) => id === deskId) ?? desks[0];
  const profile = desk?.profile === 'swing' || desk?.profile === 'intraday' ? desk.profile : smc.profile;
  const there = timeframesOf(scene, market);
  const wanted = smc.profiles[profile].decision;
  return there.includes(wanted) ? wanted : there.at(-1);
}

/** The last `count` values of an average; nothing where there is not even one. */
function lineOf(candles: readonly Candle[], length: number, count: number): ChartLine[] {
  const values = exponentialAverage(
    candles.map(({ close }) => close),
    length,
  ).slice(-count);
  return values.some((value) => value !== null) ? [{ label: `EMA ${length}`, values }] : [];
}

/**
 * Exponential moving average: the mean of the first `length` values, then each value pulls by 2 ÷ (length + 1). As many as there are values, null
 * before the first mean.
 */
export function exponentialAverage(values: readonly number[], length: number): (number | null)[] {
  const weight = 2 / (length + 1);
  let average = 0;
  return values.map((value, i) => {
    if (i < length) average += value / length;
    else average += (value - average) * weight;
    return i < length - 1 ? null : Number(average.toPrecision(10));
  });
}
