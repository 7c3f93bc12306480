import fc from 'fast-check';
import type { Candle } from '#src/domain/candle.ts';
import { instant, toIso } from '#src/domain/clock.ts';
import { TIMEFRAMES, type Timeframe } from '#src/domain/timeframe.ts';
import type { Leaf } from './leaves.ts';
import { RELATIONS } from './relation.ts';
import type { IndicatorRef, Pair, Trigger, TriggerView } from './trigger.ts';

// Triggers and views for property tests. Levels and values come from the same few numbers, so that touches and crosses happen.

export const T0 = Date.parse('2026-01-05T08:00:00Z');

const timeframe = fc.constantFrom(...TIMEFRAMES);
const relation = fc.constantFrom(...RELATIONS);
const level = fc.constantFrom('1', '2', '2.50', '3', '64000', '1e-8');
const value = fc.constantFrom(1, 2, 2.5, 3, 64_000, Number.NaN, Number.POSITIVE_INFINITY, 0, -1);
const name = fc.constantFrom<IndicatorRef['name']>('ema', 'sma', 'rsi', 'atr', 'adx');
const ref: fc.Arbitrary<IndicatorRef> = fc.record({ name, length: fc.integer({ min: 2, max: 400 }), timeframe });
const hour = fc.integer({ min: -3, max: 3 }).map((hours) => toIso(instant(T0 + hours * 3_600_000)));
const hourLater = fc.integer({ min: 4, max: 9 }).map((hours) => toIso(instant(T0 + hours * 3_600_000)));

const price = fc.record({ type: fc.constant('price' as const), is: relation, level });
const candle = fc.record({ type: fc.constant('candle' as const), timeframe, closes: fc.constantFrom('above', 'below'), level });
const indicator = fc.record({
  type: fc.constant('indicator' as const),
  indicator: ref,
  is: relation,
  than: fc.oneof(fc.record({ value: level }), fc.record({ indicator: ref })),
});
const window = fc.oneof(
  fc.record({ type: fc.constant('window' as const), from: hour, until: hourLater }),
  fc.record({ type: fc.constant('window' as const), from: hour }),
  fc.record({ type: fc.constant('window' as const), until: hour }),
);

/** Every simple trigger that looks at something that can be missing. */
export const blindableLeaf: fc.Arbitrary<Leaf> = fc.oneof(price, candle as fc.Arbitrary<Leaf>, indicator);
export const leaf: fc.Arbitrary<Leaf> = fc.oneof(blindableLeaf, window);

/** Trees over given leaves that the schema accepts: at most 5 deep and 2 × 2 × 2 × 2 = 16 leaves wide. */
export function treeOf(leaves: fc.Arbitrary<Leaf>, depth = 5): fc.Arbitrary<Trigger> {
  if (depth === 1) return leaves;
  const part = treeOf(leaves, depth - 1);
  const parts = fc.array(part, { minLength: 1, maxLength: 2 });
  return fc.oneof(
    leaves,
    fc.record({ type: fc.constantFrom('all' as const, 'any' as const), of: parts }),
    fc.record({ type: fc.constant('not' as const), of: part }),
  );
}

const pair: fc.Arbitrary<Pair | undefined> = fc.option(fc.record({ now: value, before: fc.option(value, { nil: undefined }) }), {
  nil: undefined,
});

const BLIND: TriggerView = { now: instant(T0), price: undefined, closed: () => undefined, indicator: () => undefined };

/** A view that sees what is given, and nothing else. */
export const viewOf = (seen: Partial<TriggerView> = {}): TriggerView => ({ ...BLIND, ...seen });

export const candleAt = (close: number): Candle => ({ openedAt: instant(T0), open: close, high: close, low: close, close, volume: 1 });

/** What a view knows: a price, one value for all indicators, and the closes of this moment. */
interface Seen {
  readonly price: Pair | undefined;
  readonly indicator: Pair | undefined;
  readonly closes: Partial<Record<Timeframe, number>>;
}

export const seen: fc.Arbitrary<Seen> = fc.record({
  price: pair,
  indicator: pair,
  closes: fc.dictionary(timeframe, value) as fc.Arbitrary<Seen['closes']>,
});

export const viewFrom = ({ price, indicator, closes }: Seen): TriggerView =>
  viewOf({
    price,
    indicator: () => indicator,
    closed(timeframe) {
      const close = closes[timeframe];
      return close === undefined ? undefined : candleAt(close);
    },
  });
