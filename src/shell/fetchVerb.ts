import { existsSync } from 'node:fs';
import { type Clock, type Instant, instant, parseInstant, systemClock, toIso } from '#src/domain/clock.ts';
import { CannotStart, WrongUsage } from '#src/domain/errors.ts';
import { seededRng, seedOf } from '#src/domain/rng.ts';
import { fetchHistory, type HistoryReport } from '#src/feed/ccxt/history.ts';
import { venueTime } from '#src/feed/ccxt/venueTime.ts';
import { keepCandles, keptCandles } from '#src/ledger/candleBlocks.ts';
import { eventBySeq } from '#src/ledger/events.ts';
import { takeLease } from '#src/ledger/lease.ts';
import { Ledger } from '#src/ledger/ledger.ts';
import { EXIT, type Io } from './io.ts';
import { flag, isOn, needed, type Options, settingsOf } from './options.ts';
import { pricesOf } from './pricesOf.ts';
import { openPublicSource } from './publicSource.ts';

const MINUTE_MS = 60_000;
const USAGE = 'Usage: heron fetch kraken BTC/USD --from 2026-01-01 [--to 2026-02-01]';

/** Downloads closed one-minute candles of a venue into the ledger, and says what is missing. */
export async function run(options: Options, io: Io): Promise<number> {
  const [venue, ...symbols] = options.words;
  if (venue === undefined || symbols.length === 0) throw new WrongUsage('heron fetch needs a venue and at least one market.', USAGE);
  const settings = settingsOf(options, io).values;
  const wall: Clock = { ...systemClock(), mono: io.nowMs };
  const from = dayOf(needed(options, 'fetch', 'from', 'the day from which on, as --from 2026-01-01'));
  const until = flag(options, 'to');
  const { path } = settings.ledger;
  const wanted = pricesOf({ ...settings, feed: { ...settings.feed, source: venue as typeof settings.feed.source } });
  const own = pricesOf(settings);
  if (!existsSync(path) && own !== wanted) throw notBegun(`There is no ledger at ${path} yet`, own, options.words);
  const lease = takeLease(path);
  let ledger: Ledger | undefined;
  try {
    ledger = new Ledger({ path, clock: wall });
    const first = eventBySeq(ledger, 1);
    if (first?.kind === 'ledger.opened') refuseMixing(first.data.source, venue, wanted);
    else if (own !== wanted) throw notBegun(`The ledger at ${path} is not begun yet`, own, options.words);
    const { source, markets } = await openPublicSource(venue, settings, symbols, 'paper');
    try {
      const now = (await venueTime(source, symbols[0] ?? '')) ?? wall.now();
      // The minute under way is not closed, and the one before may not be final yet.
      const closed = instant(Math.floor((now - 2_000) / MINUTE_MS) * MINUTE_MS);
      const to = instant(Math.min(closed, until === undefined ? closed : dayOf(until)));
      if (from >= to) throw new WrongUsage('There is nothing to fetch: --from is not before --to, or lies in the future.', USAGE);
      const reports: HistoryReport[] = [];
      for (const { symbol } of markets) {
        const report = await fetchInto(ledger, { source, symbol, from, to, wall, io });
        reports.push(report);
        if (!isOn(options, 'json')) io.stdout.write(textOf(report));
      }
      if (isOn(options, 'json')) io.stdout.write(`${JSON.stringify(reports.map(plain))}\n`);
      return EXIT.good;
    } finally {
      await source.close().catch(() => undefined);
    }
  } finally {
    ledger?.close();
    lease.release();
  }
}

interface Fetching {
  readonly source: Parameters<typeof fetchHistory>[0]['source'];
  readonly symbol: string;
  readonly from: Instant;
  readonly to: Instant;
  readonly wall: Clock;
  readonly io: Io;
}

function fetchInto(ledger: Ledger, { source, symbol, from, to, wall, io }: Fetching): Promise<HistoryReport> {
  const isTerminal = io.stderr.isTTY === true;
  return fetchHistory({
    source,
    market: symbol,
    from,
    to,
    wall,
    rng: seededRng(seedOf('fetch', symbol, wall.now())),
    kept: (start, end) => keptCandles(ledger, symbol, start, end),
    keep: (candles) => ledger.transact((tx) => keepCandles(tx, symbol, candles)),
    progress: (at) => isTerminal && io.stderr.write(`\r${symbol} up to ${toIso(at).slice(0, 16).replace('T', ' ')} `),
  });
}

/** Nothing is put into a ledger that would then be begun at another market. */
const notBegun = (state: string, own: string, [venue, ...symbols]: readonly string[]): CannotStart =>
  new CannotStart(
    'no-ledger',
    `${state}, and with these settings Heron would begin it for ${own}; nothing was fetched.`,
    `Add --set feed.source=${venue} --ledger data/${venue}/heron.db to fetch ${symbols.join(', ')} into a new ledger, and start Heron with the same two.`,
  );

/** A ledger never mixes the prices of two markets. */
function refuseMixing(source: string, venue: string, wanted: string): void {
  const of = source.replace(/^live: /, '');
  if (of === wanted) return;
  throw new CannotStart(
    'other-ledger',
    `This ledger is for ${of}, not for ${wanted}; nothing was fetched.`,
    `Add --set feed.source=${venue}, and name another file with --ledger.`,
  );
}

/** A day, from its beginning in UTC, or an instant, cut to its minute. Throws WrongUsage. */
function dayOf(text: string): Instant {
  try {
    const at = parseInstant(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00Z` : text);
    return instant(Math.floor(at / MINUTE_MS) * MINUTE_MS);
  } catch {
    throw new WrongUsage(`${JSON.stringify(text.slice(0, 40))} is not a day.`, 'Write it like 2026-01-31, or 2026-01-31T08:00Z.');
  }
}

const minuteText = (at: Instant): string => toIso(at).slice(0, 16).replace('T', ' ');
const count = (n: number): string => n.toLocaleString('en-US');

function textOf({ market, from, to, minutes, had, added, bad, missing, gaps, named }: HistoryReport): string {
  const lines = [
    `${market}  ${minuteText(from)} to ${minuteText(to)} UTC: ${count(minutes)} minutes, ${count(had)} were there, ${count(added)} fetched.`,
  ];
  if (bad > 0) lines.push(`  ${count(bad)} rows could not be true and were left out.`);
  if (missing > 0) {
    lines.push(
      `  ${count(missing)} minutes in ${count(gaps)} gap${gaps === 1 ? '' : 's'} are not to be had; nothing was put in their place.`,
    );
    for (const gap of named) lines.push(`    ${minuteText(gap.from)}  ${count(gap.minutes)} minutes`);
    if (gaps > named.length) lines.push(`    and ${count(gaps - named.length)} shorter ones`);
  }
  return `${lines.join('\n')}\n`;
}

const plain = (report: HistoryReport): object => ({
  ...report,
  from: toIso(report.from),
  to: toIso(report.to),
  named: report.named.map(({ from, minutes }) => ({ from: toIso(from), minutes })),
});
