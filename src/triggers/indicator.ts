import { z } from 'zod';
import { readableNumber } from './readable.ts';
import { holds, levelPair, RELATION_WORDS } from './relation.ts';
import type { IndicatorRef, Pair, Trigger, TriggerView, Verdict } from './trigger.ts';
import { level, relation, strict, timeframe } from './written.ts';

type IndicatorStands = Extract<Trigger, { type: 'indicator' }>;

const NAMES = ['ema', 'sma', 'rsi', 'atr', 'adx'] as const satisfies readonly IndicatorRef['name'][];

const ref = strict('an indicator', { name: z.enum(NAMES), length: z.int().min(2).max(400), timeframe });

const than = z.union(
  [strict('a comparison with a value', { value: level }), strict('a comparison with an indicator', { indicator: ref })],
  {
    error: 'compare with {"value": "70"} or with {"indicator": {"name": "ema", "length": 50, "timeframe": "1h"}}',
  },
);

/** `{ type: 'indicator', indicator: { name: 'rsi', length: 14, timeframe: '1h' }, is: 'above', than: { value: '70' } }` */
export const schema = strict('an indicator trigger', { type: z.literal('indicator'), indicator: ref, is: relation, than });

/**
 * An indicator moves only when a candle of its timeframe closes. One step before this moment it therefore had the value before if such a
 * candle closed right now, and else the value that it still has: a cross holds at the close that made it, not until the next close, and two
 * timeframes are compared at the same step.
 */
function pairAt(ref: IndicatorRef, view: TriggerView): Pair | undefined {
  const pair = view.indicator(ref);
  return pair === undefined || view.closed(ref.timeframe) !== undefined ? pair : { now: pair.now, before: pair.now };
}

/** Values of closed candles against each other or against a level. */
export function evaluate({ indicator, is, than }: IndicatorStands, view: TriggerView): Verdict {
  const left = pairAt(indicator, view);
  const right = 'value' in than ? levelPair(than.value) : pairAt(than.indicator, view);
  return left === undefined || right === undefined ? undefined : holds(is, left, right);
}

const nameOf = ({ name, length, timeframe }: IndicatorRef): string => `${name.toUpperCase()}(${length}, ${timeframe})`;

/** `RSI(14, 1h) is above 70` */
export const describe = ({ indicator, is, than }: IndicatorStands): string =>
  `${nameOf(indicator)} ${RELATION_WORDS[is]} ${'value' in than ? readableNumber(than.value) : nameOf(than.indicator)}`;
