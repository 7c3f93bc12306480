import { z } from 'zod';
import { allOf } from '#src/chat/allOf.ts';
import { orderId } from '#src/chat/argument.ts';
import { command } from '#src/chat/command.ts';

export const cancel = command({
  name: 'cancel',
  summary: 'cancel an order that is at work',
  role: 'trader',
  args: z.object({ order: orderId }),
  repeatable: true,
  examples: ['/cancel o7'],
  inLockdown: () => true,
  run: ({ app, user }, { order }) => allOf([app.sniper.cancelOrder(order, user.actor)]),
});
