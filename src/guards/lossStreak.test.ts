import { describe, expect, it } from 'vitest';
import { later } from '#src/domain/clock.ts';
import type { GuardContext } from './guard.ts';
import { lossStreak } from './lossStreak.ts';
import { marketCooldown } from './marketCooldown.ts';
import { SAMPLE_CONDITION, SAMPLE_LIMITS, SAMPLE_MARKET, SAMPLE_NOW, sampleContext } from './sample.ts';

/** Newest first, ten minutes apart: `-` lost, `+` won, `0` even; `w` and `t` before it say wide or tight. */
const trades = (story: string, market = SAMPLE_MARKET.symbol): GuardContext['recentTrades'] =>
  story.split(' ').map((one, index) => ({
    market,
    regime: one[0] === 'w' ? 'wide_structure' : 'tight_smc',
    pnl: one[1] === '-' ? -5 : one[1] === '+' ? 5 : 0,
    closedAt: later(SAMPLE_NOW, -(index + 1) * 600_000),
  }));
const says = (regime: string | undefined, story: string): boolean => {
  const condition = { ...SAMPLE_CONDITION, regime };
  return lossStreak.check(sampleContext({ condition, recentTrades: trades(story) }), SAMPLE_LIMITS) === undefined;
};

describe('lossStreak', () => {
  it.each([
    ['tight_smc', 't- t- t-', false],
    ['tight_smc', 't- t- t+ t-', true],
    ['tight_smc', 't0 t- t- t-', true], // an even trade is no loss, and ends the streak
    ['tight_smc', 't- w- t- w+ t-', false], // wide trades are another streak
    ['tight_smc', 'w- w- w- w- w-', true],
    ['wide_structure', 't- t- t- t-', true],
    ['wide_structure', 'w- w- w- w-', true],
    ['wide_structure', 'w- w- t+ w- w- w-', false],
    [undefined, 't- t- t-', false], // no regime is held to the stricter rule
  ])('regime %s after %s: passes %s', (regime, story, passes) => {
    expect(says(regime, story)).toBe(passes);
  });

  it('holds an entry without a condition to the tight rule', () => {
    const context = sampleContext({ condition: undefined, recentTrades: trades('t- t- t-') });
    expect(lossStreak.check(context, SAMPLE_LIMITS)?.guard).toBe('lossStreak');
  });

  it('counts a longer streak, and pauses from its newest loss', () => {
    const context = sampleContext({ condition: undefined, recentTrades: trades('t- t- t- t- t-') });
    expect(lossStreak.check(context, SAMPLE_LIMITS)).toMatchObject({ figure: '5 in a row', text: expect.stringContaining('13:50 UTC') });
  });
});

describe('marketCooldown', () => {
  const asked = (recentTrades: GuardContext['recentTrades']) => marketCooldown.check(sampleContext({ recentTrades }), SAMPLE_LIMITS);

  it('counts losses, not losses in a row', () => {
    expect(asked(trades('t- t+ t- w+ w-'))?.guard).toBe('marketCooldown');
  });

  it('does not count a trade that came out even', () => {
    expect(asked(trades('t- t0 t-'))).toBeUndefined();
  });

  it('does not count other markets', () => {
    expect(asked(trades('t- t- t- t-', 'ETH/USDT'))).toBeUndefined();
  });

  it('keeps a pause that two losses long after it do not end', () => {
    const at = (hours: number) => ({
      market: SAMPLE_MARKET.symbol,
      regime: 'tight_smc',
      pnl: -1,
      closedAt: later(SAMPLE_NOW, -hours * 3_600_000),
    });
    // The three of 11, 33 and 34 h ago made 23 h; the newest with its two neighbors makes 31 h.
    expect(asked([at(2), at(11), at(33), at(34)])?.text).toContain('2026-01-05 13:00 UTC');
  });
});
