import { z } from 'zod';
import { query } from '#src/ask/query.ts';
import { eventId, marketArg, marketIn, stat } from '#src/ask/rows.ts';
import { lastOpinions } from '#src/ledger/opinions.ts';
import { lastRecordOf } from '#src/ledger/search.ts';

export const analysts = query({
  name: 'analysts',
  description:
    'The measured record of each analyst (right_pct of the opinions that were resolved, Brier score: lower is better, 0.25 is a coin) and what each said last about a market.',
  args: z.strictObject({ market: marketArg }),
  words: ({ market }) => `analysts${market === null ? '' : ` about ${market}`}`,
  run({ market }, books) {
    const { reader } = books;
    const symbol = marketIn(books, market);
    return {
      records: [...reader.memory.analysts.values()].map(({ name, given, resolved, right_count, brier_sum, move_sum }) => ({
        event: eventId(lastRecordOf(reader, name)),
        analyst: name,
        given,
        resolved,
        right: right_count,
        right_pct: resolved === 0 ? null : Math.round((right_count / resolved) * 10_000) / 100,
        brier: resolved === 0 ? null : stat(brier_sum / resolved),
        mean_move_pct: resolved === 0 ? null : stat(move_sum / resolved),
      })),
      last:
        symbol === undefined
          ? []
          : lastOpinions(reader, symbol).map(({ seq, analyst, at, direction, strength, horizon_minutes, status }) => ({
              event: eventId(seq),
              analyst,
              at,
              direction,
              strength,
              horizon_minutes,
              status,
            })),
    };
  },
});
