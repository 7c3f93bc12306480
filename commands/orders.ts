import { z } from 'zod';
import { badged } from '#src/chat/badge.ts';
import { command } from '#src/chat/command.ts';
import { coins, price } from '#src/chat/money.ts';
import { buttons, say, table } from '#src/chat/reply.ts';
import { PURPOSE_WORDS, plural } from '#src/chat/words.ts';
import { isZero, toText } from '#src/domain/decimal.ts';

export const orders = command({
  name: 'orders',
  summary: 'orders that are at work',
  role: 'viewer',
  args: z.object({}),
  examples: ['/orders'],
  run({ app }) {
    const live = [...app.ledger.memory.orders.values()];
    if (live.length === 0)
      return say(
        badged('No order is at work', app),
        'Orders appear when a condition triggers, and rest as stops while a position is open.',
      );
    const rows = live.map(({ order, filled }) => [
      `${order.id} ${order.market}`,
      `${order.side} ${coins(order.amount, '')}`,
      order.stopPrice ? `stop ${price(order.stopPrice)}` : order.price ? `limit ${price(order.price)}` : 'market',
      `${PURPOSE_WORDS[order.purpose]} of ${order.tradeId}`,
      isZero(filled) ? order.status : `${order.status}, ${coins(filled, '')} filled`,
    ]);
    // A stop or an exit protects a position and is not canceled by hand: the position is closed instead.
    const entry = live.find(({ order }) => order.purpose === 'entry')?.order;
    const [first] = live;
    const next = entry ? { Cancel: `/cancel ${entry.id}` } : first ? { Close: `/close ${first.order.tradeId}` } : {};
    return {
      title: badged(`${plural(live.length, 'order')} at work`, app),
      blocks: [table(['', '', 'at', 'for', 'is'], rows), buttons(next)],
      data: live.map(({ order, filled }) => ({
        id: order.id,
        market: order.market,
        purpose: order.purpose,
        side: order.side,
        amount: toText(order.amount),
        filled: toText(filled),
        status: order.status,
      })),
    };
  },
});
