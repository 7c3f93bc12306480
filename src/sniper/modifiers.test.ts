import { describe, expect, it } from 'vitest';
import type { Change } from '#src/domain/adaptation.ts';
import { type Instant, later, parseInstant, toIso } from '#src/domain/clock.ts';
import type { Condition } from '#src/domain/condition.ts';
import { ZERO } from '#src/domain/decimal.ts';
import type { MarketState } from '#src/domain/marketState.ts';
import { emptyStats, type Grade } from '#src/domain/score.ts';
import { SAMPLE_CONDITION } from '#src/guards/sample.ts';
import type { AdaptationRow } from '#src/ledger/adaptations.ts';
import { emptyMemory, type Memory } from '#src/ledger/memory.ts';
import type { Dimension } from '#src/ledger/scores.ts';
import { modifierOf } from './modifiers.ts';

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

/** Monday morning, before there are enough candles to say more. */
const MORNING: MarketState = { trend: undefined, volatility: undefined, session: 'europe', weekday: 'Mon', hour: 8 };
const modifier = (memory: Memory, condition = CONDITION, now: Instant = NOW, scene = MORNING) => modifierOf(memory, condition, scene, now);

describe('the scores', () => {
  it.each<[Partial<Record<Dimension, Grade>>, number, string]>([
    [{}, 1, 'normal'],
    [{ market: 'normal', pattern: 'unknown' }, 1, 'normal'],
    [{ market: 'favored' }, 1.25, 'market BTC/USDT'],
    [{ market: 'favored', pattern: 'favored', regime: 'favored' }, 1.25, 'market BTC/USDT'],
    [{ pattern: 'reduced' }, 0.5, 'pattern gap_fill'],
    [{ market: 'favored', pattern: 'reduced', regime: 'favored' }, 0.5, 'pattern gap_fill'],
    [{ market: 'reduced', regime: 'benched' }, 0, 'regime tight_smc'],
    [{ hour: 'benched', weekday: 'benched', strategist: 'benched', desk: 'benched' }, 1, 'normal'],
  ])('of %j make a factor of %s, because of %s', (grades, factor, because) => {
    expect(modifier(memoryWith(grades, '2026-02-01T00:00:00.000Z'))).toEqual({ factor, because, rules: [] });
  });

  it('reduce when a bench has run out', () => {
    const memory = memoryWith({ market: 'benched' }, toIso(NOW));
    expect(modifier(memory, CONDITION, later(NOW, -1)).factor).toBe(0);
    expect(modifier(memory).factor).toBe(0.5);
  });

  it('say nothing about a condition without pattern and regime, or before anything was learned', () => {
    const memory = memoryWith({ pattern: 'benched', regime: 'benched' }, '2026-02-01T00:00:00.000Z');
    expect(modifier(memory, { ...CONDITION, pattern: undefined, regime: undefined }).factor).toBe(1);
    expect(modifier(emptyMemory()).factor).toBe(1);
  });
});

/** A memory in which these changes are in force, as e1, e2, … */
function learnt(
  changes: readonly Change[],
  grades: Partial<Record<Dimension, Grade>> = {},
  status: AdaptationRow['status'] = 'applied',
): Memory {
  const memory = memoryWith(grades, '2026-02-01T00:00:00.000Z');
  for (const [i, change] of changes.entries()) {
    const id = `e${i + 1}`;
    memory.adaptations.set(id, { id, desk_id: 'main', change: JSON.stringify(change), status } as AdaptationRow);
  }
  return memory;
}

const bench: Change = { kind: 'market', market: 'BTC/USDT', action: 'bench' };
const favor: Change = { ...bench, action: 'favor' };
const boost: Change = { kind: 'pattern', pattern: 'gap_fill', action: 'boost' };
const rule = (action: 'no_trade' | 'reduce' | 'caution', when: Extract<Change, { kind: 'rule' }>['when'] = { hour: 8 }): Change => ({
  kind: 'rule',
  when,
  action,
});

describe('adaptations in force', () => {
  it.each<[string, readonly Change[], Partial<Record<Dimension, Grade>>, number, string]>([
    ['favor', [favor], {}, 1.25, 'adaptation e1'],
    ['two favors count once', [favor, boost], { regime: 'favored' }, 1.25, 'regime tight_smc'],
    ['less is stronger than favor', [favor, rule('reduce')], { market: 'favored' }, 0.5, 'adaptation e2'],
    ['less counts once', [rule('reduce'), rule('reduce', { session: 'europe' })], {}, 0.5, 'adaptation e1'],
    ['a reduced score decides before a rule that says the same', [rule('reduce')], { pattern: 'reduced' }, 0.5, 'pattern gap_fill'],
    ['caution changes no size', [rule('caution')], {}, 1, 'normal'],
    ['a parameter changes no size', [{ kind: 'parameter', key: 'smc.targets.firstR', before: 1, after: 0.9 }], {}, 1, 'normal'],
  ])('and scores together: %s', (_, changes, grades, factor, because) => {
    expect(modifier(learnt(changes, grades))).toMatchObject({ factor, because });
  });

  it('deny what they bench, put aside or rule out, by their id', () => {
    for (const change of [bench, { ...boost, action: 'deactivate' } as const, rule('no_trade')])
      expect(modifier(learnt([favor, change]))).toMatchObject({ factor: 0, rules: ['e1', 'e2'], denied: { id: 'e2' } });
  });

  it('do not deny what the scores bench already: it is no control of theirs', () => {
    const found = modifier(learnt([bench], { market: 'benched' }));
    expect([found.factor, found.because, found.denied]).toEqual([0, 'market BTC/USDT', undefined]);
  });

  it('ask a person where a rule of caution holds', () => {
    expect(modifier(learnt([rule('caution')])).caution).toEqual({
      id: 'e1',
      text: 'e1 is in force: when it is 08:00–08:59 UTC: always ask.',
    });
    expect(modifier(learnt([rule('caution', { hour: 9 })])).caution).toBeUndefined();
  });

  it('hold only where everything that they say is known and true', () => {
    const sees = (scene: Partial<MarketState>, when: Extract<Change, { kind: 'rule' }>['when']): readonly string[] =>
      modifier(learnt([rule('no_trade', when)]), CONDITION, NOW, { ...MORNING, ...scene }).rules;
    expect(sees({}, { trend: 'down' })).toEqual([]);
    expect(sees({ trend: 'up' }, { trend: 'down' })).toEqual([]);
    expect(sees({ trend: 'down' }, { trend: 'down', volatility: 'high' })).toEqual([]);
    expect(sees({ trend: 'down', volatility: 'high' }, { trend: 'down', volatility: 'high', weekday: 'Mon' })).toEqual(['e1']);
    expect(sees({}, { regime: 'tight_smc', market: 'BTC/USDT' })).toEqual(['e1']);
    expect(sees({}, { regime: 'wide_structure' })).toEqual([]);
  });

  it('are those that are applied or kept, of the same desk', () => {
    for (const status of ['applied', 'kept'] as const) expect(modifier(learnt([bench], {}, status)).denied?.id).toBe('e1');
    for (const status of ['proposed', 'rejected', 'undone'] as const) expect(modifier(learnt([bench], {}, status)).rules).toEqual([]);
    expect(modifier(learnt([bench]), { ...CONDITION, deskId: 'other' }).rules).toEqual([]);
  });
});
