import type { Limits } from './limits.ts';

/** What a request is answered with, beside its body. */
export interface RateAnswer {
  readonly headers: Readonly<Record<string, string>>;
  /** Seconds to wait, when there have been too many. */
  readonly retryAfter?: number;
  readonly global?: boolean;
}

/** Counts requests as Discord does: each channel's posts and edits in buckets of their own, everything in a global one (docs, "Rate Limits"). */
export class RateLimits {
  readonly #limits: Limits;
  readonly #buckets = new Map<string, { left: number; endsAt: number }>();
  #second = { left: 0, endsAt: 0 };
  /** Requests that came although they had to wait: a client that keeps to the rules has none. */
  exceeded = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  count(method: string, path: string): RateAnswer {
    if (path.startsWith('/interactions/')) return { headers: {} };
    const now = Date.now();
    if (now >= this.#second.endsAt) this.#second = { left: this.#limits.perSecond, endsAt: now + 1_000 };
    if (--this.#second.left < 0) return this.#tooMany('global', this.#second.endsAt - now, {});
    const channel = /^\/channels\/(\d+)\/messages/.exec(path)?.[1];
    if (channel === undefined || method === 'GET') return { headers: {} };
    const { count, windowMs } = this.#limits.posts;
    const key = `${method}:${channel}`;
    let bucket = this.#buckets.get(key);
    if (bucket === undefined || now >= bucket.endsAt) {
      bucket = { left: count, endsAt: now + windowMs };
      this.#buckets.set(key, bucket);
    }
    bucket.left--;
    const headers = {
      'x-ratelimit-bucket': `${method.toLowerCase()}messages`,
      'x-ratelimit-limit': String(count),
      'x-ratelimit-remaining': String(Math.max(0, bucket.left)),
      'x-ratelimit-reset-after': ((bucket.endsAt - now) / 1_000).toFixed(3),
    };
    return bucket.left < 0 ? this.#tooMany('user', bucket.endsAt - now, headers) : { headers };
  }

  #tooMany(scope: 'user' | 'global', waitMs: number, headers: Readonly<Record<string, string>>): RateAnswer {
    this.exceeded++;
    return tooMany(waitMs / 1_000, scope, headers);
  }
}

/** A 429: the header counts whole seconds, the body is exact. */
export const tooMany = (seconds: number, scope: 'user' | 'global', headers: Readonly<Record<string, string>> = {}): RateAnswer => ({
  retryAfter: seconds,
  global: scope === 'global',
  headers: {
    ...headers,
    'retry-after': String(Math.ceil(seconds)),
    'x-ratelimit-scope': scope,
    ...(scope === 'global' && { 'x-ratelimit-global': 'true' }),
  },
});
