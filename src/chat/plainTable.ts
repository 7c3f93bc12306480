import { cleanLine } from './clean.ts';
import type { Block, Column } from './reply.ts';

type Table = Extract<Block, { kind: 'table' }>;

/**
 * Columns side by side while they fit into `room` characters; else one entry below the other: the first cell as a heading, the others as
 * `name value` beneath it, so that nothing is cut off and nothing wraps in the middle of a figure.
 */
export function toPlainTable(table: Table, room: number): string {
  const columns = table.columns.map((column) => ({ ...column, name: cleanLine(column.name) }));
  const rows = table.rows.map((row) => columns.map((_, index) => cleanLine(row[index] ?? '')));
  if (rows.length === 0) return '';
  const widths = columns.map(({ name }, index) => Math.max(lengthOf(name), ...rows.map((row) => lengthOf(row[index] ?? ''))));
  const gap = [2, 1].find((one) => total(widths, one) <= room);
  if (gap === undefined) return rows.map((row) => stacked(columns, row, room)).join('\n');
  const names = columns.map(({ name }) => name);
  const lines = names.every((name) => name === '') ? rows : [names, ...rows];
  return lines.map((cells) => side(columns, cells, widths, gap)).join('\n');
}

const total = (widths: readonly number[], gap: number): number => widths.reduce((sum, width) => sum + width, 0) + gap * (widths.length - 1);

/** Characters as a person counts them, not UTF-16 units. */
const lengthOf = (cell: string): number => [...cell].length;

function side(columns: readonly Column[], cells: readonly string[], widths: readonly number[], gap: number): string {
  const padded = columns.map(({ right }, index) => {
    const cell = cells[index] ?? '';
    const space = ' '.repeat(Math.max(0, (widths[index] ?? 0) - lengthOf(cell)));
    return right ? space + cell : cell + space;
  });
  return padded.join(' '.repeat(gap)).trimEnd();
}

function stacked(columns: readonly Column[], cells: readonly string[], width: number): string {
  const lines = [cells[0] ?? ''];
  for (let index = 1; index < columns.length; index++) {
    const cell = cells[index] ?? '';
    if (cell === '') continue;
    const part = columns[index]?.name ? `${columns[index]?.name} ${cell}` : cell;
    const last = lines.at(-1) ?? '';
    if (lines.length > 1 && last.length + part.length + 3 <= width) lines[lines.length - 1] = `${last} · ${part}`;
    else lines.push(`  ${part}`);
  }
  return lines.join('\n');
}
