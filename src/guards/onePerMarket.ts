import { below } from './bound.ts';
import { count } from './figure.ts';
import type { Guard } from './guard.ts';

const name = 'onePerMarket';

export const onePerMarket: Guard = {
  name,
  describe: ({ positionsPerMarket }) => `At most ${positionsPerMarket} open in one market at once.`,
  check({ positionsInMarket, intent }, { positionsPerMarket }) {
    return below({
      guard: name,
      what: `the number of open positions in ${intent.market}`,
      figure: positionsInMarket,
      limit: positionsPerMarket,
      show: count,
      text: (open, most) => `In ${intent.market} ${open} open already; at most ${most} allowed.`,
    });
  },
};
