import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { later, parseInstant, toIso } from '#src/domain/clock.ts';
import { digestOf } from './digest.ts';
import { toPlainText } from './plainText.ts';

const NOW = parseInstant('2026-01-05T18:00:00Z');
const at = (minutesAgo: number): string => toIso(later(NOW, -minutesAgo * 60_000));

describe('digestOf', () => {
  it('lists each title with its time, and says once whose money it is', () => {
    const late = [
      { title: 't1 is open: long BTC/USDT · PAPER · SIMULATED', at: at(300) },
      { title: 'The prices of BTC/USDT stopped', at: at(200) },
      { title: 't1 closed: +12.00 USDT (+0.6 R) · PAPER · SIMULATED', at: at(90) },
    ];
    const { reply, count } = digestOf(late, NOW, 'Telegram was not reachable');
    expect(count).toBe(3);
    expect(toPlainText(reply)).toBe(`3 messages that came late · PAPER · SIMULATED
Up to 5 h late: Telegram was not reachable.

13:00 UTC  t1 is open: long BTC/USDT
14:40 UTC  The prices of BTC/USDT stopped
16:30 UTC  t1 closed: +12.00 USDT (+0.6 R)`);
  });

  it('leaves each title its own badge where they differ', () => {
    const late = [
      { title: 'a · PAPER', at: at(90) },
      { title: 'b · LIVE', at: at(80) },
    ];
    const text = toPlainText(digestOf(late, NOW, 'x').reply);
    expect(text).toContain('a · PAPER\n');
    expect(text).toMatch(/b · LIVE$/);
    expect(text).toMatch(/^2 messages that came late\n/);
  });

  it('takes the first that fit into 3,500 characters, at least one, whatever the titles are', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 4_000 }), { minLength: 1, maxLength: 60 }), (titles) => {
        const { reply, count } = digestOf(
          titles.map((title) => ({ title, at: at(90) })),
          NOW,
          'Telegram was not reachable',
        );
        expect(count).toBeGreaterThan(0);
        expect(count).toBeLessThanOrEqual(titles.length);
        expect(toPlainText(reply).length).toBeLessThanOrEqual(3_500);
      }),
    );
  });
});
