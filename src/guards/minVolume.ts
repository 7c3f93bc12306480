import { atLeast } from './bound.ts';
import type { Guard } from './guard.ts';

const name = 'minVolume';
const amount = (value: number, places = 2): string => value.toLocaleString('en-US', { maximumFractionDigits: places });

export const minVolume: Guard = {
  name,
  describe: ({ minVolume24h }) =>
    minVolume24h === 0 ? 'No volume is asked for.' : `A market has traded at least ${amount(minVolume24h)} of its quote asset within 24 h.`,
  check({ volume24h, intent, market }, { minVolume24h }) {
    if (minVolume24h === 0) return undefined;
    return atLeast({
      guard: name,
      what: `the volume of ${intent.market}`,
      figure: volume24h,
      limit: minVolume24h,
      show: amount,
      text: (figure, limit) => `${intent.market} traded ${figure} ${market.quote} within 24 h; at least ${limit} is needed.`,
    });
  },
};
