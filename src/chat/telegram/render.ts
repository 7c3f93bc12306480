import { clean, cleanLine } from '#src/chat/clean.ts';
import { toPlainTable } from '#src/chat/plainTable.ts';
import { PHONE_COLUMNS } from '#src/chat/plainText.ts';
import type { Tappable } from '#src/chat/platform.ts';
import type { Block, Reply } from '#src/chat/reply.ts';
import { guarded } from './guarded.ts';
import { joined, looking, plain, type Styled } from './styled.ts';

const MARKS = { good: '✅ ', bad: '❌ ', warn: '⚠️ ' } as const;
/** Telegram takes no message without a visible sign. */
const NOTHING = '…';

/** The title alone: what a picture is called. */
export function titleOf({ title, tone }: Reply): Styled {
  const words = cleanLine(title).trim();
  return joined([plain(tone === undefined ? '' : MARKS[tone]), guarded(words === '' ? NOTHING : words, 'bold')]);
}

/** A reply as pieces that belong together, the title first; pictures are left out. Buttons that cannot be tapped here are written as what they mean. */
export function renderBlocks({ reply, taps }: Tappable): Styled[] {
  const blocks = reply.blocks.filter(({ kind }) => kind !== 'buttons' || taps.length === 0).map(renderBlock);
  return [titleOf(reply), ...blocks.filter(({ text }) => text.trim() !== '')];
}

/** The pieces as one text: a blank line between two, none below the title. */
export const together = ([title = plain(NOTHING), ...blocks]: readonly Styled[]): Styled =>
  blocks.length === 0 ? title : joined([title, joined(blocks, '\n\n')], '\n');

function renderBlock(block: Block): Styled {
  switch (block.kind) {
    case 'text':
      return guarded(clean(block.text));
    case 'fields':
      return renderFields(block);
    case 'table':
      return looking('pre', toPlainTable(block, PHONE_COLUMNS));
    case 'diff':
      return joined(
        block.changes.map(({ what, before, after }) => guarded(`${cleanLine(what)}: ${cleanLine(before)} → ${cleanLine(after)}`)),
        '\n',
      );
    case 'chart':
      return plain('');
    case 'buttons':
      return joined(
        block.buttons.map(({ command }) => looking('code', cleanLine(command))),
        ' · ',
      );
    default:
      block satisfies never;
      return plain('');
  }
}

/** Side by side while every line fits a phone; else the name before its value, which wraps as it likes. */
function renderFields({ fields }: Extract<Block, { kind: 'fields' }>): Styled {
  const pairs = fields.map(({ name, value }) => ({ name: cleanLine(name), value: clean(value) }));
  const width = Math.max(0, ...pairs.map(({ name }) => name.length));
  const lines = pairs.map(({ name, value }) => `${name.padEnd(width)}  ${value}`);
  if (lines.every((line) => line.length <= PHONE_COLUMNS && !line.includes('\n'))) return looking('pre', lines.join('\n'));
  return joined(
    pairs.map(({ name, value }) => (name === '' ? guarded(value) : joined([guarded(`${name}:`, 'bold'), plain(' '), guarded(value)]))),
    '\n',
  );
}
