import { describe, expect, it } from 'vitest';
import { instant, later, parseInstant } from '#src/domain/clock.ts';
import { MinuteMoves } from './moves.ts';

const START = parseInstant('2026-01-05T08:00:00Z');

function quote(moves: MinuteMoves, market: string, last: number, seconds: number): void {
  moves.quote({ market, bid: last, ask: last, last, bidSize: 1, askSize: 1, at: later(START, seconds * 1000) });
}
const pct = (moves: MinuteMoves, market: string, seconds: number): number =>
  moves.percents(later(START, seconds * 1000)).get(market) ?? Number.NaN;

describe('MinuteMoves', () => {
  it('tells the largest move of the last minute, up or down', () => {
    const moves = new MinuteMoves();
    quote(moves, 'A', 100, 0);
    quote(moves, 'A', 102, 20);
    expect(pct(moves, 'A', 20)).toBeCloseTo(2, 6);
    quote(moves, 'A', 99, 40);
    expect(pct(moves, 'A', 40)).toBeCloseTo((1 - 99 / 102) * 100, 6);
  });

  it('does not miss a leap between two samples', () => {
    const moves = new MinuteMoves();
    quote(moves, 'A', 100, 0);
    quote(moves, 'A', 103, 1);
    quote(moves, 'A', 100, 2);
    expect(pct(moves, 'A', 2)).toBeCloseTo(3, 6);
  });

  it('forgets what lies more than a minute back', () => {
    const moves = new MinuteMoves();
    quote(moves, 'A', 100, 0);
    for (let seconds = 30; seconds <= 150; seconds += 10) quote(moves, 'A', 103, seconds);
    expect(pct(moves, 'A', 150)).toBe(0);
  });

  it('says that a market which has fallen silent does not move', () => {
    const moves = new MinuteMoves();
    quote(moves, 'A', 100, 0);
    quote(moves, 'A', 103, 10);
    expect(pct(moves, 'A', 70)).toBeCloseTo(3, 6);
    expect(pct(moves, 'A', 71)).toBe(0);
    expect(moves.largestPct(later(START, 71_000))).toBe(0);
  });

  it('learns from a closed minute what the quotes did not show', () => {
    const moves = new MinuteMoves();
    moves.candle('A', { openedAt: START, open: 100, high: 101, low: 96, close: 100, volume: 1 });
    expect(pct(moves, 'A', 60)).toBe(4);
    expect(moves.largestPct(instant(START + 60_000))).toBe(4);
  });

  it('keeps markets apart', () => {
    const moves = new MinuteMoves();
    quote(moves, 'A', 100, 0);
    quote(moves, 'B', 50, 0);
    quote(moves, 'A', 101, 6);
    quote(moves, 'B', 53, 6);
    expect([...moves.percents(later(START, 6_000)).keys()]).toEqual(['A', 'B']);
    expect(moves.largestPct(later(START, 6_000))).toBeCloseTo(6, 6);
  });
});
