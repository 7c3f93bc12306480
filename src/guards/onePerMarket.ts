import { below } from './bound.ts';
import { count, counted } from './figure.ts';
import type { Guard } from './guard.ts';

const name = 'onePerMarket';

export const onePerMarket: Guard = {
  name,
  describe: ({ positionsPerMarket }) =>
    `At most ${counted(positionsPerMarket, 'position')} in one market at once${positionsPerMarket > 1 ? ', and one in a perpetual' : ''}.`,
  check({ positionsInMarket, intent, market }, { positionsPerMarket }) {
    return below({
      guard: name,
      what: `the number of open positions in ${intent.market}`,
      figure: positionsInMarket,
      // A venue nets the positions of a perpetual into one: a liquidation, funding and a stop could no longer be told apart.
      limit: market.kind === 'perpetual' ? Math.min(positionsPerMarket, 1) : positionsPerMarket,
      show: count,
      text: (_, most) => `${counted(positionsInMarket, 'position')} open in ${intent.market} already; at most ${most} allowed.`,
    });
  },
};
