import type { Quote } from '#src/domain/quote.ts';

/** How far two sources may be apart, in percent. */
const AGREE_PCT = 0.5;

export const middleOf = ({ bid, ask }: Quote): number => (bid + ask) / 2;

export const awayPct = (price: number, from: number): number => Math.abs(price / from - 1) * 100;

/** Whether two quotes say the same: last price and middle within so many percent. */
export const agree = (a: Quote, b: Quote, withinPct = AGREE_PCT): boolean =>
  awayPct(a.last, b.last) <= withinPct && awayPct(middleOf(a), middleOf(b)) <= withinPct;
