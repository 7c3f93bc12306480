import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diff, fields, type Reply, say, table, text } from '#src/chat/reply.ts';
import { complete } from '#test/fakes/telegram/formatted.ts';
import { LONGEST_TEXT, split, squeezed } from './fit.ts';
import { keyboardOf } from './keyboard.ts';
import { renderBlocks, together } from './render.ts';
import type { Styled } from './styled.ts';
import { toastOf } from './toast.ts';

const rendered = (reply: Reply): Styled => together(renderBlocks({ reply, taps: [] }));
/** What each look covers. */
const looks = ({ text: whole, entities }: Styled): string[] =>
  entities.map(({ type, offset, length }) => `${type}: ${whole.slice(offset, offset + length)}`);
/** What Telegram makes of it by itself: mentions, commands, links. */
const tappable = ({ text: whole, entities }: Styled): string[] =>
  complete(whole, undefined, [...entities])
    .entities.filter(({ type }) => ['mention', 'bot_command', 'url', 'email'].includes(type))
    .map(({ offset, length }) => whole.trim().slice(offset, offset + length));

describe('a reply on Telegram', () => {
  test('has a bold title with its mark, and a table that a phone shows', () => {
    const reply: Reply = {
      title: 'Positions',
      tone: 'warn',
      blocks: [
        table(
          ['market', '>PnL'],
          [
            ['BTC/USDT', '+12.30'],
            ['ETH/USDT', '-1.00'],
          ],
        ),
        text('That is all.'),
      ],
    };
    const whole = rendered(reply);
    expect(whole.text).toBe('⚠️ Positions\nmarket       PnL\nBTC/USDT  +12.30\nETH/USDT   -1.00\n\nThat is all.');
    expect(looks(whole)).toEqual(['bold: Positions', 'pre: market       PnL\nBTC/USDT  +12.30\nETH/USDT   -1.00']);
  });

  test('has fields side by side while they fit a phone', () => {
    expect(looks(rendered({ title: 'x', blocks: [fields({ Entry: '64,000', Stop: '62,900' })] }))[1]).toBe(
      'pre: Entry  64,000\nStop   62,900',
    );
    const wide = rendered({ title: 'x', blocks: [fields({ Thesis: 'a sentence that is longer than a phone is wide' })] });
    expect(wide.text).toBe('x\nThesis: a sentence that is longer than a phone is wide');
    expect(looks(wide)).toContain('bold: Thesis:');
  });

  test('shows what changed', () => {
    expect(rendered({ title: 'x', blocks: [diff({ what: 'stop', before: '63,500', after: '64,012' })] }).text).toBe(
      'x\nstop: 63,500 → 64,012',
    );
  });

  test('mentions nobody, links nothing and offers no command, whatever data says (SEC-20)', () => {
    const evil = 'ask @somebody, tap /halt or https://evil.example/x or t.me/evil or mail a@evil.org <b>&amp;</b> [x](tg://user?id=1)';
    const whole = rendered({
      title: `@everyone ${evil}`,
      blocks: [text(evil), fields({ '@name': `${evil} ${evil}` }), diff({ what: evil, before: evil, after: evil })],
    });
    expect(whole.text).toContain(evil);
    expect(tappable(whole)).toEqual([]);
  });

  test('keeps figures, markets and dates in plain sight', () => {
    const whole = rendered(say('x', 'BTC/USDT fell 1.25% to 63,500.12 at 14:02 UTC, ratio 1/3, v0.1.0'));
    expect(looks(whole)).toEqual(['bold: x']);
  });

  test('is never empty', () => {
    expect(rendered({ title: '\u200b \n', blocks: [text('')] }).text).toBe('…');
  });
});

const anything = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 400 }),
  fc
    .array(fc.constantFrom('@abcd ', '/halt ', 'https://a.com ', 'word ', '\n', '😀', 'a.b@c.de '), { maxLength: 900 })
    .map((parts) => parts.join('')),
);

describe('splitting', () => {
  test('loses nothing but the blank between two parts, and every part is one that Telegram takes', () => {
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 12 }), fc.integer({ min: 40, max: LONGEST_TEXT }), (texts, room) => {
        const whole = rendered({ title: 'T', blocks: texts.map(text) });
        const parts = split(whole, room);
        for (const part of parts) {
          expect(part.text.length).toBeLessThanOrEqual(room);
          expect(part.entities.length).toBeLessThanOrEqual(100);
          expect(tappable(part)).toEqual([]);
        }
        const squash = (words: string): string => words.replace(/\s+/g, '');
        expect(squash(parts.map((part) => part.text).join(''))).toBe(squash(whole.text));
      }),
      { numRuns: 150 },
    );
  });

  test('cuts no sign in two', () => {
    for (const part of split(rendered(say('x', '😀'.repeat(3_000))), 101))
      expect(part.text).not.toMatch(/^[\udc00-\udfff]|[\ud800-\udbff]$/);
  });

  test('squeezing always fits', () => {
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 8 }), fc.integer({ min: 20, max: 1_024 }), (texts, room) => {
        const squeezedText = squeezed(renderBlocks({ reply: { title: 'T'.repeat(60), blocks: texts.map(text) }, taps: [] }), room);
        expect(squeezedText.text.length).toBeLessThanOrEqual(room);
        expect(squeezedText.entities.length).toBeLessThanOrEqual(100);
      }),
      { numRuns: 150 },
    );
  });
});

describe('buttons', () => {
  const labels = (...names: string[]): string[] =>
    (keyboardOf(names.map((label) => ({ label, command: '/x', token: 't', style: 'plain' as const })))?.inline_keyboard ?? []).map((row) =>
      row.map(({ text: label }) => label).join(' | '),
    );

  test('stand side by side as far as a phone shows them whole', () => {
    expect(labels('Approve', 'Reject', 'Half size', 'Why')).toEqual(['Approve | Reject | Half size', 'Why']);
    expect(labels('A rather long label indeed', 'Another one')).toEqual(['A rather long label indeed', 'Another one']);
    expect(labels()).toEqual([]);
    expect(labels('')).toEqual(['…']);
  });
});

test('a toast is one line of at most 200 signs, and a refusal has to be closed', () => {
  expect(toastOf(say('Approved.', 'Armed until\n20:00.'))).toEqual({ text: 'Approved. Armed until 20:00.', show_alert: false });
  expect(toastOf(say('c1 is armed already', 'Nothing was changed.')).text).toBe('c1 is armed already. Nothing was changed.');
  expect(toastOf(say('c1 is armed')).text).toBe('c1 is armed');
  const long = toastOf({ ...say('No.', 'x'.repeat(400)), failed: true });
  expect([long.text.length, long.text.at(-1), long.show_alert]).toEqual([200, '…', true]);
});
