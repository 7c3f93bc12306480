import { type Exit, NO_LEVELS, type OpenTrade, rAt } from '#src/sniper/openTrade.ts';

/** The stop is moved in steps of this many ATR: each move is an order, and a tick of profit is not worth one. */
const STEP_ATR = 0.1;

/** From each agreed multiple of R on, the stop follows the best price at its distance; the tightest distance that was earned counts. */
export const trailing: Exit = {
  name: 'trailing',
  ask(trade, { price }) {
    if ((price - trade.best) * trade.sign > 0) trade.best = price;
    const distance = distanceOf(trade);
    if (distance === undefined) return undefined;
    const to = trade.best - trade.sign * distance;
    return (to - trade.stop) * trade.sign >= STEP_ATR * trade.atr ? { act: 'moveStop', to, purpose: 'trailing' } : undefined;
  },
  levels(trade) {
    const { trail } = trade.condition.exits;
    if (trail.length === 0) return NO_LEVELS;
    const levels = trail
      .map(({ fromR }) => trade.entry + trade.sign * fromR * trade.risk)
      .filter((level) => (level - trade.best) * trade.sign > 0);
    const distance = distanceOf(trade);
    if (distance !== undefined) levels.push(trade.stop + trade.sign * (distance + STEP_ATR * trade.atr));
    return levels;
  },
};

/** Distance in quote units that the best price has earned, or undefined before the first step. */
function distanceOf(trade: OpenTrade): number | undefined {
  const bestR = rAt(trade, trade.best);
  let tightest = Number.POSITIVE_INFINITY;
  for (const { fromR, atr } of trade.condition.exits.trail) {
    // A small tolerance, so that a best price exactly at a step counts in spite of float division.
    if (bestR >= fromR - 1e-9 && atr < tightest) tightest = atr;
  }
  return tightest === Number.POSITIVE_INFINITY ? undefined : tightest * trade.atr;
}
