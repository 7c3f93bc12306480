import { toIso } from '#src/domain/clock.ts';
import type { LedgerEvent } from '#src/ledger/event.ts';
import { orderById } from '#src/ledger/orders.ts';
import { badged } from './badge.ts';
import type { World } from './messages.ts';
import { coins } from './money.ts';
import { buttons, fields, type Reply, text } from './reply.ts';
import { because, PURPOSE_WORDS } from './words.ts';

/** Nobody can tell whether the venue has an order: what to look for there, and what to say then. */
export function lostOrder({ subject, data }: LedgerEvent<'order.needs_human'>, { ledger, scene }: World): Reply | null {
  const order = orderById(ledger, subject);
  if (order === undefined) return null;
  const venue = ledger.memory.accounts.get(order.accountId)?.venue ?? 'the venue';
  return {
    title: badged(`Please look at ${venue}: is order ${subject} there?`, scene),
    tone: 'bad',
    blocks: [
      fields({
        order: `${order.side} ${coins(order.amount, order.market)} (${PURPOSE_WORDS[order.purpose]} of ${order.tradeId})`,
        'client id': order.clientOrderId,
        sent: toIso(order.createdAt).slice(0, 19).replace('T', ' '),
        why: because(data.reason).replace(/^: /, ''),
      }),
      text(
        `Heron does not send it again. Its amount stays reserved until you answer. If it is there: /settle ${subject} found ID, with the id that ${venue} shows.`,
      ),
      buttons({ 'Found it': `/settle ${subject} found`, 'Not there': `/settle ${subject} absent` }),
    ],
  };
}
