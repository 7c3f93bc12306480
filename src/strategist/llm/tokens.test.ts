import { describe, expect, it } from 'vitest';
import { tokensOf } from './tokens.ts';

describe('an estimate of tokens', () => {
  it('counts a token for each three and a half characters of words, rounded up', () => {
    expect(tokensOf('')).toBe(0);
    expect(tokensOf('a')).toBe(1);
    expect(tokensOf('considerations of understanding')).toBe(Math.ceil(31 / 3.5));
  });

  it('counts the pieces where these are more, as in columns of figures: no tokenizer takes more than three figures at once', () => {
    // 64|012|.|5|/|63|980
    expect(tokensOf('64012.5/63980')).toBe(7);
    expect(tokensOf('1/2/3/4')).toBe(7);
  });
});
