import { z } from 'zod';
import { howMany } from '#src/chat/argument.ts';
import { badged } from '#src/chat/badge.ts';
import { command } from '#src/chat/command.ts';
import { bareMoney, inR } from '#src/chat/money.ts';
import { buttons, say, table } from '#src/chat/reply.ts';
import { EXIT_NAMES } from '#src/chat/words.ts';
import { toText } from '#src/domain/decimal.ts';
import { rOf } from '#src/domain/trade.ts';
import { recentTrades } from '#src/ledger/trades.ts';

export const trades = command({
  name: 'trades',
  summary: 'the last closed trades',
  role: 'viewer',
  args: z.object({ n: howMany(50).optional() }),
  examples: ['/trades', '/trades 20'],
  run({ app }, { n = 10 }) {
    const closed = recentTrades(app.ledger, n);
    const [first] = closed;
    if (first === undefined) return say(badged('No trade is closed yet', app), '/positions shows what is open.');
    return {
      title: badged(`Last ${closed.length === 1 ? 'trade' : `${closed.length} trades`}`, app),
      blocks: [
        table(
          ['id', 'market', '>PnL', '>R', 'exit'],
          closed.map((trade) => [
            trade.id,
            trade.market,
            bareMoney(trade.pnl, 'signed'),
            inR(rOf(trade)).replace(' R', ''),
            EXIT_NAMES[trade.exitReason],
          ]),
        ),
        buttons({ Why: `/why ${first.id}`, Details: `/trade ${first.id}` }),
      ],
      data: closed.map((trade) => ({
        id: trade.id,
        market: trade.market,
        side: trade.side,
        pnl: toText(trade.pnl),
        exit: trade.exitReason,
      })),
    };
  },
});
