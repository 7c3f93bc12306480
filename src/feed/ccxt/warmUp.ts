import type { Candle } from '#src/domain/candle.ts';
import { type Clock, instant } from '#src/domain/clock.ts';
import { CannotStart } from '#src/domain/errors.ts';
import type { Rng } from '#src/domain/rng.ts';
import { opensAt, TIMEFRAME_MS, TIMEFRAMES, type Timeframe } from '#src/domain/timeframe.ts';
import type { TimedCandle } from '#src/feed/port.ts';
import { Backoff } from './backoff.ts';
import { download } from './download.ts';
import type { MarketSource } from './source.ts';

const MINUTE_MS = 60_000;
/** Candles of each longer timeframe, as many as indicators look at. */
const LONGER = 500;
/** Five minutes come from the minutes, which reach back far enough for them. */
const FROM_VENUE = TIMEFRAMES.filter((one) => one !== '1m' && one !== '5m');
const TRIES = 4;

export interface WarmUpOptions {
  readonly source: Pick<MarketSource, 'fetchOHLCV' | 'id'>;
  readonly market: string;
  /** The venue's time. */
  readonly venueNow: number;
  readonly minutes: number;
  /** Those that somebody looks at. */
  readonly timeframes: readonly Timeframe[];
  /** What the ledger kept. */
  readonly kept: (market: string, from: number, to: number) => readonly Candle[];
  readonly wall: Clock;
  readonly rng: Rng;
}

export interface WarmUp {
  readonly minutes: readonly Candle[];
  readonly longer: readonly TimedCandle[];
}

/**
 * History before the first step. What the ledger kept is taken from there, longer candles too where it has each of their minutes; the rest comes from
 * the venue as it is, because a year of minutes would be half a million, and all at once. Throws CannotStart when the venue does not answer.
 */
export async function warmUp(options: WarmUpOptions): Promise<WarmUp> {
  const { market, venueNow, minutes, timeframes, kept } = options;
  const to = Math.floor((venueNow - 2_000) / MINUTE_MS) * MINUTE_MS;
  const from = to - minutes * MINUTE_MS;
  const known = new Map(kept(market, from, to).map((candle) => [candle.openedAt as number, candle]));
  let missing = from;
  while (known.has(missing)) missing += MINUTE_MS;
  const wanted = FROM_VENUE.filter((timeframe) => timeframes.includes(timeframe));
  const [newest, ...longer] = await Promise.all([
    series(options, '1m', missing, to),
    ...wanted.map((timeframe) => longerSeries(options, timeframe, opensAt(instant(to), timeframe))),
  ]);
  for (const candle of newest) known.set(candle.openedAt, candle);
  return { minutes: inOrder(known), longer: longer.flat() };
}

/** The newest candles of a longer timeframe that closed by `end`, oldest first. */
async function longerSeries(options: WarmUpOptions, timeframe: Timeframe, end: number): Promise<readonly TimedCandle[]> {
  const { market, kept } = options;
  const length = TIMEFRAME_MS[timeframe];
  const from = end - LONGER * length;
  const known = joined(kept(market, from, end), timeframe);
  const missing: number[] = [];
  for (let at = from; at < end; at += length) if (!known.has(at)) missing.push(at);
  const [first, last] = [missing[0], missing.at(-1)];
  if (first !== undefined && last !== undefined)
    for (const candle of await series(options, timeframe, first, last + length)) known.set(candle.openedAt, candle);
  return inOrder(known).map((candle) => ({ timeframe, candle }));
}

const inOrder = (candles: ReadonlyMap<number, Candle>): Candle[] => [...candles.values()].sort((a, b) => a.openedAt - b.openedAt);

/** Longer candles of minutes that are there without a hole, by their opening. */
function joined(minutes: readonly Candle[], timeframe: Timeframe): Map<number, Candle> {
  const whole = TIMEFRAME_MS[timeframe] / MINUTE_MS;
  const groups = Map.groupBy(minutes, ({ openedAt }) => opensAt(openedAt, timeframe));
  const found = new Map<number, Candle>();
  for (const [openedAt, parts] of groups) {
    const [first, last] = [parts[0], parts.at(-1)];
    if (parts.length !== whole || first === undefined || last === undefined) continue;
    const high = Math.max(...parts.map((one) => one.high));
    const low = Math.min(...parts.map((one) => one.low));
    const volume = parts.reduce((sum, one) => sum + one.volume, 0);
    found.set(openedAt, { openedAt, open: first.open, high, low, close: last.close, volume });
  }
  return found;
}

/** Candles of one timeframe; none where the venue does not have the timeframe. */
async function series(options: WarmUpOptions, timeframe: Timeframe, from: number, to: number): Promise<readonly Candle[]> {
  const { source, market, wall, rng } = options;
  const backoff = new Backoff(rng);
  const found: Candle[] = [];
  let next = from;
  for (let tries = 1; next < to; tries++) {
    try {
      for await (const { candles } of download(source, market, timeframe, instant(next), instant(to))) {
        found.push(...candles);
        next = (candles.at(-1)?.openedAt ?? next - TIMEFRAME_MS[timeframe]) + TIMEFRAME_MS[timeframe];
      }
      return found;
    } catch (error) {
      if (timeframe !== '1m' && isRefusal(error)) return [];
      if (tries >= TRIES) throw unanswered(source.id, error);
      await new Promise<void>((go) => wall.after(backoff.next(), go));
    }
  }
  return found;
}

/** ccxt's names for "this cannot be asked for", as against "nobody answered". */
const REFUSALS = new Set(['BadRequest', 'NotSupported', 'ArgumentsRequired', 'ExchangeError', 'BadSymbol']);
const isRefusal = (error: unknown): boolean => error instanceof Error && REFUSALS.has(error.constructor.name);

const unanswered = (venue: string, error: unknown): CannotStart =>
  new CannotStart(
    'no-history',
    `${venue} does not give the candles that Heron starts from (${error instanceof Error ? error.constructor.name : 'no reason'}).`,
    'Check the network and whether the venue is up, then start again; nothing was traded.',
  );
