import { atMost } from './bound.ts';
import { exposureAfterPct, percent } from './figure.ts';
import type { Guard } from './guard.ts';

const name = 'grossExposure';

export const grossExposure: Guard = {
  name,
  describe: ({ grossExposurePct }) => `Exposure in all markets together is at most ${percent(grossExposurePct)} of equity.`,
  check(context, { grossExposurePct }) {
    return atMost({
      guard: name,
      what: 'the exposure in all markets together',
      figure: exposureAfterPct(context.exposure.gross, context),
      limit: grossExposurePct,
      show: percent,
      text: (figure, limit) =>
        `With this order the exposure in all markets together would be ${figure} of equity; at most ${limit} is allowed.`,
    });
  },
};
