import type { Guard } from './guard.ts';

const name = 'symbolList';

export const symbolList: Guard = {
  name,
  describe: ({ symbols }) =>
    symbols.length === 0 ? 'Only markets of the desk are traded.' : `Only these markets of the desk are traded: ${symbols.join(', ')}.`,
  check({ intent, deskMarkets }, { symbols }) {
    const { market, deskId } = intent;
    if (!deskMarkets.includes(market))
      return { guard: name, figure: market, limit: deskMarkets.join(', ') || 'none', text: `${market} is not a market of desk ${deskId}.` };
    if (symbols.length === 0 || symbols.includes(market)) return undefined;
    return { guard: name, figure: market, limit: symbols.join(', '), text: `${market} is not in the list of markets that may be traded.` };
  },
};
