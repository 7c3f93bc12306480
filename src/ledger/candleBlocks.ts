import type { Candle } from '#src/domain/candle.ts';
import { type Instant, instant, parseInstant, toIso } from '#src/domain/clock.ts';
import type { Reader } from './core.ts';
import type { LedgerTx } from './ledger.ts';
import type { Memory } from './memory.ts';
import { nextId } from './nextId.ts';
import { recordPruned, sealOf } from './seal.ts';

const HOUR_MS = 3_600_000;

interface BlockRow {
  readonly id: number;
  readonly market: string;
  /** ISO instant at which the hour begins. */
  readonly hour: string;
  /** JSON: `[minute, open, high, low, close, volume]` for each closed one-minute candle of the hour, in order. */
  readonly candles: string;
  readonly seal: string;
}

type Packed = [minute: number, open: number, high: number, low: number, close: number, volume: number];

/** The row that a market's candles are being added to, so that a candle costs one write and no reading. A rolled back transaction has a new memory. */
const growing = new WeakMap<Memory, Map<string, Omit<BlockRow, 'seal'>>>();

/** Keeps a closed one-minute candle. One that is there already, or is older than the newest of its hour, changes nothing. */
export function keepCandle(tx: LedgerTx, market: string, candle: Candle): void {
  const hour = toIso(instant(Math.floor(candle.openedAt / HOUR_MS) * HOUR_MS));
  const minute = Math.floor((candle.openedAt % HOUR_MS) / 60_000);
  const packed = JSON.stringify([minute, candle.open, candle.high, candle.low, candle.close, candle.volume] satisfies Packed);
  const known = blockOf(tx, market, hour);
  if (known === undefined) {
    const row = { candles: `[${packed}]`, hour, id: nextId(tx, 'candle_block'), market };
    tx.run(
      'insert into candle_block (id, market, hour, candles, seal) values (?, ?, ?, ?, ?)',
      row.id,
      market,
      hour,
      row.candles,
      sealOf(row),
    );
    remember(tx, row);
    return;
  }
  if (lastMinuteOf(known.candles) >= minute) return;
  const row = { ...known, candles: `${known.candles.slice(0, -1)},${packed}]` };
  tx.run('update candle_block set candles = ?, seal = ? where id = ?', row.candles, sealOf(row), row.id);
  remember(tx, row);
}

/**
 * Keeps closed one-minute candles of any hours, in any order, beside those that are there already, which stay as they are. Returns how many are new.
 */
export function keepCandles(tx: LedgerTx, market: string, candles: readonly Candle[]): number {
  let added = 0;
  const hours = Map.groupBy(candles, ({ openedAt }) => Math.floor(openedAt / HOUR_MS) * HOUR_MS);
  for (const [start, ofHour] of hours) {
    const hour = toIso(instant(start));
    const known = blockOf(tx, market, hour);
    const minutes = new Map(known === undefined ? [] : (JSON.parse(known.candles) as Packed[]).map((packed) => [packed[0], packed]));
    const before = minutes.size;
    for (const { openedAt, open, high, low, close, volume } of ofHour) {
      const minute = (openedAt - start) / 60_000;
      if (!minutes.has(minute)) minutes.set(minute, [minute, open, high, low, close, volume]);
    }
    if (minutes.size === before) continue;
    added += minutes.size - before;
    const text = JSON.stringify([...minutes.values()].sort(([a], [b]) => a - b));
    const row = { candles: text, hour, id: known?.id ?? nextId(tx, 'candle_block'), market };
    if (known === undefined)
      tx.run('insert into candle_block (id, market, hour, candles, seal) values (?, ?, ?, ?, ?)', row.id, market, hour, text, sealOf(row));
    else tx.run('update candle_block set candles = ?, seal = ? where id = ?', text, sealOf(row), row.id);
    if (growing.get(tx.memory)?.get(market)?.hour === hour) remember(tx, row);
  }
  return added;
}

function blockOf(tx: LedgerTx, market: string, hour: string): Omit<BlockRow, 'seal'> | undefined {
  const known = growing.get(tx.memory)?.get(market);
  if (known?.hour === hour) return known;
  return tx.get<Omit<BlockRow, 'seal'>>('select id, market, hour, candles from candle_block where market = ? and hour = ?', market, hour);
}

function remember(tx: LedgerTx, row: Omit<BlockRow, 'seal'>): void {
  let rows = growing.get(tx.memory);
  if (rows === undefined) {
    rows = new Map();
    growing.set(tx.memory, rows);
  }
  rows.set(row.market, row);
}

/** The first figure of the last list of the text. */
const lastMinuteOf = (candles: string): number => Number.parseInt(candles.slice(candles.lastIndexOf('[') + 1), 10);

/** Candles of a market that opened from `from` up to but not at `to`, oldest first. */
export function keptCandles(ledger: Reader, market: string, from: Instant, to: Instant): Candle[] {
  const rows = ledger.all<BlockRow>(
    'select * from candle_block where market = ? and hour > ? and hour < ? order by hour',
    market,
    toIso(instant(from - HOUR_MS)),
    toIso(to),
  );
  return rows
    .flatMap((row) => {
      const start = parseInstant(row.hour);
      return (JSON.parse(row.candles) as Packed[]).map(([minute, open, high, low, close, volume]) => ({
        openedAt: instant(start + minute * 60_000),
        open,
        high,
        low,
        close,
        volume,
      }));
    })
    .filter(({ openedAt }) => openedAt >= from && openedAt < to);
}

/** Deletes the oldest rows up to the first whose hour begins at or after `before`; returns how many went. */
export function pruneCandles(tx: LedgerTx, before: Instant): number {
  const keep = tx.get<{ id: number | null }>('select min(id) as id from candle_block where hour >= ?', toIso(before))?.id;
  if (keep === null || keep === undefined) return 0;
  const gone = tx.get<{ n: number }>('select count(*) as n from candle_block where id < ?', keep)?.n ?? 0;
  if (gone > 0) {
    tx.run('delete from candle_block where id < ?', keep);
    recordPruned(tx, 'candle_block', keep - 1);
  }
  return gone;
}
