import { structureId } from '#src/analysis/smc/structureId.ts';
import type { Side } from '#src/domain/condition.ts';
import { readableNumber } from '#src/triggers/readable.ts';
import type { NoPlan, Plan } from './plan.ts';
import type { Score } from './score.ts';
import type { SmcProfile, SmcSettings } from './settings.ts';
import type { Evidence, Pattern, Setup } from './setups.ts';

export const PATTERN_WORDS: Record<Pattern, string> = {
  momentum_breakout: 'momentum breakout',
  support_bounce: 'bounce off a zone',
  trend_pullback: 'pull-back in a trend',
  order_block_retest: 'order block retest',
  gap_fill: 'gap fill',
};

/** `structures 18, fib 15, higher timeframe 20, ADX 7, cost 10` */
export const pointsText = (score: Score): string =>
  `structures ${score.structures}, fib ${score.fib}, higher timeframe ${score.bias}, ADX ${score.adx}, cost ${score.cost}`;

/** `the stop would be 4.6 ATR away, more than 4` */
export function noPlanText({ fault, figure, limit }: NoPlan): string {
  if (fault === 'stop') return `the stop would be ${figure.toFixed(1)} ATR away, more than ${limit}`;
  if (fault === 'cost') return `costs are ${figure.toFixed(0)} % of the risk, more than ${limit} %`;
  return 'its stop or target would lie below zero';
}

export const idOf = ({ kind, timeframe, openedAt }: Evidence): string => structureId(kind, timeframe, openedAt);

/** Two sentences: what is seen, and what is done about it. Prices are texts on the market's tick; `rising` when price comes to the entry from below. */
export function thesisOf(
  setup: Setup,
  bias: Side | 'neutral',
  profile: SmcProfile,
  market: string,
  prices: { readonly entry: string; readonly invalidation: string; readonly rising: boolean },
): string {
  const long = setup.side === 'long';
  const lean =
    bias === 'neutral'
      ? `${market} has no clear direction on ${profile.bias.timeframe}`
      : `${market} leans ${long ? 'up' : 'down'} on ${profile.bias.timeframe}`;
  const entry = readableNumber(prices.entry);
  const edge = readableNumber(prices.invalidation);
  const action = `${long ? 'Buy' : 'Sell'} ${ACTIONS[setup.pattern](entry, long, long === prices.rising)}; the idea is wrong once a ${profile.invalidation} candle closes ${long ? 'below' : 'above'} ${edge}.`;
  return `${lean}, and ${SIGHTS[setup.pattern](setup.structure, long)}. ${action}`;
}

const who = (long: boolean): string => (long ? 'buyers' : 'sellers');
const zoneName = ({ kind, timeframe }: Evidence): string => `${kind === 'ob' ? 'order block' : 'fair value gap'} on ${timeframe}`;

const SIGHTS: Record<Pattern, (structure: Evidence, long: boolean) => string> = {
  order_block_retest: ({ timeframe }, long) => `${who(long)} left an order block on ${timeframe} that price has not come back to`,
  gap_fill: ({ timeframe }, long) => `${who(long)} left a fair value gap on ${timeframe} that is not filled yet`,
  support_bounce: (structure, long) => `price is testing an ${zoneName(structure).replace(/^fair/, 'open fair')} that ${who(long)} left`,
  trend_pullback: ({ timeframe }, long) => `price has broken ${long ? 'above' : 'below'} its last swing on ${timeframe}`,
  momentum_breakout: ({ timeframe }, long) => `a fresh break ${long ? 'above' : 'below'} the last swing on ${timeframe} is holding`,
};

/** `resumes` is true when price crosses the entry in the direction of the trade. */
const ACTIONS: Record<Pattern, (entry: string, long: boolean, resumes: boolean) => string> = {
  order_block_retest: (entry) => `when price comes back to it at ${entry}`,
  gap_fill: (entry) => `when price comes back into it at ${entry}`,
  support_bounce: (entry, long) => `when price ${long ? 'rises' : 'falls'} out of it at ${entry}`,
  trend_pullback: (entry, long, resumes) =>
    resumes ? `when price is back ${long ? 'above' : 'below'} ${entry}` : `the pull-back at ${entry}`,
  momentum_breakout: (entry, long) => `when price makes a new ${long ? 'high' : 'low'} beyond ${entry}`,
};

/** The weakest part of the score, as a sentence. */
export function againstOf(score: Score, plan: Plan, adx: number | undefined, profile: SmcProfile, points: SmcSettings['points']): string {
  const most = {
    adx: points.adx[0]?.points ?? 0,
    cost: points.cost[0]?.points ?? 0,
    fib: points.fibZone + points.fibExtension,
    structures: points.block + points.gap + points.break,
  };
  const parts: readonly (readonly [number, string])[] = [
    [score.bias / points.biasAligned, `The ${profile.bias.timeframe} trend is not behind it.`],
    [score.adx / most.adx, trendText(adx, score.adx, profile)],
    [score.cost / most.cost, `Costs eat ${((plan.cost / plan.risk) * 100).toFixed(0)} % of what is risked.`],
    [score.fib / most.fib, 'The entry does not lie at a good retracement of the last swing.'],
    [score.structures / most.structures, 'Few structures stand between the entry and the stop.'],
  ];
  return parts.reduce((a, b) => (b[0] < a[0] ? b : a))[1];
}

function trendText(adx: number | undefined, points: number, { decision }: SmcProfile): string {
  if (adx === undefined) return `How strong the trend is, nobody knows yet: ADX on ${decision} is not warm.`;
  return points > 0
    ? `The trend could be stronger: ADX on ${decision} is ${adx.toFixed(0)}.`
    : `There is hardly a trend: ADX on ${decision} is ${adx.toFixed(0)}.`;
}
