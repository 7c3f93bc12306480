import { atMost } from './bound.ts';
import { times } from './figure.ts';
import type { Guard } from './guard.ts';

const name = 'leverage';

export const leverage: Guard = {
  name,
  describe: ({ leverageMax }) => `Leverage is at most ${times(leverageMax)}, and never above what the market allows.`,
  check({ intent, market }, { leverageMax }) {
    return atMost({
      guard: name,
      what: 'the leverage',
      figure: intent.leverage > 0 ? intent.leverage : undefined,
      limit: Math.min(leverageMax, market.maxLeverage),
      show: times,
      text: (figure, limit) => `Leverage of ${figure} is asked for; at most ${limit} is allowed in ${intent.market}.`,
    });
  },
};
