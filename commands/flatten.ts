import { z } from 'zod';
import { allOf } from '#src/chat/allOf.ts';
import { oneOf } from '#src/chat/argument.ts';
import { badged } from '#src/chat/badge.ts';
import { command } from '#src/chat/command.ts';
import { coins } from '#src/chat/money.ts';
import { buttons, fields, type Reply, say, text } from '#src/chat/reply.ts';
import { plural } from '#src/chat/words.ts';

export const flatten = command({
  name: 'flatten',
  summary: 'cancel every entry and close every position at market; asks first',
  role: 'trader',
  args: z.object({ sure: oneOf('now').optional() }),
  repeatable: true,
  examples: ['/flatten', '/flatten now'],
  inLockdown: () => true,
  run({ app, user }, { sure }): Reply {
    const { positions, orders } = app.ledger.memory;
    const entries = [...orders.values()].filter(({ order }) => order.purpose === 'entry').length;
    if (positions.size === 0 && entries === 0)
      return say(badged('There is nothing to flatten', app), 'No position is open and no entry is at work. /halt keeps it so.');
    if (sure === 'now') return allOf(app.sniper.flatten(user.actor));
    return {
      title: badged(`Close ${plural(positions.size, 'position')} and cancel ${plural(entries, 'entry order')}?`, app),
      tone: 'warn',
      blocks: [
        fields(
          Object.fromEntries(
            [...positions.values()].map(({ tradeId, side, amount, market }) => [tradeId, `${side} ${coins(amount, '')} ${market}`]),
          ),
        ),
        text('Each is closed at the market by an order that can only reduce. Nothing was done yet. New entries are only stopped by /halt.'),
        buttons({ 'Flatten now': '/flatten now', Halt: '/halt', Positions: '/positions' }),
      ],
    };
  },
});
