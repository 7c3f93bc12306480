import { type Instant, later } from '#src/domain/clock.ts';
import { isKnown, unknown, unknownLimit } from './bound.ts';
import { moment } from './figure.ts';
import type { Guard } from './guard.ts';

const name = 'marketCooldown';
const HOUR = 3_600_000;

/** The pause runs from the loss that made the number full, not from the first one. */
export const marketCooldown: Guard = {
  name,
  describe: ({ marketLosses: { count, withinHours, pauseHours } }) =>
    `After ${count} losses within ${withinHours} h a market pauses for ${pauseHours} h.`,
  check({ now, intent, recentTrades }, { marketLosses: { count, withinHours, pauseHours } }) {
    if (!isKnown(count) || !isKnown(withinHours) || !isKnown(pauseHours)) return unknownLimit(name);
    const losses: Instant[] = [];
    // What was lost before this can be part of no pause that lasts.
    const oldest = now - (pauseHours + withinHours) * HOUR;
    for (const { market, pnl, closedAt } of recentTrades) {
      if (market !== intent.market) continue;
      if (!isKnown(pnl) || !isKnown(closedAt))
        return unknown(name, `the result of a recent trade in ${market}`, `${count} within ${withinHours} h`);
      if (pnl < 0 && closedAt > oldest) losses.push(closedAt);
    }
    for (const [index, last] of losses.entries()) {
      const first = losses[index + count - 1];
      const until = later(last, pauseHours * HOUR);
      if (first === undefined || now >= until) return undefined; // newest first: what follows is older still
      if (last - first > withinHours * HOUR) continue;
      const text = `${intent.market} lost ${count} trades within ${withinHours} h; entries there wait until ${moment(until)}.`;
      return { guard: name, figure: `${count} losses`, limit: `${count} within ${withinHours} h`, text };
    }
    return undefined;
  },
};
