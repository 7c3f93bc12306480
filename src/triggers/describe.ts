import * as all from './all.ts';
import * as any from './any.ts';
import * as candle from './candle.ts';
import * as indicator from './indicator.ts';
import * as not from './not.ts';
import * as price from './price.ts';
import type { Trigger } from './trigger.ts';
import * as window from './window.ts';

/** How a trigger reads, as a part of a sentence: `BTC/USDT crosses above 64,000 and RSI(14, 1h) is below 70`. The same for a human and for a model. */
export function describe(trigger: Trigger, market?: string): string {
  const read = (part: Trigger): string => describe(part, market);
  switch (trigger.type) {
    case 'price':
      return price.describe(trigger, market);
    case 'candle':
      return candle.describe(trigger);
    case 'indicator':
      return indicator.describe(trigger);
    case 'window':
      return window.describe(trigger);
    case 'all':
      return all.describe(trigger, read);
    case 'any':
      return any.describe(trigger, read);
    case 'not':
      return not.describe(trigger, read);
    default:
      trigger satisfies never;
      return 'never';
  }
}
