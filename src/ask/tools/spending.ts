import { z } from 'zod';
import { days, inDays, stretchOf } from '#src/ask/days.ts';
import { query } from '#src/ask/query.ts';
import { spentSince } from '#src/ledger/llmCalls.ts';
import { spentByPurpose } from '#src/ledger/modelSpending.ts';

export const spending = query({
  name: 'spending',
  description: 'What the language model cost since a day: calls, tokens, US dollars, in all and by what it was asked for.',
  args: z.strictObject({ since: days.since }),
  words: ({ since }) => `spending on the model${inDays({ since, until: null })}`,
  run({ since }, books) {
    const { from = '' } = stretchOf({ since, until: null }, books);
    const { tokens, cost, calls } = spentSince(books.reader, from);
    const purposes = spentByPurpose(books.reader, from);
    return {
      from: from === '' ? null : from,
      total: { calls, tokens, cost_usd: cost, ids: purposes.map(({ lastId }) => lastId) },
      purposes: purposes.map(({ purpose, calls: asked, good, tokensIn, tokensOut, cost: paid, lastId, lastAt }) => ({
        id: lastId,
        purpose,
        calls: asked,
        good,
        tokens_in: tokensIn,
        tokens_out: tokensOut,
        cost_usd: paid,
        last: lastAt,
      })),
    };
  },
});
