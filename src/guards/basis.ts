import { atMost, isKnown } from './bound.ts';
import { percent } from './figure.ts';
import type { Guard } from './guard.ts';

const name = 'basis';

export const basis: Guard = {
  name,
  describe: (limits) => `A perpetual is at most ${percent(limits.basisPct)} away from its index.`,
  check({ basisPct, intent }, limits) {
    return atMost({
      guard: name,
      what: `the distance of ${intent.market} from its index`,
      figure: isKnown(basisPct) ? Math.abs(basisPct) : undefined,
      limit: limits.basisPct,
      show: percent,
      text: (figure, limit) => `${intent.market} is ${figure} away from its index; at most ${limit} is allowed.`,
    });
  },
};
