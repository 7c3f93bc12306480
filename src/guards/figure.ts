import { type Instant, toIso } from '#src/domain/clock.ts';
import { isKnown } from './bound.ts';
import type { GuardContext } from './guard.ts';

const rounded = (value: number, places: number): string => String(Number(value.toFixed(places)));

export const count = (value: number): string => String(value);

/** `1 order`, `2 orders`. */
export const counted = (value: number, noun: string): string => `${value} ${noun}${value === 1 ? '' : 's'}`;

export const percent = (value: number, places = 2): string => `${rounded(value, places)} %`;
export const bps = (value: number, places = 2): string => `${rounded(value, places)} bps`;
export const times = (value: number, places = 2): string => `${rounded(value, places)} ×`;

/** `2026-01-05 08:00 UTC`: pauses can end on another day. */
export const moment = (at: Instant): string => `${toIso(at).slice(0, 16).replace('T', ' ')} UTC`;

/** `part` in percent of `whole`; undefined when either is missing, `part` is negative or `whole` is not positive. */
export function percentOf(part: number | undefined, whole: number | undefined): number | undefined {
  return isKnown(part) && isKnown(whole) && part >= 0 && whole > 0 ? (part / whole) * 100 : undefined;
}

/** `open` notional with this intent's added, in percent of equity; undefined when one of the three is missing or could not be true. */
export function exposureAfterPct(open: number | undefined, context: Pick<GuardContext, 'notional' | 'equity'>): number | undefined {
  const { notional, equity } = context;
  return isKnown(open) && open >= 0 && isKnown(notional) && notional > 0 ? percentOf(open + notional, equity) : undefined;
}

/** Two taker fees and funding in percent of notional; NaN when unknown. Funding to be received is not counted on: it may turn before it is paid. */
export const feesAndFundingPct = ({ takerFeePct, fundingPct }: GuardContext['costs']): number =>
  isKnown(takerFeePct) && isKnown(fundingPct) ? 2 * takerFeePct + Math.max(0, fundingPct) : Number.NaN;

/** Expected slippage in percent of notional; NaN when unknown. */
export const slippagePct = ({ slippageBps }: GuardContext['costs']): number => (isKnown(slippageBps) ? slippageBps / 100 : Number.NaN);

/** A regime that starts with `wide` is wide; everything else, also none, is held to the stricter rules of the tight ones. */
export const isWide = (regime: string | undefined): boolean => regime?.startsWith('wide') ?? false;
