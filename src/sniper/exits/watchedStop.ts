import { type Exit, isStopReached, NO_LEVELS } from '#src/sniper/openTrade.ts';

/** The stop, watched here: only while no protective order rests at the venue, because that one is faster and survives a crash. */
export const watchedStop: Exit = {
  name: 'stop',
  ask(trade, { price }) {
    if (trade.stopOrderId !== undefined || !isStopReached(trade, price)) return undefined;
    return { act: 'leave', purpose: trade.stopPurpose, reason: 'the stop was reached' };
  },
  levels: (trade) => (trade.stopOrderId === undefined ? [trade.stop] : NO_LEVELS),
};
