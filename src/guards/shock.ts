import { isKnown, unknown, unknownLimit } from './bound.ts';
import { moment, percent } from './figure.ts';
import type { Denial, Guard, GuardLimits } from './guard.ts';

const name = 'shock';

export const shock: Guard = {
  name,
  describe: ({ shock: { movePct, markets, marketsMovePct, pauseMinutes } }) =>
    `After a move of more than ${percent(movePct)} within a minute, or of more than ${percent(marketsMovePct)} in ${markets} markets, entries pause for ${pauseMinutes} min.`,
  check({ now, intent, shockUntil, minuteMovesPct }, limits) {
    const { movePct, markets, marketsMovePct } = limits.shock;
    if (!isKnown(movePct) || !isKnown(markets) || !isKnown(marketsMovePct)) return unknownLimit(name);
    if (shockUntil !== undefined) {
      if (!isKnown(shockUntil)) return unknown(name, 'the end of the pause after a shock');
      const text = `Prices jumped; entries pause until ${moment(shockUntil)}.`;
      if (now < shockUntil) return { guard: name, figure: `paused until ${moment(shockUntil)}`, limit: 'no pause', text };
    }
    if (minuteMovesPct.get(intent.market) === undefined) return unknown(name, `the last minute's move of ${intent.market}`);
    for (const [market, pct] of minuteMovesPct) if (!isKnown(pct)) return unknown(name, `the last minute's move of ${market}`);
    return findShock(minuteMovesPct, limits);
  },
};

/**
 * The sentence that says that a shock begins, or undefined: one market moved more than `movePct`, or at least `markets` of them more than
 * `marketsMovePct`. Moves in percent, of the last minute. A move that is not known begins no shock; the guard denies while it lasts.
 */
export const shockOf = (minuteMovesPct: ReadonlyMap<string, number>, limits: Pick<GuardLimits, 'shock'>): string | undefined =>
  findShock(minuteMovesPct, limits)?.text;

function findShock(minuteMovesPct: ReadonlyMap<string, number>, limits: Pick<GuardLimits, 'shock'>): Denial | undefined {
  const { movePct, markets, marketsMovePct, pauseMinutes } = limits.shock;
  const pause = `entries pause for ${pauseMinutes} min.`;
  let moving = 0;
  for (const [market, signedPct] of minuteMovesPct) {
    const pct = Math.abs(signedPct);
    if (!isKnown(pct)) continue;
    if (pct > movePct)
      return {
        guard: name,
        figure: percent(pct),
        limit: percent(movePct),
        text: `${market} moved ${percent(pct)} within a minute: ${pause}`,
      };
    if (pct > marketsMovePct) moving++;
  }
  if (moving < markets) return undefined;
  const text = `${moving} markets moved more than ${percent(marketsMovePct)} within a minute: ${pause}`;
  return { guard: name, figure: `${moving} markets`, limit: `${markets} markets`, text };
}
