import { z } from 'zod';
import { days, inDays, stretchOf } from '#src/ask/days.ts';
import { query } from '#src/ask/query.ts';
import { conditionJson, howMany, marketArg, marketIn, strategistArg, strategistIn } from '#src/ask/rows.ts';
import { STATUSES, searchConditions } from '#src/ledger/search.ts';

export const conditions = query({
  name: 'conditions',
  description: 'Conditions (proposals), the newest first, and how many there are in each status.',
  args: z.strictObject({
    status: z.enum(STATUSES).nullable().describe('null: any'),
    market: marketArg,
    strategist: strategistArg,
    ...days,
    limit: howMany,
  }),
  words: ({ status, market, strategist, ...when }) =>
    `${status === null ? '' : `${status} `}conditions${market === null ? '' : ` in ${market}`}${strategist === null ? '' : ` of ${strategist}`}${inDays(when)}`,
  run({ status, market, strategist, limit, ...when }, books) {
    const wanted = {
      status: status ?? undefined,
      market: marketIn(books, market),
      strategist: strategistIn(books, strategist),
      ...stretchOf(when, books),
    };
    const { counts, found } = searchConditions(books.reader, wanted, limit);
    return { counts, conditions: found.map(conditionJson) };
  },
});
