import { type Exit, NO_LEVELS } from '#src/sniper/openTrade.ts';

/** The end of a ladder whose shares add up to 100: reached, all that is left goes in one order, whatever rungs lie before it. */
export const finalTarget: Exit = {
  name: 'finalTarget',
  ask({ finalTarget, sign, targets }, { price }) {
    if (finalTarget === undefined || (price - finalTarget) * sign < 0) return undefined;
    return { act: 'take', target: targets.length, sharePct: 100 };
  },
  levels: ({ finalTarget }) => (finalTarget === undefined ? NO_LEVELS : [finalTarget]),
};
