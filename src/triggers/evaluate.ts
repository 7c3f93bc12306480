import * as all from './all.ts';
import * as any from './any.ts';
import * as candle from './candle.ts';
import * as indicator from './indicator.ts';
import * as not from './not.ts';
import * as price from './price.ts';
import type { Trigger, TriggerView, Verdict } from './trigger.ts';
import * as window from './window.ts';

/** What a trigger means at this moment. Only `true` is a match; undefined says that something needed is missing. */
export function evaluate(trigger: Trigger, view: TriggerView): Verdict {
  switch (trigger.type) {
    case 'price':
      return price.evaluate(trigger, view);
    case 'candle':
      return candle.evaluate(trigger, view);
    case 'indicator':
      return indicator.evaluate(trigger, view);
    case 'window':
      return window.evaluate(trigger, view);
    case 'all':
      return all.evaluate(trigger, view, evaluate);
    case 'any':
      return any.evaluate(trigger, view, evaluate);
    case 'not':
      return not.evaluate(trigger, view, evaluate);
    default:
      trigger satisfies never;
      return undefined;
  }
}
