import type { Exit } from '#src/sniper/openTrade.ts';

/** The ladder: when the next rung is reached, its share of the position is taken. */
export const target: Exit = {
  name: 'target',
  ask(trade, { price }) {
    const next = trade.condition.targets[trade.targetsReached];
    if (next === undefined || (price - Number(next.price)) * trade.sign < 0) return undefined;
    return { act: 'take', target: trade.targetsReached + 1, sharePct: next.sharePct };
  },
  levels(trade) {
    const next = trade.condition.targets[trade.targetsReached];
    return next === undefined ? [] : [Number(next.price)];
  },
};
