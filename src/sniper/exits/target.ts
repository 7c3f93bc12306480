import { type Exit, NO_LEVELS } from '#src/sniper/openTrade.ts';

/** The ladder: when the next rung is reached, its share of the position is taken. */
export const target: Exit = {
  name: 'target',
  ask({ condition, sign, targets, targetsReached }, { price }) {
    const next = targets[targetsReached];
    const rung = condition.targets[targetsReached];
    if (next === undefined || rung === undefined || (price - next) * sign < 0) return undefined;
    return { act: 'take', target: targetsReached + 1, sharePct: rung.sharePct };
  },
  levels({ targets, targetsReached }) {
    const next = targets[targetsReached];
    return next === undefined ? NO_LEVELS : [next];
  },
};
