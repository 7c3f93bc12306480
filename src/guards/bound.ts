import type { Denial } from './guard.ts';

/** One figure against one limit. `show` writes either of them for a phone, `text` makes the sentence of both. */
interface Bound {
  readonly guard: string;
  /** What the figure is, for the sentence that says that it is missing: `the equity`. */
  readonly what: string;
  readonly figure: number | undefined;
  readonly limit: number;
  readonly show: (value: number, places: number) => string;
  readonly text: (figure: string, limit: string) => string;
}

/**
 * A size that was clamped to a limit comes back through floats as the limit and a hair. Without this it would be denied, and a market that was
 * allowed more would trade less (LRN-3).
 */
const HAIR = 1e-9;

/** Passes a figure up to and including the limit. */
export const atMost = (bound: Bound): Denial | undefined => hold(bound, (figure, limit) => figure <= limit + Math.abs(limit) * HAIR);

/** Passes a figure from the limit on. */
export const atLeast = (bound: Bound): Denial | undefined => hold(bound, (figure, limit) => figure >= limit - Math.abs(limit) * HAIR);

/** Passes a figure that has not reached the limit: for what must stop when it is reached. */
export const below = (bound: Bound): Denial | undefined => hold(bound, (figure, limit) => figure < limit);

const UNKNOWN = 'unknown';

/** The denial of a guard that lacks what it needs to decide. */
export const unknown = (guard: string, what: string, limit = 'known'): Denial => ({
  guard,
  figure: UNKNOWN,
  limit,
  text: `Denied to be safe: ${what} is not known.`,
});

/** Whether a guard said no because it could not tell. */
export const isForWant = ({ figure }: Denial): boolean => figure === UNKNOWN;

/** The same when its own limit is missing. */
export const unknownLimit = (guard: string): Denial => unknown(guard, `the limit of ${guard}`);

/** True for a number that can be compared; false for undefined, NaN and the infinities, and for a null that came past the types. */
export const isKnown = (value: number | undefined): value is number => value !== undefined && Number.isFinite(value);

function hold(bound: Bound, holds: (figure: number, limit: number) => boolean): Denial | undefined {
  const { guard, what, figure, limit, show, text } = bound;
  if (typeof limit !== 'number' || Number.isNaN(limit)) return unknownLimit(guard);
  if (!isKnown(figure)) return unknown(guard, what, show(limit, 2));
  if (holds(figure, limit)) return undefined;
  // 1.001 % against 1 % must not read "1 % is more than 1 %".
  let places = 2;
  while (places < 10 && figure !== limit && show(figure, places) === show(limit, places)) places += 2;
  const shown = show(figure, places);
  const shownLimit = show(limit, places);
  return { guard, figure: shown, limit: shownLimit, text: text(shown, shownLimit) };
}
