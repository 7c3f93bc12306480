import { below } from './bound.ts';
import { percent } from './figure.ts';
import type { Guard, GuardContext, GuardLimits } from './guard.ts';

const name = 'drawdown';
const DEGRADED_SIZE = 0.5;

export const drawdown: Guard = {
  name,
  describe: ({ drawdownDegradedPct, drawdownHaltPct }) =>
    `From ${percent(drawdownDegradedPct)} below the highest equity positions are half as large, from ${percent(drawdownHaltPct)} nothing new is opened.`,
  check({ drawdownPct }, { drawdownHaltPct }) {
    return below({
      guard: name,
      what: 'the drawdown',
      figure: drawdownPct,
      limit: drawdownHaltPct,
      show: percent,
      text: (figure, limit) => `Equity is ${figure} below its highest; from ${limit} on nothing new is opened.`,
    });
  },
};

/** What a size is multiplied by: 1 while the drawdown is known to be below the degraded band, 0.5 from there on. From the halt on the guard denies. */
export const sizeFactorOf = (context: Pick<GuardContext, 'drawdownPct'>, limits: Pick<GuardLimits, 'drawdownDegradedPct'>): number =>
  context.drawdownPct !== undefined && context.drawdownPct < limits.drawdownDegradedPct ? 1 : DEGRADED_SIZE;
