import { OutsideError } from '#src/domain/errors.ts';

const COLUMN_NAMES = ['time', 'open', 'high', 'low', 'close', 'volume'] as const;
type Column = (typeof COLUMN_NAMES)[number];

/** Where each column stands, counted from 0. */
export type Columns = Readonly<Record<Column, number>>;

/**
 * The names under which exchanges and tools write the columns, lower case with `_` between words. Where a file has several columns for the time, the
 * first name here wins: the start of the candle before anything else, epochs before dates, which may lack their zone.
 */
const ALIASES: Readonly<Record<Column, readonly string[]>> = {
  time: [
    ...['open_time', 'opentime', 'time_open', 'open_timestamp', 'start_time', 'time_period_start', 'timestamp_ms', 'timestamp', 'unix'],
    ...['unix_timestamp', 'unix_time', 'epoch', 'ts', 'datetime', 'date_time', 'date', 'time', 'start', 't'],
  ],
  open: ['open', 'open_price', 'price_open', 'o'],
  high: ['high', 'high_price', 'price_high', 'h'],
  low: ['low', 'low_price', 'price_low', 'l'],
  close: ['close', 'close_price', 'price_close', 'c'],
  volume: ['volume', 'base_volume', 'volume_base', 'volume_traded', 'vol', 'v'],
};

const EXAMPLE = 'open_time,open,high,low,close,volume';

/** Finds the columns by the names in the header. Throws OutsideError when it is no header, or one of the six columns is not in it or in it twice. */
export function columnsOf(names: readonly string[], path: string): Columns {
  const words = names.map((name) =>
    name
      .trim()
      .toLowerCase()
      .replaceAll(/[\s.\-<>]+/g, ' ')
      .trim()
      .replaceAll(' ', '_'),
  );
  const places = COLUMN_NAMES.map((column) => placeOf(column, words, path));
  const missing = COLUMN_NAMES.filter((_, index) => places[index] === undefined);
  if (missing.length === COLUMN_NAMES.length) {
    const isData = names.some((name) => /^[-+.\d]/.test(name.trim()));
    if (isData)
      throw new OutsideError('candles.no_header', `${path} has no header: its first line is data.`, `Put the line ${EXAMPLE} on top.`);
  }
  if (missing.length > 0) {
    throw new OutsideError(
      'candles.columns',
      `The header of ${path} has no column for ${missing.join(', ')}; it has ${shown(names)}.`,
      `Name the columns as in ${EXAMPLE}; their order does not matter.`,
    );
  }
  return Object.fromEntries(COLUMN_NAMES.map((column, index) => [column, places[index]])) as Columns;
}

function placeOf(column: Column, words: readonly string[], path: string): number | undefined {
  for (const alias of ALIASES[column]) {
    const place = words.indexOf(alias);
    if (place < 0) continue;
    if (words.indexOf(alias, place + 1) >= 0) {
      throw new OutsideError('candles.columns', `The header of ${path} has the column ${alias} twice.`, 'Rename or remove one of the two.');
    }
    return place;
  }
  return undefined;
}

/** A few names, short and printable: the file may be anything. */
function shown(names: readonly string[]): string {
  const few = names.slice(0, 12).map((name) => name.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 24) || '(blank)');
  return few.join(', ') + (names.length > few.length ? ', …' : '');
}
