import type { Instant } from '#src/domain/clock.ts';
import { backOffMs } from './backOff.ts';
import { errorClasses as ccxt } from './errorClasses.ts';
import { CCXT_PROFILES } from './profileOf.ts';
import { reasonOf } from './reason.ts';

export type VenueCall = 'create' | 'cancel' | 'read';

/** What an error of a venue means for the call that got it. */
export interface Verdict {
  /**
   * `definite`: the venue did not do it. `unknown`: nobody can say; look. `exists`: an order with this id was taken before (create), or is not open
   * any more and perhaps filled (cancel); look, and never send again.
   */
  readonly kind: 'definite' | 'unknown' | 'exists';
  /** For a person: no URL, key, signature or markup. */
  readonly reason: string;
  /** The venue does not know the order, or not as an open one: on a cancel fetch its trades; on a read it is an answer, not a failure. */
  readonly gone?: true;
  /** A stop was refused because the price is beyond it already. */
  readonly reached?: true;
  /** The key is not accepted: no more live trading on this venue. */
  readonly halts?: true;
  /** The clock is off: measure it before the next call. */
  readonly resync?: true;
  /** How long to leave the venue alone. */
  readonly backOffMs?: number;
  /** The market's rules may have changed: load them again. */
  readonly refresh?: true;
  /** Nothing that a venue does should lead here: tell a person. */
  readonly alert?: true;
}

/** What is known beside the error itself. */
export interface Hints {
  /** From the Retry-After header of the answer, which ccxt keeps out of its errors. */
  readonly retryAfterMs?: number | undefined;
  readonly now?: Instant | undefined;
}

/**
 * By class, the first row that holds counts. What no row names, base ExchangeError and every failure of transport among it, is unknown, unless the
 * profile knows the answer for a plain no.
 */
const TABLE: readonly {
  readonly classes: readonly (abstract new (...args: never[]) => Error)[];
  readonly verdict: (call: VenueCall, message: string, hints: Hints) => Partial<Verdict>;
}[] = [
  { classes: [ccxt.AuthenticationError], verdict: () => ({ halts: true }) },
  { classes: [ccxt.InvalidNonce], verdict: () => ({ resync: true }) },
  {
    // RateLimitExceeded is no DDoSProtection; both are NetworkErrors, which are unknown otherwise. A request over the limit is refused at the door.
    classes: [ccxt.RateLimitExceeded, ccxt.DDoSProtection],
    verdict: (_, message, hints) => ({ backOffMs: backOffMs(message, hints.retryAfterMs, hints.now) }),
  },
  { classes: [ccxt.InvalidOrder], verdict: (call) => (call === 'create' ? { refresh: true } : {}) },
  {
    classes: [ccxt.ArgumentsRequired, ccxt.BadRequest, ccxt.NotSupported, ccxt.InsufficientFunds, ccxt.OperationRejected],
    verdict: () => ({}),
  },
];

/**
 * From an error that ccxt threw to what it means. NetworkError is unknown even when its text says ENOTFOUND or ECONNREFUSED: such a request was most
 * likely never sent, but that is known from words only, and resolving costs no more than the deadline. `venue` is the id in ccxt.
 */
export function verdictOf(error: unknown, call: VenueCall, venue: string, hints: Hints = {}): Verdict {
  const profile = CCXT_PROFILES.get(venue);
  const title = profile?.title ?? venue;
  if (!(error instanceof ccxt.BaseError)) return unreadable(title);
  const { message } = error;
  const reason = reasonOf(error, title);
  const says = (words: readonly RegExp[] = []): boolean => error instanceof ccxt.ExchangeError && words.some((word) => word.test(message));

  if (call === 'create' && (error instanceof ccxt.DuplicateOrderId || says(profile?.duplicates))) return { kind: 'exists', reason };
  if (call === 'cancel' && (error instanceof ccxt.OrderNotFound || says(profile?.gone))) return { kind: 'exists', gone: true, reason };
  if (call === 'read' && error instanceof ccxt.OrderNotFound) return { kind: 'definite', gone: true, reason };
  if (says(profile?.unsure)) return { kind: 'unknown', reason };
  // Of any class: ccxt takes a key that is refused after it had worked for a busy network.
  if (profile?.keyRefused.some((word) => word.test(message))) return { kind: 'definite', halts: true, reason };

  const row = TABLE.find(({ classes }) => classes.some((errorClass) => error instanceof errorClass));
  const reached = call === 'create' && says(profile?.reached) ? ({ reached: true } as const) : {};
  if (row !== undefined) return { kind: 'definite', reason, ...row.verdict(call, message, hints), ...reached };
  return { kind: says(profile?.plainNo) ? 'definite' : 'unknown', reason };
}

/** For an answer that is none: anything thrown that is no error of ccxt, and an order that came back without an id (a page, an empty or a cut body). */
export const unreadable = (title: string): Verdict => ({
  kind: 'unknown',
  reason: `The answer of ${title} could not be read.`,
  alert: true,
});
