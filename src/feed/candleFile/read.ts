import type { Candle } from '#src/domain/candle.ts';
import type { FileReport } from '#src/feed/port.ts';
import { bytesOf, sha256Of, textBytesOf } from './bytes.ts';
import { readCsv } from './csv.ts';
import { readJson } from './json.ts';
import { CandleRows } from './rows.ts';

export interface CandleFile {
  /** One-minute candles, oldest first, each minute at most once. */
  readonly candles: readonly Candle[];
  readonly report: FileReport;
}

/**
 * Reads one-minute candles from a file: CSV with a header (comma, semicolon or tab; columns found by name; times as epoch or ISO with a zone) or JSON
 * `[[ms, o, h, l, c, v], …]`, plain or gzip. Of rows with the same time the first is kept; rows that go back in time and rows that cannot be true
 * are left out and counted. `from` and `to` of the report are the starts of the first and the last candle, `sha256` is that of the file as it stands
 * on disk. Throws OutsideError, and nothing else, when the file as a whole cannot be used.
 */
export const readCandleFile = (path: string): CandleFile => candlesIn(bytesOf(path), path);

/** The same from bytes in memory; `path` is what errors and the report call them. */
export function candlesIn(raw: Buffer, path: string): CandleFile {
  const bytes = textBytesOf(raw, path);
  const rows = new CandleRows(path);
  if (isJson(bytes)) readJson(bytes, path, rows);
  else readCsv(bytes, path, rows);
  rows.check();
  const { candles, missing, gaps, duplicates, disordered, bad, badRows } = rows;
  const from = (candles[0] as Candle).openedAt;
  const to = (candles[candles.length - 1] as Candle).openedAt;
  const report = { path, sha256: sha256Of(raw), candles: candles.length, from, to, missing, gaps, duplicates, disordered, bad, badRows };
  return { candles, report };
}

/** A CSV header begins with a name; JSON with a bracket, perhaps after blanks. */
function isJson(bytes: Buffer): boolean {
  const first = bytes.find((byte) => byte > 0x20);
  return first === 0x5b || first === 0x7b;
}
