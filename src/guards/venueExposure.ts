import { atMost } from './bound.ts';
import { exposureAfterPct, percent } from './figure.ts';
import type { Guard } from './guard.ts';

const name = 'venueExposure';

export const venueExposure: Guard = {
  name,
  describe: ({ venueExposurePct }) => `Exposure in one venue is at most ${percent(venueExposurePct)} of equity.`,
  check(context, { venueExposurePct }) {
    return atMost({
      guard: name,
      what: `the exposure in ${context.market.venue}`,
      figure: exposureAfterPct(context.exposure.venue, context),
      limit: venueExposurePct,
      show: percent,
      text: (figure, limit) =>
        `With this order the exposure in ${context.market.venue} would be ${figure} of equity; at most ${limit} is allowed.`,
    });
  },
};
