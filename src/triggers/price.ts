import { z } from 'zod';
import { readableNumber } from './readable.ts';
import { holds, levelPair, RELATION_WORDS } from './relation.ts';
import type { Trigger, TriggerView, Verdict } from './trigger.ts';
import { level, relation, strict } from './written.ts';

type Price = Extract<Trigger, { type: 'price' }>;

/** `{ type: 'price', is: 'crossesAbove', level: '64000' }` */
export const schema = strict('a price trigger', { type: z.literal('price'), is: relation, level });

/** The last price, and for a cross the one before it, against the level. A price that is not positive is no price. */
export function evaluate({ is, level }: Price, { price }: TriggerView): Verdict {
  if (price === undefined || !(price.now > 0)) return undefined;
  const before = price.before !== undefined && price.before > 0 ? price.before : undefined;
  return holds(is, { now: price.now, before }, levelPair(level));
}

/** `BTC/USDT crosses above 64,000` */
export const describe = ({ is, level }: Price, market = 'the price'): string => `${market} ${RELATION_WORDS[is]} ${readableNumber(level)}`;
