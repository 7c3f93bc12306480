import type { InlineKeyboardButton, InlineKeyboardMarkup } from 'grammy/types';
import { cleanLine } from '#src/chat/clean.ts';
import type { Tap } from '#src/chat/platform.ts';

const STYLES = { good: { style: 'success' }, bad: { style: 'danger' }, plain: {} } as const;
const LONGEST_LABEL = 40;
/** What a phone shows of labels side by side without cutting them. */
const ROOM = 26;
const IN_ROW = 3;
/** https://limits.tginfo.me: buttons of one message. */
const MOST = 100;

/** Buttons in rows that a phone shows whole; undefined without buttons. */
export function keyboardOf(taps: readonly Tap[]): InlineKeyboardMarkup | undefined {
  const rows: InlineKeyboardButton[][] = [];
  let used = 0;
  for (const { label, token, style } of taps.slice(0, MOST)) {
    const text = cleanLine(label).trim().slice(0, LONGEST_LABEL) || '…';
    const button = { text, callback_data: token, ...STYLES[style] };
    const row = rows.at(-1);
    if (row !== undefined && row.length < IN_ROW && used + text.length <= ROOM) {
      row.push(button);
      used += text.length;
    } else {
      rows.push([button]);
      used = text.length;
    }
  }
  return rows.length === 0 ? undefined : { inline_keyboard: rows };
}
