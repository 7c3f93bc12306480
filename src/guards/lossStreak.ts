import { type Instant, later } from '#src/domain/clock.ts';
import { isKnown, unknown, unknownLimit } from './bound.ts';
import { isWide, moment } from './figure.ts';
import type { Guard } from './guard.ts';

const name = 'lossStreak';
const MINUTE = 60_000;

/** Tight and wide regimes have a streak each: losing in one says that this way of trading does not fit the market, not that the other does not. */
export const lossStreak: Guard = {
  name,
  describe: ({ lossStreak: { tight, tightPauseMinutes, wide, widePauseMinutes } }) =>
    `After ${tight} losses in a row tight regimes pause for ${tightPauseMinutes} min, after ${wide} wide ones for ${widePauseMinutes} min.`,
  check({ now, condition, recentTrades }, { lossStreak: limits }) {
    const wide = isWide(condition?.regime);
    const most = wide ? limits.wide : limits.tight;
    const pauseMinutes = wide ? limits.widePauseMinutes : limits.tightPauseMinutes;
    if (!isKnown(most) || !isKnown(pauseMinutes)) return unknownLimit(name);
    let newest: Instant | undefined;
    let streak = 0;
    for (const { regime, pnl, closedAt } of recentTrades) {
      if (isWide(regime) !== wide) continue;
      newest ??= closedAt;
      if (!isKnown(pnl) || !isKnown(closedAt)) return unknown(name, 'the result of a recent trade', `${most} in a row`);
      if (pnl >= 0) break;
      streak++;
    }
    if (newest === undefined || streak < most) return undefined;
    const until = later(newest, pauseMinutes * MINUTE);
    if (now >= until) return undefined;
    const text = `The last ${streak} ${wide ? 'wide' : 'tight'} trades lost; entries like them wait until ${moment(until)}.`;
    return { guard: name, figure: `${streak} in a row`, limit: `${most} in a row`, text };
  },
};
