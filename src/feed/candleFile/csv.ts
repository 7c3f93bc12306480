import { OutsideError } from '#src/domain/errors.ts';
import { type Columns, columnsOf } from './header.ts';
import { COLUMNS, Line } from './line.ts';
import type { CandleRows } from './rows.ts';
import { lacksZone, timeIn } from './time.ts';

const SEPARATORS = [',', ';', '\t'].map((one) => one.charCodeAt(0));

/** Reads CSV with a header into `rows`. The separator is the one that splits the header most: comma, semicolon or tab. Lines count from 1, blank ones are passed over. */
export function readCsv(bytes: Buffer, path: string, rows: CandleRows): void {
  const line = new Line(bytes);
  let number = 1;
  let from = 0;
  for (;;) {
    const next = line.split(from, 0);
    if (!line.isBlank() || next >= bytes.length) break;
    from = next;
    number++;
  }
  const separator = separatorAt(line, from);
  let next = line.split(from, separator);
  const columns = headerOf(line, path);
  const width = line.fields;
  while (next < bytes.length) {
    next = line.split(next, separator);
    number++;
    if (line.isBlank()) continue;
    if (line.broken) rows.refuse(number, 'a quote is not closed');
    else if (line.fields !== width) rows.refuse(number, `the line has ${line.fields} columns and the header ${width}`);
    else addRow(bytes, line, number, columns, rows);
  }
}

function separatorAt(line: Line, from: number): number {
  let best = SEPARATORS[0] as number;
  let most = 0;
  for (const separator of SEPARATORS) {
    line.split(from, separator);
    if (line.fields <= most) continue;
    most = line.fields;
    best = separator;
  }
  return best;
}

function headerOf(line: Line, path: string): Columns {
  if (line.fields > COLUMNS) {
    throw new OutsideError(
      'candles.columns',
      `The header of ${path} has more than ${COLUMNS} columns.`,
      'Keep the time, the prices and the volume.',
    );
  }
  return columnsOf(
    Array.from({ length: line.fields }, (_, field) => line.text(field)),
    path,
  );
}

function addRow(bytes: Buffer, line: Line, number: number, columns: Columns, rows: CandleRows): void {
  const { time, open, high, low, close, volume } = columns;
  const at = timeIn(bytes, line.start(time), line.end(time));
  if (Number.isNaN(at) && lacksZone(line.text(time))) rows.refuseZone(number, line.text(time));
  rows.add(number, at, line.number(open), line.number(high), line.number(low), line.number(close), line.number(volume));
}
