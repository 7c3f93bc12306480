import { z } from 'zod';
import { oneOf } from '#src/chat/argument.ts';
import { badged } from '#src/chat/badge.ts';
import { command } from '#src/chat/command.ts';
import { bareMoney } from '#src/chat/money.ts';
import { say, table } from '#src/chat/reply.ts';
import { compare, toText } from '#src/domain/decimal.ts';
import { PERFORMANCE_BY } from '#src/ledger/pnl.ts';
import { runningPerformance } from '#src/ledger/runningPnl.ts';

export const performance = command({
  name: 'performance',
  summary: 'net result by market, desk, strategist, pattern, regime, weekday or hour',
  role: 'viewer',
  args: z.object({ by: oneOf(...PERFORMANCE_BY).optional() }),
  examples: ['/performance', '/performance hour'],
  run({ app }, { by = 'market' }) {
    const parts = runningPerformance(app.ledger, by);
    if (parts.length === 0) return say(badged('No trade is closed yet', app), 'Results appear here with the first one.');
    const isTime = by === 'hour' || by === 'weekday';
    const sorted = isTime ? parts : [...parts].sort((a, b) => compare(b.pnl, a.pnl));
    return {
      title: badged(`Performance by ${by}${isTime ? ' (UTC, of the entry)' : ''}`, app),
      blocks: [
        table(
          [by, '>trades', '>won', '>PnL'],
          sorted.map(({ key, trades, wins, pnl }) => [key.replaceAll('_', ' '), String(trades), String(wins), bareMoney(pnl, 'signed')]),
        ),
      ],
      data: parts.map(({ key, trades, wins, pnl, fees, funding }) => ({
        key,
        trades,
        wins,
        pnl: toText(pnl),
        fees: toText(fees),
        funding: toText(funding),
      })),
    };
  },
});
