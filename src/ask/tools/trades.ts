import { z } from 'zod';
import { days, inDays, stretchOf } from '#src/ask/days.ts';
import { query } from '#src/ask/query.ts';
import { howMany, marketArg, marketIn, strategistArg, strategistIn, tradeJson } from '#src/ask/rows.ts';
import { searchTrades } from '#src/ledger/search.ts';

export const trades = query({
  name: 'trades',
  description: 'Closed trades with their result: pnl net of fees and funding in quote, r = pnl in multiples of the planned risk.',
  args: z.strictObject({
    market: marketArg,
    strategist: strategistArg,
    ...days,
    order: z.enum(['newest', 'oldest', 'best', 'worst']).describe('best and worst are by r'),
    limit: howMany,
  }),
  words: ({ market, strategist, order, ...when }) =>
    `${order === 'best' || order === 'worst' ? `${order} ` : ''}trades${market === null ? '' : ` in ${market}`}${strategist === null ? '' : ` of ${strategist}`}${inDays(when)}`,
  run({ market, strategist, order, limit, ...when }, books) {
    const wanted = { market: marketIn(books, market), strategist: strategistIn(books, strategist), ...stretchOf(when, books) };
    const { count, found } = searchTrades(books.reader, wanted, order, limit);
    return { count, trades: found.map(tradeJson) };
  },
});
