import { z } from 'zod';
import { days, inDays, stretchOf } from '#src/ask/days.ts';
import { query } from '#src/ask/query.ts';
import { parseInstant } from '#src/domain/clock.ts';
import { toText } from '#src/domain/decimal.ts';
import { hourOf, weekdayOf } from '#src/domain/marketState.ts';
import type { Trade } from '#src/domain/trade.ts';
import { PERFORMANCE_BY, type PerformanceBy, type PnlSummary, performanceBy, pnlBetween } from '#src/ledger/pnl.ts';
import { rowsOfTrades, searchTrades } from '#src/ledger/search.ts';

/** Newest trades of the stretch that are looked through for ids to cite. */
const LOOKED_AT = 300;
const IDS_EACH = 5;

const KEY: Readonly<Record<PerformanceBy, (trade: Trade) => string>> = {
  market: ({ market }) => market,
  desk: ({ deskId }) => deskId,
  strategist: ({ strategist }) => strategist,
  pattern: ({ pattern }) => pattern,
  regime: ({ regime }) => regime,
  weekday: ({ openedAt }) => weekdayOf(openedAt),
  hour: ({ openedAt }) => String(hourOf(openedAt)).padStart(2, '0'),
};

export const pnl = query({
  name: 'pnl',
  description:
    'Net result of closed trades in quote, after fees and funding, all together and by one dimension; hours and weekdays are UTC, of the entry. `ids` are the newest trades of a row.',
  args: z.strictObject({ ...days, by: z.enum(PERFORMANCE_BY).nullable().describe('null: all together only') }),
  words: ({ by, ...when }) => `PnL${by === null ? '' : ` by ${by}`}${inDays(when)}`,
  run({ by, ...when }, books) {
    const { reader } = books;
    const { from, to } = stretchOf(when, books);
    const { found } = searchTrades(reader, { from, to }, 'newest', LOOKED_AT);
    const trades = found.map(({ row }) => row);
    const at = (iso: string | undefined) => (iso === undefined ? undefined : parseInstant(iso));
    return {
      from: from ?? null,
      to: to ?? null,
      total: rowOf(pnlBetween(reader, at(from), at(to)), trades),
      parts:
        by === null
          ? []
          : performanceBy(reader, by, rowsOfTrades(reader, from, to)).map((part) => ({
              [by]: part.key,
              ...rowOf(
                part,
                trades.filter((trade) => KEY[by](trade) === part.key),
              ),
            })),
    };
  },
});

const rowOf = ({ trades, wins, pnl: net, fees, funding }: PnlSummary, of: readonly Trade[]) => ({
  trades,
  won: wins,
  lost_or_even: trades - wins,
  win_rate_pct: trades === 0 ? null : Math.round((wins / trades) * 10_000) / 100,
  pnl: toText(net),
  fees: toText(fees),
  funding: toText(funding),
  ids: of.slice(0, IDS_EACH).map(({ id }) => id),
});
