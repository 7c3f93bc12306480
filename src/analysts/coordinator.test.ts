import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instant, later, toIso } from '#src/domain/clock.ts';
import type { AnalystRow, Direction, OpinionRow } from '#src/ledger/opinions.ts';
import { coordinate } from './coordinator.ts';

const NOW = instant(Date.parse('2026-01-05T12:00:00Z'));

const held = (analyst: string, direction: Direction, strength: number, hoursAgo = 0): OpinionRow => ({
  seq: 1,
  analyst,
  market: 'BTC/USDT',
  at: toIso(later(NOW, -hoursAgo * 3_600_000)),
  direction,
  strength,
  horizon_minutes: 240,
  price: 64_000,
  due_at: toIso(later(NOW, (4 - hoursAgo) * 3_600_000)),
  status: 'open',
  outcome_price: null,
});

/** Who said `strength` so many times and was right in a share of them. */
const record = (name: string, resolved: number, rightShare: number, strength = 0.65): AnalystRow => {
  const right = Math.round(resolved * rightShare);
  return {
    name,
    given: resolved,
    resolved,
    right_count: right,
    brier_sum: right * (1 - strength) ** 2 + (resolved - right) * strength ** 2,
    move_sum: 0,
    move_squares: 0,
    buckets: '[]',
  };
};
const records = (...rows: readonly AnalystRow[]): ReadonlyMap<string, AnalystRow> => new Map(rows.map((row) => [row.name, row]));

describe('the coordinator', () => {
  it('weighs a good analyst above a coin, and says who said what with which weight', () => {
    const good = record('structure', 300, 0.65);
    const coin = record('trend', 300, 0.5);
    const consensus = coordinate([held('trend', 'down', 0.65), held('structure', 'up', 0.65)], records(good, coin), NOW);
    expect(consensus.direction).toBe('up');
    expect(consensus.voices).toMatchObject([
      { analyst: 'structure', direction: 'up', strength: 0.65, resolved: 300 },
      { analyst: 'trend', direction: 'down', weight: 0, resolved: 300 },
    ]);
    expect(consensus.voices[0]?.weight).toBeGreaterThan(0.8);
    expect(consensus.upProbability).toBeGreaterThan(0.6);
  });

  it('gives everybody the same small weight before twenty of their opinions are resolved, whatever became of them', () => {
    const lucky = record('momentum', 19, 1);
    const { voices } = coordinate([held('momentum', 'up', 0.6), held('trend', 'down', 0.6)], records(lucky), NOW);
    expect(voices[0]?.weight).toBe(voices[1]?.weight);
    const proven = record('momentum', 20, 1);
    const later = coordinate([held('momentum', 'up', 0.6), held('trend', 'down', 0.6)], records(proven), NOW);
    expect(later.voices[0]).toMatchObject({ analyst: 'momentum' });
    expect(later.voices[0]?.weight).toBeGreaterThan(5 * (later.voices[1]?.weight ?? 1));
  });

  it('is what the formula says', () => {
    const good = record('structure', 80, 0.75, 0.7);
    const consensus = coordinate([held('trend', 'down', 0.6), held('structure', 'up', 0.7)], records(good), NOW);
    // 60 right with 0.09 and 20 wrong with 0.49: Σ = 15.2; shrunk (15.2 + 5) ÷ 100 = 0.202; skill 1 − 0.202 ÷ 0.25 = 0.192.
    const evidence = (0.192 * Math.log(0.7 / 0.3) - 0.01 * Math.log(0.6 / 0.4)) / (0.192 + 0.01 + 0.01);
    expect(consensus.upProbability).toBeCloseTo(1 / (1 + Math.exp(-evidence)), 12);
  });

  it('says nothing where nobody does, where all are flat, and where those who are sure have been no better than a coin', () => {
    expect(coordinate([], records(), NOW)).toEqual({ direction: 'flat', upProbability: 0.5, voices: [] });
    expect(coordinate([held('trend', 'flat', 0.5)], records(), NOW)).toMatchObject({ direction: 'flat', upProbability: 0.5 });
    const boaster = record('model', 500, 0.5, 0.99);
    expect(coordinate([held('model', 'up', 0.99)], records(boaster), NOW)).toMatchObject({ direction: 'flat', upProbability: 0.5 });
  });

  it('hears nobody whose horizon is over', () => {
    const old = held('trend', 'up', 0.7, 4);
    expect(coordinate([old, held('momentum', 'down', 0.6, 3)], records(), NOW)).toMatchObject({
      direction: 'down',
      voices: [{ analyst: 'momentum' }],
    });
  });

  it('is never surer than its surest voice, and turns around when every voice does', () => {
    const voice = fc.record({
      name: fc.constantFrom('trend', 'momentum', 'structure', 'volatility', 'model'),
      up: fc.boolean(),
      strength: fc.double({ min: 0.5, max: 0.98, noNaN: true }),
      resolved: fc.integer({ min: 0, max: 200 }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.uniqueArray(voice, { selector: ({ name }) => name, minLength: 1 }), (voices) => {
        const known = records(...voices.map(({ name, resolved, share }) => record(name, resolved, share)));
        const table = (flip: boolean) =>
          coordinate(
            voices.map(({ name, up, strength }) => held(name, up !== flip ? 'up' : 'down', strength)),
            known,
            NOW,
          );
        const { upProbability, voices: weighed } = table(false);
        const surest = Math.max(...voices.map(({ strength }) => strength));
        expect(Math.max(upProbability, 1 - upProbability)).toBeLessThanOrEqual(surest + 1e-12);
        expect(weighed.reduce((sum, { weight }) => sum + weight, 0)).toBeLessThan(1);
        expect(table(true).upProbability).toBeCloseTo(1 - upProbability, 12);
      }),
    );
  });
});
