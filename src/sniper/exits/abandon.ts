import type { Exit } from '#src/sniper/openTrade.ts';

/** Abandon ship: the reason for the trade is gone. Set by `sniper/sniper.ts` when the bias flips or the invalidation holds. */
export const abandon: Exit = {
  name: 'abandon',
  ask: (trade) => (trade.abandon === undefined ? undefined : { act: 'leave', purpose: 'abandoned', reason: trade.abandon }),
  levels: () => [],
};
