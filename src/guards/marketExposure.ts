import { atMost } from './bound.ts';
import { exposureAfterPct, percent } from './figure.ts';
import type { Guard } from './guard.ts';

const name = 'marketExposure';

export const marketExposure: Guard = {
  name,
  describe: ({ marketExposurePct }) => `Exposure in one market is at most ${percent(marketExposurePct)} of equity.`,
  check(context, { marketExposurePct }) {
    return atMost({
      guard: name,
      what: `the exposure in ${context.intent.market}`,
      figure: exposureAfterPct(context.exposure.market, context),
      limit: marketExposurePct,
      show: percent,
      text: (figure, limit) =>
        `With this order the exposure in ${context.intent.market} would be ${figure} of equity; at most ${limit} is allowed.`,
    });
  },
};
