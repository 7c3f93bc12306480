import { below } from './bound.ts';
import { count } from './figure.ts';
import type { Guard } from './guard.ts';

const name = 'openPositions';

export const openPositions: Guard = {
  name,
  describe: ({ openPositions: limit }) => `At most ${limit} positions are open at once.`,
  check({ openPositions: figure }, { openPositions: limit }) {
    return below({
      guard: name,
      what: 'the number of open positions',
      figure,
      limit,
      show: count,
      text: (open, most) => `${open} positions are open already; at most ${most} are allowed.`,
    });
  },
};
