import type { Exit } from '#src/sniper/openTrade.ts';

/** After the agreed number of targets the stop goes to the entry price plus costs, so that the rest cannot lose. */
export const breakEven: Exit = {
  name: 'breakEven',
  ask(trade, { costPct }) {
    const { breakEvenAfter } = trade.condition.exits;
    if (breakEvenAfter === 0 || trade.targetsReached < breakEvenAfter) return undefined;
    const to = trade.entry * (1 + (trade.sign * costPct) / 100);
    return (to - trade.stop) * trade.sign > 0 ? { act: 'moveStop', to, purpose: 'break_even' } : undefined;
  },
  levels: () => [],
};
