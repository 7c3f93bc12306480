import { describe, expect, it } from 'vitest';
import { later, parseInstant, toIso } from '#src/domain/clock.ts';
import type { Condition } from '#src/domain/condition.ts';
import { ZERO } from '#src/domain/decimal.ts';
import { emptyStats, type Grade } from '#src/domain/score.ts';
import { SAMPLE_CONDITION } from '#src/guards/sample.ts';
import { emptyMemory, type Memory } from '#src/ledger/memory.ts';
import type { Dimension } from '#src/ledger/scores.ts';
import { gradeFactor } from './modifiers.ts';

const NOW = parseInstant('2026-01-05T08:00:00Z');
const LEARNING = {
  halfLifeTrades: 60,
  priorTrades: 15,
  intervalPct: 80,
  favoredFactor: 1.25,
  reducedFactor: 0.5,
  minTradesUnknown: 5,
  minTradesReduced: 10,
  minTradesBenched: 15,
  benchDays: 7,
};
const CONDITION: Condition = { ...SAMPLE_CONDITION, market: 'BTC/USDT', pattern: 'gap_fill', regime: 'tight_smc' };

function memoryWith(grades: Partial<Record<Dimension, Grade>>, benchedUntil: string | null = null): Memory {
  const memory = emptyMemory();
  memory.learning = LEARNING;
  const keys: Partial<Record<Dimension, string>> = {
    market: 'BTC/USDT',
    pattern: 'gap_fill',
    regime: 'tight_smc',
    hour: '08',
    weekday: 'Mon',
    strategist: 'smc',
    desk: 'all',
  };
  for (const [dimension, grade] of Object.entries(grades) as [Dimension, Grade][]) {
    const key = keys[dimension] ?? '';
    memory.scores.set(`main|${dimension}|${key}`, {
      desk_id: 'main',
      dimension,
      key,
      stats: emptyStats(),
      pnl: ZERO,
      grade,
      benched_until: benchedUntil,
      seq: 1,
    });
  }
  return memory;
}

describe('gradeFactor', () => {
  it.each<[Partial<Record<Dimension, Grade>>, number, string]>([
    [{}, 1, 'normal'],
    [{ market: 'normal', pattern: 'unknown' }, 1, 'normal'],
    [{ market: 'favored' }, 1.25, 'market BTC/USDT'],
    [{ market: 'favored', pattern: 'favored', regime: 'favored' }, 1.25, 'market BTC/USDT'],
    [{ pattern: 'reduced' }, 0.5, 'pattern gap_fill'],
    [{ market: 'favored', pattern: 'reduced', regime: 'favored' }, 0.5, 'pattern gap_fill'],
    [{ market: 'reduced', regime: 'benched' }, 0, 'regime tight_smc'],
    [{ hour: 'benched', weekday: 'benched', strategist: 'benched', desk: 'benched' }, 1, 'normal'],
  ])('of %j is %s, because of %s', (grades, factor, why) => {
    expect(gradeFactor(memoryWith(grades, '2026-02-01T00:00:00.000Z'), CONDITION, NOW)).toEqual({ factor, why });
  });

  it('is that of a reduced one when a bench has run out', () => {
    const memory = memoryWith({ market: 'benched' }, toIso(NOW));
    expect(gradeFactor(memory, CONDITION, later(NOW, -1)).factor).toBe(0);
    expect(gradeFactor(memory, CONDITION, NOW).factor).toBe(0.5);
  });

  it('says nothing about a condition without pattern and regime, or before anything was learned', () => {
    const memory = memoryWith({ pattern: 'benched', regime: 'benched' }, '2026-02-01T00:00:00.000Z');
    expect(gradeFactor(memory, { ...CONDITION, pattern: undefined, regime: undefined }, NOW).factor).toBe(1);
    expect(gradeFactor(emptyMemory(), CONDITION, NOW).factor).toBe(1);
  });
});
