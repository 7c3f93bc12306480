import { below } from './bound.ts';
import { percent } from './figure.ts';
import type { Guard } from './guard.ts';

const name = 'dailyLoss';

export const dailyLoss: Guard = {
  name,
  describe: ({ dailyLossPct }) => `After a loss of ${percent(dailyLossPct)} within a day nothing new is opened until the next day.`,
  check({ dayLossPct }, { dailyLossPct }) {
    return below({
      guard: name,
      what: "today's loss",
      figure: dayLossPct,
      limit: dailyLossPct,
      show: percent,
      text: (figure, limit) => `Today has lost ${figure} of equity; from ${limit} on nothing new is opened until tomorrow.`,
    });
  },
};
