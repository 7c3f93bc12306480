import { OutsideError } from '#src/domain/errors.ts';
import { numberOf } from './number.ts';
import type { CandleRows } from './rows.ts';
import { epochOf, lacksZone, timeIn } from './time.ts';

const SHAPE = 'Write it as [[ms, open, high, low, close, volume], …]; more values in a row are passed over.';

/** Reads a JSON array of arrays into `rows`; numbers may be written as text, as exchanges do. Rows count from 1, as if each stood in its own line. */
export function readJson(bytes: Buffer, path: string, rows: CandleRows): void {
  const list = parsed(bytes, path);
  if (!Array.isArray(list)) throw new OutsideError('candles.json_shape', `${path} holds a JSON object, not an array of candles.`, SHAPE);
  if (list.length === 0) throw new OutsideError('candles.empty', `${path} holds an empty array.`, SHAPE);
  if (!list.some(Array.isArray)) throw new OutsideError('candles.json_shape', `The candles in ${path} are not arrays.`, SHAPE);
  for (let index = 0; index < list.length; index++) addRow(list[index], index + 1, rows);
}

function parsed(bytes: Buffer, path: string): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new OutsideError('candles.json', `${path} begins like JSON and is not.`, 'It is cut off or damaged: export it again.');
  }
}

function addRow(row: unknown, line: number, rows: CandleRows): void {
  if (!Array.isArray(row) || row.length < 6) {
    rows.refuse(line, 'the row is not an array of at least six values');
    return;
  }
  const [time, open, high, low, close, volume] = row as readonly unknown[];
  if (typeof time === 'string' && lacksZone(time)) rows.refuseZone(line, time);
  rows.add(line, timeOf(time), numberOf(open), numberOf(high), numberOf(low), numberOf(close), numberOf(volume));
}

function timeOf(value: unknown): number {
  if (typeof value !== 'string') return epochOf(numberOf(value));
  const bytes = Buffer.from(value, 'latin1');
  return timeIn(bytes, 0, bytes.length);
}
