import type { Payload } from './payload.ts';
import { bad } from './refusal.ts';

interface FakeButton {
  readonly text: string;
  readonly data: string | undefined;
  readonly style: string | undefined;
}

export type FakeKeyboard = readonly (readonly FakeButton[])[];

/** The inline keyboard of a call; undefined without one. Limits: 8 buttons in a row, 100 in all, data of 1 to 64 bytes. */
export function keyboardOf(payload: Payload): FakeKeyboard | undefined {
  const markup = payload.record('reply_markup');
  if (markup === undefined) return undefined;
  const rows = markup.inline_keyboard;
  if (!Array.isArray(rows) || !rows.every(Array.isArray)) throw bad('inline keyboard expected');
  const keyboard = rows.map((row: unknown[]) => row.map(buttonOf)).filter((row) => row.length > 0);
  if (keyboard.some((row) => row.length > 8) || keyboard.flat().length > 100) throw bad('reply markup is too long');
  return keyboard.length === 0 ? undefined : keyboard;
}

function buttonOf(one: unknown): FakeButton {
  const { text, callback_data: data, style, ...others } = (one ?? {}) as Record<string, unknown>;
  if (typeof text !== 'string' || text.trim() === '')
    throw bad('can\'t parse inline keyboard button: field "text" must be a non-empty string');
  const kinds = ['url', 'web_app', 'login_url', 'switch_inline_query', 'copy_text', 'pay'].filter((kind) => kind in others);
  if (data === undefined && kinds.length === 0) throw bad('text buttons are unallowed in the inline keyboard');
  if (data !== undefined && kinds.length > 0) throw bad('inline keyboard button must have exactly one optional field');
  if (data !== undefined && (typeof data !== 'string' || !within(Buffer.byteLength(data), 1, 64))) throw bad('BUTTON_DATA_INVALID');
  if (style !== undefined && !['danger', 'success', 'primary'].includes(String(style))) throw bad('invalid button style specified');
  return { text, data: data as string | undefined, style: style as string | undefined };
}

const within = (value: number, low: number, high: number): boolean => value >= low && value <= high;
