import { below } from './bound.ts';
import { count, counted } from './figure.ts';
import type { Guard } from './guard.ts';

const name = 'openPositions';

export const openPositions: Guard = {
  name,
  describe: ({ openPositions: limit }) => `At most ${counted(limit, 'position')} at once.`,
  check({ openPositions: figure }, { openPositions: limit }) {
    return below({
      guard: name,
      what: 'the number of open positions',
      figure,
      limit,
      show: count,
      text: (_, most) => `${counted(figure, 'position')} open already; at most ${most} allowed.`,
    });
  },
};
