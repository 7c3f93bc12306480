import { toNumber } from '#src/domain/decimal.ts';
import { type Exit, NO_LEVELS } from '#src/sniper/openTrade.ts';

/** After the agreed number of targets the stop goes to the entry price plus costs, so that the rest cannot lose. */
export const breakEven: Exit = {
  name: 'breakEven',
  ask(trade, { costPct }) {
    const { breakEvenAfter } = trade.condition.exits;
    if (breakEvenAfter === 0 || trade.targetsReached < breakEvenAfter) return undefined;
    const to = trade.entry * (1 + (trade.sign * costPct) / 100);
    // Nearer than a tick is there already: the venue knows no finer price.
    return (to - trade.stop) * trade.sign >= toNumber(trade.market.tick) ? { act: 'moveStop', to, purpose: 'break_even' } : undefined;
  },
  levels: () => NO_LEVELS,
};
