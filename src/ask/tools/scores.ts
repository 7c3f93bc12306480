import { z } from 'zod';
import { query } from '#src/ask/query.ts';
import { eventId, howMany, stat } from '#src/ask/rows.ts';
import { toText } from '#src/domain/decimal.ts';
import { expectancyOf } from '#src/domain/score.ts';
import { DIMENSIONS, gradeNow } from '#src/ledger/scores.ts';

export const scores = query({
  name: 'scores',
  description:
    'How markets, patterns, regimes, strategists, hours and weekdays (UTC) have done: trades, mean r shrunk to the desk with its interval, grade (benched: not traded now), net pnl in quote.',
  args: z.strictObject({ dimension: z.enum(DIMENSIONS), limit: howMany }),
  words: ({ dimension }) => `scores by ${dimension}`,
  run({ dimension, limit }, { reader, clock, intervalPct, priorTrades }) {
    const rows = [...reader.memory.scores.values()].filter((row) => row.dimension === dimension);
    const newest = rows.toSorted((a, b) => b.stats.trades - a.stats.trades || a.key.localeCompare(b.key)).slice(0, limit);
    return {
      count: rows.length,
      interval_pct: intervalPct,
      scores: newest.map((row) => {
        const desk = reader.memory.scores.get(`${row.desk_id}|desk|all`)?.stats ?? row.stats;
        const { meanR, lowR, highR } = expectancyOf(row.stats, desk.meanR, { priorTrades, intervalPct });
        const { trades, wins } = row.stats;
        return {
          event: eventId(row.seq),
          [dimension]: row.key,
          trades,
          won: wins,
          win_rate_pct: trades === 0 ? null : Math.round((wins / trades) * 10_000) / 100,
          mean_r: stat(meanR),
          low_r: Number.isFinite(lowR) ? stat(lowR) : null,
          high_r: Number.isFinite(highR) ? stat(highR) : null,
          grade: gradeNow(row, clock.now()),
          benched_until: row.benched_until,
          pnl: toText(row.pnl),
        };
      }),
    };
  },
});
