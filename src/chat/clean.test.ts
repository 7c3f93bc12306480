import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clean, cleanLine } from './clean.ts';

describe('clean', () => {
  it('takes out what would move a cursor, color a screen or set a title', () => {
    expect(clean('\u001b[31mred\u001b[0m \u001b]0;title\u0007text\u001b[2J')).toBe('red text');
  });

  it('takes out what turns the reading direction or hides between letters', () => {
    expect(clean('pay \u202eTDSU\u202c')).toBe('pay  TDSU');
    expect(clean('BTC\u200b/USDT\ufeff')).toBe('BTC /USDT');
  });

  it('leaves nothing of a control character, whatever comes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (dirty) => {
        for (const char of clean(dirty)) {
          const code = char.codePointAt(0) ?? 0;
          expect(code === 10 || (code >= 32 && !(code >= 127 && code < 160))).toBe(true);
        }
      }),
    );
  });

  it('keeps lines apart, unless one line is wanted', () => {
    expect(clean('a\nb')).toBe('a\nb');
    expect(cleanLine('a\n  b')).toBe('a b');
  });
});
