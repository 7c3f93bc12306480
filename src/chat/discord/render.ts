import { type APIActionRowComponent, type APIButtonComponentWithCustomId, type APIEmbed, ButtonStyle, ComponentType } from 'discord.js';
import { cleanLine } from '#src/chat/clean.ts';
import { toPlainTable } from '#src/chat/plainTable.ts';
import { PHONE_COLUMNS } from '#src/chat/plainText.ts';
import type { Tap, Tappable } from '#src/chat/platform.ts';
import type { Block, Reply, Tone } from '#src/chat/reply.ts';
import type { Chart } from '#src/domain/chart.ts';
import { escaped, escapedLine, fenced } from './escape.ts';
import { type Piece, pagesOf } from './pages.ts';

/** Limits of Discord (docs, "Embed Limits", "Component Reference"). */
const MOST = { title: 256, description: 4_096, alt: 1_024, label: 80, inRow: 5, rows: 5 } as const;

const COLORS: Readonly<Record<Tone | 'plain', number>> = { good: 0x2ecc71, bad: 0xe74c3c, warn: 0xf1c40f, plain: 0x5b6b7c };

/** A row of buttons as Discord takes it. */
export type Row = APIActionRowComponent<APIButtonComponentWithCustomId>;

/** One message of Discord. */
export interface Page {
  readonly embed: APIEmbed;
  readonly rows: readonly Row[];
  readonly picture?: { readonly chart: Chart; readonly alt: string };
}

/**
 * A reply as one embed a page. Title, picture and buttons stand on the first page, which is the one that is edited later; what does not fit follows on further
 * ones. Pairs of name and value are lines, because Discord's own fields stand one below the other on a phone.
 */
export function toPages({ reply, taps }: Tappable): readonly [Page, ...Page[]] {
  const title = escapedLine(reply.title);
  const tooLong = title.length > MOST.title;
  const pieces = [...(tooLong ? [{ code: false, lines: [`**${title}**`] }] : []), ...reply.blocks.flatMap(pieceOf)];
  const [first = '', ...rest] = pagesOf(pieces, MOST.description);
  const color = COLORS[reply.tone ?? 'plain'];
  const picture = pictureOf(reply);
  return [
    {
      embed: { ...(!tooLong && title.trim() !== '' && { title }), ...describedBy(first, title), color },
      rows: rowsOf(taps),
      ...(picture && { picture }),
    },
    ...rest.map((description) => ({ embed: { description, color }, rows: [] })),
  ];
}

/** An embed that shows nothing is refused. */
const describedBy = (description: string, title: string): { description?: string } =>
  description !== '' ? { description } : title.trim() === '' ? { description: '\u200b' } : {};

function pieceOf(block: Block): Piece[] {
  switch (block.kind) {
    case 'text':
      return [{ code: false, lines: escaped(block.text).split('\n') }];
    case 'fields':
      return [{ code: false, lines: block.fields.flatMap(({ name, value }) => `**${escapedLine(name)}** ${escaped(value)}`.split('\n')) }];
    case 'table': {
      const lines = fenced(toPlainTable(block, PHONE_COLUMNS)).split('\n');
      return block.rows.length === 0 ? [] : [{ code: true, lines }];
    }
    case 'diff':
      return [
        {
          code: false,
          lines: block.changes.map(({ what, before, after }) => `**${escapedLine(what)}** ${escapedLine(before)} → ${escapedLine(after)}`),
        },
      ];
    case 'chart':
    case 'buttons':
      return [];
    default:
      block satisfies never;
      return [];
  }
}

function pictureOf(reply: Reply): Page['picture'] {
  const block = reply.blocks.find((one) => one.kind === 'chart');
  return block && { chart: block.chart, alt: cut(cleanLine(block.alt), MOST.alt) };
}

const STYLES = { good: ButtonStyle.Success, bad: ButtonStyle.Danger, plain: ButtonStyle.Secondary } as const;

function rowsOf(taps: readonly Tap[]): Row[] {
  const buttons = taps.slice(0, MOST.inRow * MOST.rows).map(({ label, token, style }) => ({
    type: ComponentType.Button as const,
    style: STYLES[style],
    label: cut(cleanLine(label) || '…', MOST.label),
    custom_id: token,
  }));
  const rows: Row[] = [];
  for (let at = 0; at < buttons.length; at += MOST.inRow)
    rows.push({ type: ComponentType.ActionRow, components: buttons.slice(at, at + MOST.inRow) });
  return rows;
}

const cut = (text: string, most: number): string => {
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
};
