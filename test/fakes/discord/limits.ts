/** How strict and how quick the fake is; what a test does not name is as at Discord. */
export interface Limits {
  /** An interaction must be acknowledged within this time. */
  readonly ackMs: number;
  /** Life of an interaction's token after its acknowledgement. */
  readonly tokenMs: number;
  /** For so long the same nonce of the same author is the same message. */
  readonly nonceMs: number;
  readonly heartbeatMs: number;
  /** Messages that may be posted in one channel, and within what time. */
  readonly posts: { readonly count: number; readonly windowMs: number };
  /** Requests of any kind within a second. */
  readonly perSecond: number;
}

export const REAL_LIMITS: Limits = {
  ackMs: 3_000,
  tokenMs: 15 * 60_000,
  nonceMs: 5 * 60_000,
  heartbeatMs: 41_250,
  posts: { count: 5, windowMs: 5_000 },
  perSecond: 50,
};
