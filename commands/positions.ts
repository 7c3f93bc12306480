import { z } from 'zod';
import { badged } from '#src/chat/badge.ts';
import { command } from '#src/chat/command.ts';
import { bareMoney, price } from '#src/chat/money.ts';
import { openPosition } from '#src/chat/openPosition.ts';
import { buttons, say, table } from '#src/chat/reply.ts';
import { toText } from '#src/domain/decimal.ts';

export const positions = command({
  name: 'positions',
  summary: 'open positions with their result so far',
  role: 'viewer',
  discreet: true,
  args: z.object({}),
  aliases: { count: '' },
  examples: ['/positions'],
  run({ app }) {
    const open = [...app.ledger.memory.positions.values()].map((one) => openPosition(one, app.ledger.memory, app.quotes));
    if (open.length === 0) {
      return say(badged('No position is open', app), '/conditions shows what is armed, /proposals what waits for your answer.');
    }
    const rows = open.map(({ position, unrealized, stop }) => [
      position.tradeId,
      position.market,
      position.side,
      unrealized === undefined ? '?' : bareMoney(unrealized, 'signed'),
      stop === undefined ? 'none' : price(stop),
    ]);
    const [first] = open;
    return {
      title: badged(`${open.length} open`, app),
      blocks: [
        table(['id', 'market', 'side', '>so far', '>stop'], rows),
        buttons(
          first === undefined
            ? {}
            : {
                Details: `/position ${first.position.tradeId}`,
                Why: `/why ${first.position.tradeId}`,
                Close: `/close ${first.position.tradeId}`,
              },
        ),
      ],
      data: open.map(({ position, unrealized }) => ({
        trade: position.tradeId,
        market: position.market,
        side: position.side,
        amount: toText(position.amount),
        unrealized: unrealized === undefined ? null : toText(unrealized),
      })),
    };
  },
});
