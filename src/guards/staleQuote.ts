import { faultOfQuote } from '#src/domain/quote.ts';
import { atMost, unknown } from './bound.ts';
import type { Guard } from './guard.ts';

const name = 'staleQuote';
const seconds = (ms: number): string => `${ms / 1000} s`;

export const staleQuote: Guard = {
  name,
  describe: ({ quoteAgeMs }) => `The quote of the market is at most ${seconds(quoteAgeMs)} old.`,
  check({ quote, now, intent }, { quoteAgeMs }) {
    if (quote === undefined || quote.market !== intent.market) return unknown(name, `the quote of ${intent.market}`, seconds(quoteAgeMs));
    const fault = faultOfQuote(quote, now);
    if (fault !== undefined)
      return {
        guard: name,
        figure: fault,
        limit: 'a quote that can be true',
        text: `The quote of ${intent.market} cannot be used: ${fault}.`,
      };
    return atMost({
      guard: name,
      what: `the age of the quote of ${intent.market}`,
      figure: now - quote.at,
      limit: quoteAgeMs,
      show: seconds,
      text: (figure, limit) => `The last quote of ${intent.market} is ${figure} old; at most ${limit} is allowed.`,
    });
  },
};
