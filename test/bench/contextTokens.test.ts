import { describe, expect, it } from 'vitest';
import { countTokens, report } from './contextTokens.ts';

describe('the tokens of a strategist cycle', () => {
  it('are within bounds for the shipped markets at a desk that has lived, with nothing left out', async () => {
    const counted = await countTokens();
    expect(counted.markets).toBe(5);
    // Every part has something to say: a bound is easily kept by a context that is empty.
    expect(counted.rows.filter(([, tokens]) => tokens === 0)).toEqual([]);
    // Line ends between parts and headings of markets are the rest.
    const sum = counted.rows.reduce((total, [, tokens]) => total + tokens, 0);
    expect(Math.abs(counted.tokensIn - sum)).toBeLessThan(100);
    const { text, ok } = report(counted);
    expect(ok).toBe(true);
    expect(text).toContain('Within bounds.');
  });

  it.each([
    ['a question that is too long', { tokensIn: 6_001, tokensOut: 1, leftOut: [] }],
    ['an answer that is too long', { tokensIn: 1, tokensOut: 801, leftOut: [] }],
    ['a part that did not fit', { tokensIn: 1, tokensOut: 1, leftOut: ['news'] }],
  ])('are reported as too many for %s', (_, counted) => {
    const { text, ok } = report({ rows: [['prompt', 1]], markets: 5, ...counted });
    expect(ok).toBe(false);
    expect(text).toContain('TOO LONG.');
  });
});
