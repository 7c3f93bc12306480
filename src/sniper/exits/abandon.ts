import { type Exit, NO_LEVELS } from '#src/sniper/openTrade.ts';
import { priceLevels } from '#src/triggers/levels.ts';

/** Abandon ship: the reason for the trade is gone. Set by `sniper/sniper.ts` when the bias flips or the invalidation holds. */
export const abandon: Exit = {
  name: 'abandon',
  ask: (trade) => (trade.abandon === undefined ? undefined : { act: 'leave', purpose: 'abandoned', reason: trade.abandon }),
  // A price that invalidates has to be seen when it comes; the quiet band would otherwise hide it until something else happens.
  levels: ({ condition: { invalidation } }) =>
    invalidation === undefined ? NO_LEVELS : priceLevels(invalidation).map(({ level }) => level),
};
