import { z } from 'zod';
import { readableNumber } from './readable.ts';
import { holds, levelPair } from './relation.ts';
import type { Trigger, TriggerView, Verdict } from './trigger.ts';
import { level, strict, timeframe } from './written.ts';

type CandleCloses = Extract<Trigger, { type: 'candle' }>;

/** `{ type: 'candle', timeframe: '15m', closes: 'below', level: '62900' }` */
export const schema = strict('a candle trigger', { type: z.literal('candle'), timeframe, closes: z.enum(['above', 'below']), level });

/** About the moment of a close: between two closes there is nothing to know, so the verdict is undefined then. */
export function evaluate({ timeframe, closes, level }: CandleCloses, view: TriggerView): Verdict {
  const close = view.closed(timeframe)?.close;
  if (close === undefined || !(close > 0)) return undefined;
  return holds(closes, { now: close, before: undefined }, levelPair(level));
}

/** `a 15m candle closes below 62,900` */
export const describe = ({ timeframe, closes, level }: CandleCloses): string =>
  `a ${timeframe} candle closes ${closes} ${readableNumber(level)}`;
