import { below } from './bound.ts';
import { count, counted } from './figure.ts';
import type { Guard } from './guard.ts';

const name = 'onePerMarket';

export const onePerMarket: Guard = {
  name,
  describe: ({ positionsPerMarket }) => `At most ${counted(positionsPerMarket, 'position')} in one market at once.`,
  check({ positionsInMarket, intent }, { positionsPerMarket }) {
    return below({
      guard: name,
      what: `the number of open positions in ${intent.market}`,
      figure: positionsInMarket,
      limit: positionsPerMarket,
      show: count,
      text: (_, most) => `${counted(positionsInMarket, 'position')} open in ${intent.market} already; at most ${most} allowed.`,
    });
  },
};
