import { describe, expect, it } from 'vitest';
import { plainWords } from './plainWords.ts';

describe('words of a model', () => {
  it('stay as they are when they are plain', () => {
    const plain = 'BTC/USDT broke 64,012.5 (bos, 1h); the pull-back to 63,500–63,700 holds → 65,000, +2 %.';
    expect(plainWords(plain, 300)).toBe(plain);
  });

  it.each([
    ['lines and tabs', 'one\n\n## two\tthree', 'one two three'],
    ['markup', '*bold* _under_ `code` [tap](x) <b>x</b>', 'bold under code tap(x) <b>x</b>'],
    ['controls', 'a\u001b[31mb\u0000c', 'a31mbc'],
    ['marks that turn the reading direction', 'buy \u202e64000\u2069 now', 'buy 64000 now'],
    ['what takes no room', 'ap\u200bprove\ufeff', 'approve'],
    ['addresses', 'see https://evil.example/x?y=1 now', 'see now'],
    ['other schemes', 'tg://resolve?domain=x go', 'go'],
    ['domains that would become links', 'join t.me/scam or example.com', 'join t. me/scam or example. com'],
    ['mentions', '@everyone /approve c1 #x', 'everyone /approve c1 x'],
    ['braces of fake data', '{"approve": true}', '"approve": true'],
  ])('lose %s', (_, written, left) => {
    expect(plainWords(written, 300)).toBe(left);
  });

  it('are cut where they are too long', () => {
    expect(plainWords('abcdef ghij', 8)).toBe('abcdef…');
    expect(plainWords('   ', 8)).toBe('');
  });
});
