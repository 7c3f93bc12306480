import { z } from 'zod';
import { freeText, oneOf, orderId } from '#src/chat/argument.ts';
import { command } from '#src/chat/command.ts';
import { coins } from '#src/chat/money.ts';
import { buttons, fields, type Reply, say, text } from '#src/chat/reply.ts';
import { orderById } from '#src/ledger/orders.ts';
import type { Settled } from '#src/reconcile/reconciler.ts';

const SURE = 'sure';

export const settle = command({
  name: 'settle',
  summary: 'say whether the venue has an order that nobody could find out about',
  role: 'trader',
  args: z.object({ id: orderId, answer: oneOf('found', 'absent').optional(), detail: freeText('VENUE-ID|sure').optional() }),
  repeatable: true,
  examples: ['/settle o12', '/settle o12 found 8389765', '/settle o12 absent'],
  async run({ app, user }, { id, answer, detail }): Promise<Reply> {
    const { reconciler, ledger } = app;
    if (reconciler === undefined) return say('On paper every order has its answer at once.', '/orders shows what is at work.');
    const order = orderById(ledger, id);
    if (order === undefined) return say(`There is no order ${id}.`, '/orders shows what is at work.');
    const venue = ledger.memory.accounts.get(order.accountId)?.venue ?? 'the venue';
    const what = fields({
      order: `${order.side} ${coins(order.amount, order.market)}`,
      'client id': order.clientOrderId,
      status: order.status,
    });
    if (answer === undefined) {
      return {
        title: `Is ${id} at ${venue}?`,
        blocks: [what, buttons({ 'Found it': `/settle ${id} found`, 'Not there': `/settle ${id} absent` })],
      };
    }
    if (answer === 'found') {
      if (detail === undefined)
        return { title: `Under which id does ${venue} show ${id}?`, blocks: [what, text(`Type it: /settle ${id} found ID`)] };
      return told(await reconciler.found(id, detail));
    }
    if (detail !== SURE) {
      return {
        title: `Are you sure that ${venue} does not have ${id}?`,
        tone: 'warn',
        blocks: [
          what,
          text(
            'Look among open orders, closed orders and trades. If it is there after all, Heron takes it over when it sees it; until then its amount counts as free.',
          ),
          buttons({ 'It is not there': `/settle ${id} absent ${SURE}`, 'Found it': `/settle ${id} found` }),
        ],
      };
    }
    return told(reconciler.notThere(id, user.actor));
  },
});

const told = (settled: Settled): Reply =>
  settled.ok
    ? { title: settled.text, tone: 'good', blocks: [] }
    : { title: settled.text, tone: 'warn', failed: true, blocks: [text(settled.instead)] };
