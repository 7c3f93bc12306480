import type { Exit } from '#src/sniper/openTrade.ts';

/** The ladder: when the next target is reached, its share of the position is taken. The last rung of a ladder that adds up to 100 takes all that is left. */
export const target: Exit = {
  name: 'target',
  ask(trade, { price }) {
    const { targets } = trade.condition;
    const next = targets[trade.targetsReached];
    if (next === undefined || (price - Number(next.price)) * trade.sign < 0) return undefined;
    const shares = targets.reduce((total, { sharePct }) => total + sharePct, 0);
    const all = trade.targetsReached === targets.length - 1 && shares >= 100;
    return { act: 'take', target: trade.targetsReached + 1, sharePct: next.sharePct, all };
  },
  levels(trade) {
    const next = trade.condition.targets[trade.targetsReached];
    return next === undefined ? [] : [Number(next.price)];
  },
};
