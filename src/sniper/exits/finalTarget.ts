import type { Exit, OpenTrade } from '#src/sniper/openTrade.ts';

/** The end of a ladder whose shares add up to 100: reached, all that is left goes in one order, whatever rungs lie before it. */
export const finalTarget: Exit = {
  name: 'finalTarget',
  ask(trade, { price }) {
    const level = levelOf(trade);
    if (level === undefined || (price - level) * trade.sign < 0) return undefined;
    return { act: 'take', target: trade.condition.targets.length, sharePct: 100 };
  },
  levels(trade) {
    const level = levelOf(trade);
    return level === undefined ? [] : [level];
  },
};

/** Undefined where what is left runs behind the trailing stop. */
function levelOf({ condition: { targets } }: OpenTrade): number | undefined {
  const shares = targets.reduce((total, { sharePct }) => total + sharePct, 0);
  const last = targets.at(-1);
  return last === undefined || shares < 100 ? undefined : Number(last.price);
}
