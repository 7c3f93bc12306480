import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadSettings } from '#src/config/load.ts';
import { later, parseInstant } from '#src/domain/clock.ts';
import { draftSchema } from '#src/domain/draft.ts';
import { simulatedMarket } from '#src/feed/simulated/markets.ts';
import { type DraftScene, draftOf, inWords } from './draftOf.ts';
import { type WireCondition, wireSchema } from './wire.ts';

const settings = loadSettings({ env: {}, folder: '/nowhere', sets: [] }).values;
const NOW = parseInstant('2026-01-05T08:00:00Z');
const scene = (different: Partial<DraftScene> = {}): DraftScene => ({
  market: simulatedMarket('BTC/USDT'),
  now: NOW,
  price: 64_000,
  costBps: 24,
  atr: 321.123456789,
  settings,
  evidence: ['ob:1h:2026-01-05T06:00'],
  ...different,
});
const LONG: WireCondition = {
  market: 'BTC/USDT',
  side: 'long',
  entry: { kind: 'crosses_above', price: 64_300.127, timeframe: null },
  stop: 63_300.004,
  targets: [
    { price: 66_000, sharePct: 50 },
    { price: 67_300.127, sharePct: 30 },
  ],
  riskPct: 0.5,
  expiryHours: 6,
  pattern: 'momentum_breakout',
  thesis: 'A break of 64,300 goes on.',
  against: 'The trend is young.',
  invalidation: { kind: 'closes_below', price: 63_500, timeframe: '15m' },
};
const read = (different: Partial<WireCondition>, of: Partial<DraftScene> = {}): ReturnType<typeof draftOf> =>
  draftOf({ ...LONG, ...different }, scene(of));
const refusal = (different: Partial<WireCondition>): string => {
  const found = read(different);
  return 'refused' in found ? found.refused : `no refusal: ${inWords(found.draft)}`;
};
const drafted = (
  different: Partial<WireCondition> = {},
  of: Partial<DraftScene> = {},
): Extract<ReturnType<typeof draftOf>, { draft: unknown }> => {
  const found = read(different, of);
  if ('refused' in found) throw new Error(found.refused);
  return found;
};

describe("a model's condition as a draft", () => {
  it('has its prices on the tick, its exits from the settings, and the regime of its pattern', () => {
    const { draft, taken } = drafted();
    expect(draft).toEqual({
      market: 'BTC/USDT',
      side: 'long',
      entry: { type: 'price', is: 'crossesAbove', level: '64300.13' },
      stop: '63300',
      targets: [
        { price: '66000', sharePct: 50 },
        { price: '67300.13', sharePct: 30 },
      ],
      riskPct: 0.5,
      expiresAt: later(NOW, 6 * 3_600_000),
      invalidation: { type: 'candle', timeframe: '15m', closes: 'below', level: '63500' },
      exits: {
        // Target 2 lies at 3 R, beyond the step at 2.5 R: from there the rest trails by 1.5 ATR.
        trail: [
          { fromR: 2.99, atr: 1.5 },
          { fromR: 5, atr: 1.4 },
          { fromR: 8, atr: 1 },
        ],
        breakEvenAfter: 1,
        timeLimitMs: 0,
        atr: '321.12345679',
      },
      thesis: 'A break of 64,300 goes on.',
      against: 'The trend is young.',
      pattern: 'momentum_breakout',
      regime: 'wide_structure',
      evidence: ['ob:1h:2026-01-05T06:00'],
      referencePrice: '64000',
    });
    expect(taken).toEqual([]);
  });

  it('reads each kind of entry, and of giving up', () => {
    const entry = (kind: WireCondition['entry']['kind'], timeframe: '1h' | null): unknown =>
      drafted({ entry: { kind, price: 64_300, timeframe } }).draft.entry;
    expect(entry('crosses_below', null)).toEqual({ type: 'price', is: 'crossesBelow', level: '64300' });
    expect(entry('closes_above', '1h')).toEqual({ type: 'candle', timeframe: '1h', closes: 'above', level: '64300' });
    expect(entry('closes_below', '1h')).toEqual({ type: 'candle', timeframe: '1h', closes: 'below', level: '64300' });
    // A crossing is none of a timeframe.
    expect(entry('crosses_above', '1h')).toEqual({ type: 'price', is: 'crossesAbove', level: '64300' });
    expect(drafted({ invalidation: null }).draft.invalidation).toBeUndefined();
  });

  it('never risks more than the desk does, and says so', () => {
    const { draft, taken } = drafted({ riskPct: 50 });
    expect(draft.riskPct).toBe(1);
    expect(taken).toEqual(['a risk of 50 % was asked for and 1 % is taken']);
  });

  it('never lives longer than it is allowed to, and says so', () => {
    const { draft, taken } = drafted({ expiryHours: 500 });
    expect(draft.expiresAt).toBe(later(NOW, 12 * 3_600_000));
    expect(taken).toEqual(['500 h were asked for and 12 h are given']);
  });

  it('has no regime without a pattern, and nothing against it where nothing is said', () => {
    const { draft } = drafted({ pattern: null, against: '  ' });
    expect(draft.pattern).toBeUndefined();
    expect(draft.regime).toBeUndefined();
    expect(draft.against).toBeUndefined();
  });

  it('shows its words plain', () => {
    expect(drafted({ thesis: 'Buy!\n\nSee https://evil.example \u202e@everyone' }).draft.thesis).toBe('Buy! See everyone');
  });

  it.each<[string, Partial<WireCondition>, string]>([
    ['cents instead of dollars', { entry: { ...LONG.entry, price: 6_430_000 } }, 'another unit'],
    ['thousands', { stop: 63.3 }, 'the stop 63.3 cannot be a price of a market at 64,000: another unit, or another market'],
    ['a target of another market', { targets: [{ price: 3_300, sharePct: 100 }] }, 'the target 3,300'],
    ['giving up at a percentage', { invalidation: { kind: 'closes_below', price: 1.5, timeframe: '1h' } }, 'the invalidation 1.5'],
    ['a huge price', { stop: 999_999_999 }, 'another unit'],
    ['a stop above the entry of a long', { stop: 65_000 }, 'the stop 65,000 is on the wrong side of the entry at 64,300.127'],
    ['a stop at the entry', { stop: 64_300.127 }, 'on the wrong side'],
    ['a stop below the entry of a short', { side: 'short', invalidation: null }, 'on the wrong side'],
    [
      'a close far away',
      { entry: { kind: 'closes_above', price: 68_000, timeframe: '1h' }, targets: [{ price: 76_000, sharePct: 100 }] },
      'more than 5 % away',
    ],
    [
      'a reward that is small from the level of its close on',
      { entry: { kind: 'closes_above', price: 65_200, timeframe: '1h' } },
      'reward to risk is 0.31 after costs, less than 1',
    ],
    ['a close of no timeframe', { entry: { kind: 'closes_above', price: 64_300, timeframe: null } }, 'does not say of which timeframe'],
    [
      'giving a long up when it rises',
      { invalidation: { kind: 'closes_above', price: 66_000, timeframe: '1h' } },
      'a long is given up by a close below',
    ],
    [
      'giving up before it begins',
      { invalidation: { kind: 'closes_below', price: 64_100, timeframe: '1h' } },
      'wrong side of the entry and the price',
    ],
    ['no thesis', { thesis: '\u200b \n' }, 'it has no thesis'],
  ])('is refused for %s', (_, different, sentence) => {
    expect(refusal(different)).toContain(sentence);
  });

  it('is a draft that every further check can read, or refused, whatever the numbers are', () => {
    const price = fc.oneof(
      { weight: 1, arbitrary: fc.double({ min: 1e-9, max: 1e9, noNaN: true }) },
      { weight: 9, arbitrary: fc.double({ min: 40_000, max: 100_000, noNaN: true }) },
    );
    const close = fc.record({
      kind: fc.constantFrom('closes_above', 'closes_below'),
      price,
      timeframe: fc.constantFrom('15m', '1h', '4h'),
    });
    const said = fc.record({
      market: fc.constant('BTC/USDT'),
      side: fc.constantFrom('long', 'short'),
      entry: fc.record({
        kind: fc.constantFrom('crosses_above', 'crosses_below', 'closes_above', 'closes_below'),
        price: fc.double({ min: 62_000, max: 66_000, noNaN: true }),
        timeframe: fc.constantFrom('15m', '1h', null),
      }),
      stop: price,
      targets: fc.array(fc.record({ price, sharePct: fc.double({ min: 1, max: 100, noNaN: true }) }), { minLength: 1, maxLength: 4 }),
      riskPct: fc.double({ min: 0.01, max: 100, noNaN: true }),
      expiryHours: fc.double({ min: 0.25, max: 1000, noNaN: true }),
      pattern: fc.constantFrom('gap_fill', null),
      thesis: fc.string({ unit: 'binary', maxLength: 300 }),
      against: fc.string({ unit: 'binary', maxLength: 200 }),
      invalidation: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: close }),
    });
    let drafts = 0;
    fc.assert(
      fc.property(said, (one) => {
        const [condition] = wireSchema.parse({ opinions: [], conditions: [one], note: '' }).conditions as [WireCondition];
        const found = draftOf(condition, scene());
        if ('refused' in found) {
          expect(found.refused).not.toBe('');
          return;
        }
        drafts++;
        const parsed = draftSchema.safeParse(found.draft);
        expect(parsed.error?.issues ?? []).toEqual([]);
        expect(found.draft.riskPct).toBeLessThanOrEqual(settings.desk.riskPct);
        expect(found.draft.expiresAt).toBeLessThanOrEqual(later(NOW, settings.llm.expiryHours * 3_600_000));
      }),
      { numRuns: 2_000 },
    );
    expect(drafts).toBeGreaterThan(50);
  });
});
