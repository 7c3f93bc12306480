import { clean, cleanLine } from './clean.ts';
import { toPlainTable } from './plainTable.ts';
import type { Block, Reply } from './reply.ts';

/** A phone shows about this many characters in a line. */
export const PHONE_COLUMNS = 40;

const MARKS = { good: '✓ ', bad: '✗ ', warn: '! ' } as const;

/** The reference renderer: what the terminal shows, golden files hold and every platform falls back to. Ends without a line feed. */
export function toPlainText(reply: Reply): string {
  const title = `${reply.tone === undefined ? '' : MARKS[reply.tone]}${cleanLine(reply.title)}`;
  // A picture beside figures repeats them; alone, it is told in words.
  const isTold = reply.blocks.some(({ kind }) => kind === 'table' || kind === 'fields');
  const blocks = reply.blocks
    .filter(({ kind }) => kind !== 'chart' || !isTold)
    .map(plainBlock)
    .filter((block) => block !== '');
  return [title, ...blocks].join('\n\n').replace('\n\n', '\n');
}

function plainBlock(block: Block): string {
  switch (block.kind) {
    case 'text':
      return clean(block.text);
    case 'fields': {
      const width = Math.max(...block.fields.map(({ name }) => cleanLine(name).length));
      return block.fields.map(({ name, value }) => `${cleanLine(name).padEnd(width)}  ${hang(clean(value), width + 2)}`).join('\n');
    }
    case 'table':
      return toPlainTable(block, PHONE_COLUMNS);
    case 'diff':
      return block.changes.map(({ what, before, after }) => `${cleanLine(what)}: ${cleanLine(before)} → ${cleanLine(after)}`).join('\n');
    case 'chart':
      return clean(block.alt);
    case 'buttons':
      return inLines(block.buttons.map(({ command }) => cleanLine(command)));
    default:
      block satisfies never;
      return '';
  }
}

/** Further lines of a value begin below its first. */
const hang = (value: string, indent: number): string => value.replaceAll('\n', `\n${' '.repeat(indent)}`);

/** Joined by dots, as many in a line as a phone shows. */
function inLines(parts: readonly string[]): string {
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + part.length + 3 <= PHONE_COLUMNS) lines[lines.length - 1] = `${last} · ${part}`;
    else lines.push(part);
  }
  return lines.join('\n');
}
