import { spreadBps } from '#src/domain/quote.ts';
import { atMost } from './bound.ts';
import { bps } from './figure.ts';
import type { Guard } from './guard.ts';

const name = 'spread';

export const spread: Guard = {
  name,
  describe: (limits) => `Ask and bid are at most ${bps(limits.spreadBps)} apart.`,
  check({ quote, intent }, limits) {
    // A bid above the ask is no narrow spread, it is a broken quote.
    const usable = quote !== undefined && quote.market === intent.market && quote.bid <= quote.ask;
    return atMost({
      guard: name,
      what: `the spread of ${intent.market}`,
      figure: usable ? spreadBps(quote) : undefined,
      limit: limits.spreadBps,
      show: bps,
      text: (figure, limit) => `Ask and bid of ${intent.market} are ${figure} apart; at most ${limit} is allowed.`,
    });
  },
};
