import { below } from './bound.ts';
import { count } from './figure.ts';
import type { Guard } from './guard.ts';

const name = 'errorBreaker';

export const errorBreaker: Guard = {
  name,
  describe: ({ errorsPerHour }) => `${errorsPerHour} errors within an hour open the breaker: nothing new is opened until there are fewer.`,
  check({ errorsLastHour }, { errorsPerHour }) {
    return below({
      guard: name,
      what: 'the number of errors within the last hour',
      figure: errorsLastHour,
      limit: errorsPerHour,
      show: count,
      text: (figure, limit) =>
        `${figure} errors within the last hour opened the breaker; entries wait until there are fewer than ${limit}.`,
    });
  },
};
