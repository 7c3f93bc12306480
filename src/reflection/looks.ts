/** Each look needs half as many trades again as the one before: 8, 12, 18, 27, 41, … */
const GROWTH = 1.5;
/** What part of its error a question spends at each look; early looks can hardly find anything, so they get little. The rest is for all later ones. */
const SPENT = [0.05, 0.1, 0.2, 0.2, 0.15, 0.1, 0.08, 0.05] as const;
const LATER = 1 - SPENT.reduce((sum, one) => sum + one, 0);
/** The first groups of a dimension share most of its error evenly; later ones share what is left. */
const FIRST = 6;
const EACH_OF_FIRST = 0.125;

/**
 * Which look is due when a group has grown from `before` trades to `now`: number of the last mark that was passed, from 0; undefined when none was.
 * Looking only at marks bounds how often chance gets another try, however often somebody asks for a reflection.
 */
export function lookDue(before: number, now: number, minTrades: number): number | undefined {
  let due: number | undefined;
  for (let look = 0, mark = minTrades; mark <= now; look++, mark = Math.ceil(mark * GROWTH)) if (mark > before) due = look;
  return due;
}

/** Part of the error of a question that a look may spend; all looks there will ever be add up to 1 (alpha spending, Lan & DeMets 1983). */
export const spentAt = (look: number): number => SPENT[look] ?? LATER * telescoping(look - SPENT.length);

/** Part of the error of a dimension that belongs to its group number `index`, in the order of their first trades; all groups add up to 1. */
export const shareOfGroup = (index: number): number =>
  index < FIRST ? EACH_OF_FIRST : (1 - FIRST * EACH_OF_FIRST) * telescoping(index - FIRST);

/** 1/2 + 1/6 + 1/12 + … = 1. */
const telescoping = (k: number): number => 1 / ((k + 1) * (k + 2));
