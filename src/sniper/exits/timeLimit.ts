import { type Exit, NO_LEVELS } from '#src/sniper/openTrade.ts';

/** A trade that has not reached its first target in time ties up risk: leave. */
export const timeLimit: Exit = {
  name: 'timeLimit',
  ask(trade, { now }) {
    if (trade.targetsReached > 0 || now < trade.timeLimitAt) return undefined;
    return { act: 'leave', purpose: 'time', reason: 'the first target was not reached in time' };
  },
  levels: () => NO_LEVELS,
};
